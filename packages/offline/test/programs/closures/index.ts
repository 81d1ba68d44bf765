import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { greeter } from "./greeter";

const role = new aws.iam.Role("role", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});
new aws.iam.RolePolicy("role", {
  role: role.name,
  policy: JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "logs:*", Resource: "arn:aws:logs:*:*:*" }],
  }),
});
/** A closure as Pulumi serializes it, without the packages that its own CallbackFunction would ship. */
const serialized = pulumi.output(
  pulumi.runtime.serializeFunction(greeter({ greeting: "Hello" }), { isFactoryFunction: true, exportName: "handler" }),
);
const greet = new aws.lambda.Function("greet", {
  role: role.arn,
  runtime: "nodejs22.x",
  handler: "__index.handler",
  timeout: 1,
  code: serialized.apply(
    ({ text }) => new pulumi.asset.AssetArchive({ "__index.js": new pulumi.asset.StringAsset(text) }),
  ),
});

const api = new aws.apigateway.RestApi("api", {
  body: greet.invokeArn.apply((uri) =>
    JSON.stringify({
      openapi: "3.0.1",
      info: { title: "closures", version: "1" },
      paths: {
        "/greet": {
          get: {
            responses: {},
            "x-amazon-apigateway-integration": { type: "aws_proxy", httpMethod: "POST", uri, timeoutInMillis: 1500 },
          },
        },
      },
    }),
  ),
});
const deployment = new aws.apigateway.Deployment("deployment", { restApi: api.id });
const stage = new aws.apigateway.Stage("stage", { restApi: api.id, deployment: deployment.id, stageName: "v1" });
new aws.lambda.Permission("greet", {
  action: "lambda:InvokeFunction",
  function: greet.name,
  principal: "apigateway.amazonaws.com",
  sourceArn: pulumi.interpolate`${api.executionArn}/*`,
});

export const url = stage.invokeUrl;
