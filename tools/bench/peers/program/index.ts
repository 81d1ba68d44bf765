/** The two functions of ../handlers.ts, as a Pulumi program declares them. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const table = new aws.dynamodb.Table("items", {
  name: "items",
  attributes: [{ name: "id", type: "S" }],
  hashKey: "id",
  billingMode: "PAY_PER_REQUEST",
});

const role = new aws.iam.Role("role", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});
new aws.iam.RolePolicy("reads", {
  role: role.id,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "dynamodb:GetItem", Resource: table.arn }],
  }),
});

const code = new pulumi.asset.AssetArchive({
  "handlers.js": new pulumi.asset.FileAsset(new pulumi.Config().require("handlers")),
});
const handler = (name: string) =>
  new aws.lambda.Function(name, {
    ...{ role: role.arn, runtime: "nodejs22.x", handler: `handlers.${name}`, code, memorySize: 1024 },
  });
const functions = { trivial: handler("trivial"), read: handler("read") };

const get = (name: keyof typeof functions) => ({
  get: {
    responses: {},
    "x-amazon-apigateway-integration": {
      type: "aws_proxy",
      httpMethod: "POST",
      uri: functions[name].invokeArn,
    },
  },
});
const api = new aws.apigateway.RestApi("api", {
  body: pulumi.jsonStringify({
    openapi: "3.0.1",
    info: { title: "peers", version: "1" },
    paths: { "/trivial": get("trivial"), "/read/{id}": get("read") },
  }),
});
for (const [name, lambda] of Object.entries(functions))
  new aws.lambda.Permission(name, {
    action: "lambda:InvokeFunction",
    function: lambda.name,
    principal: "apigateway.amazonaws.com",
    sourceArn: pulumi.interpolate`${api.executionArn}/*`,
  });
const deployment = new aws.apigateway.Deployment("deployment", { restApi: api.id });
const stage = new aws.apigateway.Stage("stage", { restApi: api.id, deployment: deployment.id, stageName: "live" });

export const apiUrl = pulumi.interpolate`/restapis/${api.id}/${stage.stageName}/_user_request_`;
