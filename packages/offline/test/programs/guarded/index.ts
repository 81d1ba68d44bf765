import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const role = new aws.iam.Role("role", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});
const inline = (name: string, code: string, environment: Record<string, pulumi.Input<string>> = {}) =>
  new aws.lambda.Function(name, {
    role: role.arn,
    runtime: "nodejs22.x",
    handler: "index.handler",
    code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(code) }),
    environment: { variables: environment },
  });
const key = new aws.apigateway.ApiKey("key", { value: "a-key-of-twenty-letters" });

const echo = inline("echo", "exports.handler = async (event) => ({ body: JSON.stringify(event) })");
/** Lets in who says `allow`, and names a key for who says `plan`; of all others it says nothing. */
const judge = inline(
  "judge",
  `let asked = 0;
  exports.handler = async ({ authorizationToken, methodArn }) => {
    if (authorizationToken === "nobody") throw new Error("Unauthorized");
    const Effect = authorizationToken === "deny" ? "Deny" : "Allow";
    const Resource = authorizationToken === "other" ? methodArn + "/other" : methodArn;
    return {
      principalId: authorizationToken,
      policyDocument: { Version: "2012-10-17", Statement: [{ Action: "execute-api:Invoke", Effect, Resource }] },
      context: { asked: ++asked },
      usageIdentifierKey: authorizationToken === "plan" ? process.env.KEY : undefined,
    };
  };`,
  { KEY: "a-key-of-twenty-letters" },
);
/** Nobody lets API Gateway invoke it. */
const unpermitted = inline("unpermitted", "exports.handler = async () => ({})");

const invoker = new aws.iam.Role("invoker", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "apigateway.amazonaws.com" }),
});
new aws.iam.RolePolicy("invoker", {
  role: invoker.name,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "lambda:InvokeFunction", Resource: judge.arn }],
  }),
});

const guarded = (...names: string[]) => ({
  get: {
    responses: {},
    security: names.map((name) => ({ [name]: [] })),
    "x-amazon-apigateway-integration": { type: "aws_proxy", httpMethod: "POST", uri: echo.invokeArn },
  },
});
const authorizer = (authorizerUri: pulumi.Input<string>, more: object = {}) => ({
  type: "apiKey",
  name: "Authorization",
  in: "header",
  "x-amazon-apigateway-authtype": "custom",
  "x-amazon-apigateway-authorizer": { type: "token", authorizerUri, ...more },
});

/** An API with its stage; its own authorizers may ask the judge. */
const api = (name: string, paths: object, more: Partial<aws.apigateway.RestApiArgs> = {}, policy?: object) => {
  const restApi = new aws.apigateway.RestApi(name, {
    ...more,
    body: pulumi.jsonStringify({
      openapi: "3.0.1",
      info: { title: name, version: "1" },
      paths,
      components: {
        securitySchemes: {
          judge: authorizer(judge.invokeArn),
          byRole: authorizer(judge.invokeArn, { authorizerCredentials: invoker.arn }),
          unpermitted: authorizer(unpermitted.invokeArn),
          key: { type: "apiKey", name: "x-api-key", in: "header" },
        },
      },
      ...(policy && { "x-amazon-apigateway-policy": policy }),
    }),
  });
  for (const [kind, lambda] of Object.entries({ echo, judge }))
    new aws.lambda.Permission(`${name}-${kind}`, {
      action: "lambda:InvokeFunction",
      function: lambda.name,
      principal: "apigateway.amazonaws.com",
      sourceArn: pulumi.interpolate`${restApi.executionArn}/${kind === "judge" ? "authorizers/*" : "*/GET/*"}`,
    });
  const deployment = new aws.apigateway.Deployment(name, { restApi: restApi.id });
  return new aws.apigateway.Stage(name, { restApi: restApi.id, deployment: deployment.id, stageName: "v1" });
};

const judged = api("judged", {
  "/judged": guarded("judge"),
  "/by-role": guarded("byRole"),
  "/unpermitted": guarded("unpermitted"),
});
const keyed = api("keyed", { "/keyed": guarded("judge", "key") }, { apiKeySource: "AUTHORIZER" });
const plan = new aws.apigateway.UsagePlan("plan", { apiStages: [{ apiId: keyed.restApi, stage: keyed.stageName }] });
new aws.apigateway.UsagePlanKey("plan", { keyId: key.id, keyType: "API_KEY", usagePlanId: plan.id });
const statement = (Effect: string, where: string) => ({
  ...{ Effect, Principal: "*", Action: "execute-api:Invoke" },
  Resource: `execute-api:/v1/GET/${where}`,
});
const both = api(
  "both",
  { "/allowed": guarded("judge"), "/denied": guarded("judge"), "/unsaid": guarded("judge") },
  {},
  { Version: "2012-10-17", Statement: [statement("Allow", "allowed"), statement("Deny", "denied")] },
);

export const judgedUrl = judged.invokeUrl;
export const keyedUrl = keyed.invokeUrl;
export const bothUrl = both.invokeUrl;
