import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

// A secret, and two functions that read it: one whose role has a policy for it, and one whose role has AWS's own alone.
const secret = new aws.secretsmanager.Secret("token", { name: "shop/token", tags: { team: "shop" } });
const version = new aws.secretsmanager.SecretVersion("token", {
  secretId: secret.id,
  secretString: pulumi.secret("first"),
});
new aws.secretsmanager.Secret("empty", { name: "shop/empty" });

const code = new pulumi.asset.AssetArchive({
  "index.js": new pulumi.asset.StringAsset(`
    const { SecretsManagerClient, GetSecretValueCommand } = require("@aws-sdk/client-secrets-manager");
    const client = new SecretsManagerClient({});
    exports.handler = async () => {
      const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: process.env.SECRET }));
      return SecretString;
    };
  `),
});

function reader(name: string): aws.iam.Role {
  const role = new aws.iam.Role(name, {
    assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
  });
  new aws.iam.RolePolicyAttachment(`${name}-basic`, {
    role,
    policyArn: aws.iam.ManagedPolicy.AWSLambdaBasicExecutionRole,
  });
  new aws.lambda.Function(name, {
    ...{ name, code, handler: "index.handler", runtime: "nodejs22.x", role: role.arn },
    environment: { variables: { SECRET: secret.arn } },
  });
  return role;
}

reader("stranger");
const document = aws.iam.getPolicyDocumentOutput({
  statements: [{ actions: ["secretsmanager:getsecretvalue"], resources: [secret.arn] }],
});
const policy = new aws.iam.Policy("read", { policy: document.json });
new aws.iam.RolePolicyAttachment("read", { role: reader("reader"), policyArn: policy.arn });

export const arn = secret.arn;
export const value = aws.secretsmanager.getSecretVersionOutput({ secretId: version.secretId }).secretString;
