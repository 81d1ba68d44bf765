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

const api = new aws.apigatewayv2.Api("api", { protocolType: "HTTP" });
const permit = (name: string, lambda: aws.lambda.Function, source: pulumi.Input<string>) =>
  new aws.lambda.Permission(name, {
    action: "lambda:InvokeFunction",
    function: lambda.name,
    principal: "apigateway.amazonaws.com",
    sourceArn: pulumi.interpolate`${api.executionArn}/${source}`,
  });
const echo = inline("echo", "exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) })");
permit("echo", echo, "*/*");

const pool = new aws.cognito.UserPool("pool");
const client = new aws.cognito.UserPoolClient("client", {
  userPoolId: pool.id,
  explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
});
const authorizer = (name: string, args: object) =>
  new aws.apigatewayv2.Authorizer(name, { apiId: api.id, authorizerType: "REQUEST", ...args });
const jwt = (name: string, issuer: pulumi.Input<string>, audience: pulumi.Input<string>) =>
  authorizer(name, {
    authorizerType: "JWT",
    identitySources: ["$request.header.Authorization"],
    jwtConfiguration: { issuer, audiences: [audience] },
  });
const users = jwt("users", pulumi.interpolate`https://${pool.endpoint}`, client.id);
const others = jwt("others", pulumi.interpolate`https://${pool.endpoint}`, "another-client");
const elsewhere = jwt("elsewhere", "https://example.auth0.com/", client.id);

// It counts how often it is asked, which tells whether its answer is kept.
const simple = inline(
  "simple",
  `let count = 0;
  exports.handler = async ({ identitySource, routeArn, version, type }) => ({
    isAuthorized: identitySource[0] === "friend",
    context: { count: ++count, routeArn, version, type },
  })`,
);
const judge = inline(
  "judge",
  `exports.handler = async ({ authorizationToken, methodArn, version }) => {
    if (authorizationToken === "nobody") throw new Error("Unauthorized");
    if (authorizationToken === "broken") return {};
    return {
      principalId: "somebody",
      context: { version },
      policyDocument: { Version: "2012-10-17", Statement: [
        { Action: "execute-api:Invoke", Effect: authorizationToken === "allow" ? "Allow" : "Deny", Resource: methodArn },
      ] },
    };
  }`,
);
const kept = authorizer("kept", {
  authorizerUri: simple.invokeArn,
  identitySources: ["$request.header.X-Who"],
  authorizerPayloadFormatVersion: "2.0",
  enableSimpleResponses: true,
  authorizerResultTtlInSeconds: 60,
});
const asked = authorizer("asked", {
  authorizerUri: judge.invokeArn,
  identitySources: ["$request.querystring.token"],
  authorizerPayloadFormatVersion: "1.0",
  authorizerResultTtlInSeconds: 0,
});
permit("simple", simple, pulumi.interpolate`authorizers/${kept.id}`);
permit("judge", judge, pulumi.interpolate`authorizers/${asked.id}`);

const integration = (name: string, payloadFormatVersion: string) =>
  new aws.apigatewayv2.Integration(name, {
    apiId: api.id,
    integrationType: "AWS_PROXY",
    integrationUri: echo.arn,
    payloadFormatVersion,
  });
const two = integration("two", "2.0");
const one = integration("one", "1.0");
const route = (name: string, authorizerId: pulumi.Input<string>, more: object = {}, to = two) =>
  new aws.apigatewayv2.Route(name, {
    apiId: api.id,
    routeKey: `GET /${name}`,
    target: pulumi.interpolate`integrations/${to.id}`,
    authorizationType: "CUSTOM",
    authorizerId,
    ...more,
  });
route("users", users.id, { authorizationType: "JWT" });
route("users-before", users.id, { authorizationType: "JWT" }, one);
route("scoped", users.id, { authorizationType: "JWT", authorizationScopes: ["aws.cognito.signin.user.admin"] });
route("admins", users.id, { authorizationType: "JWT", authorizationScopes: ["admins"] });
route("others", others.id, { authorizationType: "JWT" });
route("elsewhere", elsewhere.id, { authorizationType: "JWT" });
route("signed", kept.id, { authorizationType: "AWS_IAM" });
route("kept", kept.id);
route("kept-too", kept.id);
route("asked", asked.id, {}, one);
new aws.apigatewayv2.Stage("stage", { apiId: api.id, name: "$default", autoDeploy: true });

export const url = api.apiEndpoint;
export const poolId = pool.id;
export const clientId = client.id;
