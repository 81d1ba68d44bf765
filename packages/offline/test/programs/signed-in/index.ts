import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** A pool of users, and its client that signs in by passwords. */
const pool = (name: string) => {
  const made = new aws.cognito.UserPool(name);
  const server = new aws.cognito.ResourceServer(name, {
    ...{ userPoolId: made.id, identifier: "notes", name: "notes" },
    scopes: [{ scopeName: "api", scopeDescription: "All of it" }],
  });
  const domain = new aws.cognito.UserPoolDomain(name, { userPoolId: made.id, domain: `${name}-of-tests` });
  const client = new aws.cognito.UserPoolClient(name, {
    ...{ userPoolId: made.id, generateSecret: true },
    ...{ allowedOauthFlowsUserPoolClient: true, allowedOauthFlows: ["client_credentials"] },
    allowedOauthScopes: [server.scopeIdentifiers[0] ?? ""],
    explicitAuthFlows: ["ALLOW_ADMIN_USER_PASSWORD_AUTH"],
  });
  const people = new aws.cognito.UserPoolClient(`${name}-people`, {
    ...{ userPoolId: made.id, explicitAuthFlows: ["ALLOW_ADMIN_USER_PASSWORD_AUTH"] },
  });
  return {
    arn: made.arn,
    id: made.id,
    url: pulumi.interpolate`https://${domain.domain}.auth.eu-west-1.amazoncognito.com`,
    clientId: client.id,
    clientSecret: client.clientSecret,
    peopleId: people.id,
  };
};
const own = pool("own");
const other = pool("other");
new aws.cognito.UserGroup("operators", { userPoolId: own.id, name: "operators" });
new aws.cognito.UserGroup("readers", { userPoolId: own.id, name: "readers" });

const role = new aws.iam.Role("echo", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});
const echo = new aws.lambda.Function("echo", {
  role: role.arn,
  runtime: "nodejs22.x",
  handler: "index.handler",
  code: new pulumi.asset.AssetArchive({
    "index.js": new pulumi.asset.StringAsset(
      "exports.handler = async (event) => ({ body: JSON.stringify(event.requestContext.authorizer) })",
    ),
  }),
});
const guarded = (scopes: string[]) => ({
  get: {
    responses: {},
    security: [{ users: scopes }],
    "x-amazon-apigateway-integration": { type: "aws_proxy", httpMethod: "POST", uri: echo.invokeArn },
  },
});
const api = new aws.apigateway.RestApi("api", {
  body: pulumi.jsonStringify({
    openapi: "3.0.1",
    info: { title: "api", version: "1" },
    paths: { "/scoped": guarded(["notes/api"]), "/signed-in": guarded([]) },
    components: {
      securitySchemes: {
        users: {
          ...{ type: "apiKey", name: "Authorization", in: "header" },
          "x-amazon-apigateway-authtype": "cognito_user_pools",
          "x-amazon-apigateway-authorizer": { type: "cognito_user_pools", providerARNs: [own.arn] },
        },
      },
    },
  }),
});
new aws.lambda.Permission("echo", {
  action: "lambda:InvokeFunction",
  function: echo.name,
  principal: "apigateway.amazonaws.com",
  sourceArn: pulumi.interpolate`${api.executionArn}/*`,
});
const deployment = new aws.apigateway.Deployment("api", { restApi: api.id });
const stage = new aws.apigateway.Stage("api", { restApi: api.id, deployment: deployment.id, stageName: "v1" });

export const url = stage.invokeUrl;
export const pools = { own, other };
