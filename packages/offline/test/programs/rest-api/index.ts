import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** As `@pulumi/aws-apigateway` declares it: its children are made elsewhere. */
class RestApi extends pulumi.ComponentResource {
  declare readonly url: pulumi.Output<string>;
  declare readonly api: pulumi.Output<aws.apigateway.RestApi>;
  declare readonly stage: pulumi.Output<aws.apigateway.Stage>;

  constructor(name: string, args: object) {
    const outputs = { url: undefined, api: undefined, deployment: undefined, stage: undefined };
    super("aws-apigateway:index:RestAPI", name, { ...args, ...outputs }, {}, true);
  }
}

const role = new aws.iam.Role("role", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});
const inline = (name: string, code: string) =>
  new aws.lambda.Function(name, {
    role: role.arn,
    runtime: "nodejs22.x",
    handler: "index.handler",
    code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(code) }),
  });

const echo = inline("echo", "exports.handler = async (event) => ({ body: JSON.stringify(event) })");
const judge = inline(
  "judge",
  `exports.handler = async ({ authorizationToken, methodArn }) => ({
    principalId: "somebody",
    policyDocument: { Version: "2012-10-17", Statement: [
      { Action: "execute-api:Invoke", Effect: authorizationToken === "allow" ? "Allow" : "Deny", Resource: methodArn },
    ] },
  });`,
);
const authorizer = {
  authorizerName: "judge",
  parameterName: "Authorization",
  parameterLocation: "header",
  authType: "custom",
  type: "token",
  handler: judge,
};
const server = new pulumi.Config().require("server");

const everything = new RestApi("Everything", {
  stageName: "live",
  requestValidator: "PARAMS_ONLY",
  tags: { team: "blue" },
  routes: [
    { path: "/echo/{id}", method: "GET", eventHandler: echo },
    { path: "any", method: "ANY", eventHandler: echo },
    { path: "/guarded", method: "GET", eventHandler: echo, authorizers: [authorizer] },
    { path: "/guarded", method: "PUT", eventHandler: echo, authorizers: [authorizer] },
    { path: "/keyed", method: "GET", eventHandler: echo, apiKeyRequired: true },
    { path: "/signed", method: "GET", eventHandler: echo, iamAuthEnabled: true },
    {
      path: "/required",
      method: "GET",
      eventHandler: echo,
      requiredParameters: [{ name: "q", in: "query" }],
    },
    { path: "/", localPath: "www" },
    { path: "/page", localPath: "www/index.html", contentType: "text/plain" },
    { path: "/server", target: { type: "http_proxy", uri: `${server}/base` } },
    { path: "/elsewhere", target: { type: "http_proxy", uri: "https://example.org" } },
    {
      path: "/data",
      method: "GET",
      data: {
        "x-amazon-apigateway-integration": {
          type: "mock",
          requestTemplates: { "application/json": '{"statusCode": 200}' },
          responses: { default: { statusCode: "203" } },
        },
      },
    },
  ],
});

const key = new aws.apigateway.ApiKey("key", { value: "a-key-of-twenty-letters" });
const plan = new aws.apigateway.UsagePlan("plan", {
  apiStages: [{ apiId: everything.api.id, stage: everything.stage.stageName }],
});
new aws.apigateway.UsagePlanKey("plan", { keyId: key.id, keyType: "API_KEY", usagePlanId: plan.id });

const swagger = new RestApi("swagger", {
  swaggerString: JSON.stringify({
    swagger: "2.0",
    securityDefinitions: { key: { type: "apiKey", name: "x-api-key", in: "header" } },
    definitions: { Thing: { type: "object", required: ["name"] } },
    "x-amazon-apigateway-request-validators": { body: { validateRequestBody: true } },
    paths: {
      "/things": {
        post: {
          "x-amazon-apigateway-request-validator": "body",
          parameters: [{ in: "body", name: "thing", schema: { $ref: "#/definitions/Thing" } }],
          "x-amazon-apigateway-integration": {
            type: "mock",
            requestTemplates: { "application/json": '{"statusCode": 200}' },
            responses: { default: { statusCode: "201" } },
          },
        },
      },
      "/keyed": { get: { security: [{ key: [] }], "x-amazon-apigateway-integration": { type: "mock" } } },
    },
  }),
});

export const url = everything.url;
export const swaggerUrl = swagger.url;
export const tags = everything.stage.tags;
