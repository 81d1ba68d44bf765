import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const instance = new aws.ec2.Instance("one", { ami: "ami-12345678", instanceType: "t3.nano", tags: { team: "blue" } });
const plain = new aws.ssm.Parameter("plain", { name: "/services/plain", type: "String", value: "seen by all" });
new aws.ssm.Parameter("hidden", { name: "/services/hidden", type: "SecureString", value: "seen decrypted" });

const role = new aws.iam.Role("caller", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});
new aws.iam.RolePolicy("caller", {
  role: role.name,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: "ec2:DescribeInstances", Resource: "*" },
      {
        Effect: "Allow",
        Action: "ec2:StopInstances",
        Resource: "arn:aws:ec2:*:*:instance/*",
        Condition: { StringEquals: { "ec2:ResourceTag/team": "blue" } },
      },
      { Effect: "Allow", Action: "ssm:GetParameter", Resource: plain.arn },
      { Effect: "Allow", Action: "ec2:StartInstances", Resource: "*" },
      { Effect: "Deny", Action: "ec2:Start*", Resource: "*" },
    ],
  }),
});

/** Calls what its event names, with its role's own keys. */
const caller = new aws.lambda.Function("caller", {
  role: role.arn,
  runtime: "nodejs22.x",
  handler: "index.handler",
  timeout: 10,
  code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.FileAsset("caller.js") }),
});

export const instanceId = instance.id;
export const functionName = caller.name;
export const roleName = role.name;
