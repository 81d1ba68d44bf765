import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

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
const echo = inline("echo", "exports.handler = async (event) => event");
const older = inline("older", "exports.handler = async (event) => ({ body: JSON.stringify(event) })");
const broken = inline("broken", "exports.handler = async () => { throw new Error('told to') }");
const unpermitted = inline("unpermitted", "exports.handler = async () => ({})");

const api = new aws.apigatewayv2.Api("api", {
  protocolType: "HTTP",
  corsConfiguration: { allowOrigins: ["*"], allowMethods: ["GET", "POST"] },
});
const permit = (name: string, lambda: aws.lambda.Function, of: aws.apigatewayv2.Api) =>
  new aws.lambda.Permission(name, {
    action: "lambda:InvokeFunction",
    function: lambda,
    principal: "apigateway.amazonaws.com",
    sourceArn: pulumi.interpolate`${of.executionArn}/*/*`,
  });
const text = inline("text", "exports.handler = async () => ({ statusCode: 200, body: 'hello' })");
permit("text", text, api);
permit("echo", echo, api);
permit("older", older, api);
permit("broken", broken, api);

const integrate = (name: string, args: object) =>
  new aws.apigatewayv2.Integration(name, { apiId: api.id, integrationType: "AWS_PROXY", ...args });
const route = (name: string, routeKey: string, integration: aws.apigatewayv2.Integration, more: object = {}) =>
  new aws.apigatewayv2.Route(name, {
    apiId: api.id,
    routeKey,
    target: pulumi.interpolate`integrations/${integration.id}`,
    ...more,
  });
const two = integrate("two", { integrationUri: echo.arn, payloadFormatVersion: "2.0" });
const one = integrate("one", { integrationUri: older.invokeArn });
route("thing", "GET /things/{id}", two);
route("text", "GET /text", integrate("text", { integrationUri: text.arn, payloadFormatVersion: "2.0" }));
route("any", "ANY /things/{id}", one);
route("broken", "GET /broken", integrate("broken", { integrationUri: broken.arn, payloadFormatVersion: "2.0" }));
route("unpermitted", "GET /unpermitted", integrate("unpermitted", { integrationUri: unpermitted.arn }));
route("guarded", "GET /guarded", two, { authorizationType: "JWT", authorizerId: "any" });
route(
  "elsewhere",
  "GET /elsewhere",
  integrate("elsewhere", {
    integrationType: "HTTP_PROXY",
    integrationUri: "https://example.org",
    integrationMethod: "GET",
  }),
);
route("default", "$default", two);
const stage = new aws.apigatewayv2.Stage("stage", { apiId: api.id, name: "dev", autoDeploy: true });
new aws.apigatewayv2.Stage("idle", { apiId: api.id, name: "idle" });

const quick = new aws.apigatewayv2.Api("quick", {
  protocolType: "HTTP",
  routeKey: "GET /",
  target: echo.invokeArn,
});
permit("quick", echo, quick);

new aws.apigatewayv2.Api("written", { protocolType: "HTTP", body: JSON.stringify({ openapi: "3.0.1", paths: {} }) });

export const url = stage.invokeUrl;
export const idleUrl = pulumi.interpolate`${api.apiEndpoint}/idle`;
export const quickUrl = quick.apiEndpoint;
