import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { routes } from "./routes";
import { tables } from "./tables";

for (const [name, hashKey] of Object.entries(tables))
  new aws.dynamodb.Table(name, {
    name,
    hashKey,
    attributes: [{ name: hashKey, type: "S" }],
    billingMode: "PAY_PER_REQUEST",
  });
new aws.sqs.Queue("jobs", { name: "jobs" });

const api = new aws.apigateway.RestApi("api", {
  body: pulumi.jsonStringify({
    openapi: "3.0.1",
    info: { title: new pulumi.Config().get("title") ?? "api", version: "1" },
    paths: Object.fromEntries(
      routes.map(({ path, file }) => [
        `/${path}`,
        {
          get: {
            "x-amazon-apigateway-integration": {
              type: "aws_proxy",
              httpMethod: "POST",
              uri: functionOf(path, file).invokeArn,
            },
          },
        },
      ]),
    ),
  }),
});
const deployment = new aws.apigateway.Deployment("api", { restApi: api.id });
const stage = new aws.apigateway.Stage("api", { restApi: api.id, deployment: deployment.id, stageName: "v1" });

function functionOf(name: string, file: string): aws.lambda.Function {
  const role = new aws.iam.Role(name, {
    assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
  });
  const Statement = [{ Effect: "Allow", Action: ["dynamodb:*", "logs:*"], Resource: "*" }];
  new aws.iam.RolePolicy(name, { role: role.name, policy: JSON.stringify({ Version: "2012-10-17", Statement }) });
  const made = new aws.lambda.Function(name, {
    role: role.arn,
    runtime: "nodejs22.x",
    handler: "index.handler",
    timeout: 20,
    code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.FileAsset(file) }),
  });
  new aws.lambda.Permission(name, {
    action: "lambda:InvokeFunction",
    function: made.name,
    principal: "apigateway.amazonaws.com",
  });
  return made;
}

export const apiUrl = stage.invokeUrl;
