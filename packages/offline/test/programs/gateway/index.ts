import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

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
const inline = (name: string, code: string) =>
  new aws.lambda.Function(name, {
    role: role.arn,
    runtime: "nodejs22.x",
    handler: "index.handler",
    code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(code) }),
  });
const echo = inline("echo", "exports.handler = async (event) => ({ body: JSON.stringify(event) })");
const callback = inline("callback", 'exports.handler = (event, context, done) => done(null, { body: "by callback" })');
const broken = inline("broken", 'throw new Error("no start")');
const esModule = new aws.lambda.Function("module", {
  role: role.arn,
  runtime: "nodejs22.x",
  handler: "main.handler",
  code: new pulumi.asset.AssetArchive({
    "main.mjs": new pulumi.asset.StringAsset('export const handler = async () => ({ body: "a module" })'),
  }),
});
const behave = new aws.lambda.Function("behave", {
  role: role.arn,
  runtime: "nodejs22.x",
  handler: "src/behave.handler",
  timeout: 1,
  memorySize: 128,
  code: new pulumi.asset.AssetArchive({ "src/behave.js": new pulumi.asset.FileAsset("behave.js") }),
  environment: { variables: { OWN: "its own" } },
});

/** Nobody lets API Gateway invoke it. */
const unpermitted = inline("unpermitted", "exports.handler = async () => ({})");
/** API Gateway invokes it by a role. */
const byRole = inline("by-role", 'exports.handler = async () => ({ body: "by role" })');
const roleOf = (name: string, allowed: pulumi.Output<string>) => {
  const made = new aws.iam.Role(name, {
    assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "apigateway.amazonaws.com" }),
  });
  const Statement = [{ Effect: "Allow", Action: "lambda:InvokeFunction", Resource: allowed }];
  new aws.iam.RolePolicy(name, {
    role: made.name,
    policy: pulumi.jsonStringify({ Version: "2012-10-17", Statement }),
  });
  return made.arn;
};
const invoker = roleOf("invoker", byRole.arn);
const stranger = roleOf("stranger", echo.arn);

const proxy = (uri: string, more: object = {}, integration: object = {}) => ({
  responses: {},
  ...more,
  "x-amazon-apigateway-integration": { type: "aws_proxy", httpMethod: "POST", uri, ...integration },
});
const hurried = { timeoutInMillis: 50 };
const checked = "x-amazon-apigateway-request-validator";
const parameter = (name: string, place: string) => ({ name, in: place, required: true, schema: { type: "string" } });

const body = pulumi
  .all({
    toEcho: echo.invokeArn,
    toBehave: behave.invokeArn,
    toCallback: callback.invokeArn,
    toModule: esModule.invokeArn,
    toBroken: broken.invokeArn,
    toUnpermitted: unpermitted.invokeArn,
    toByRole: byRole.invokeArn,
    invokerArn: invoker,
    strangerArn: stranger,
  })
  .apply(({ toEcho, toBehave, toCallback, toModule, toBroken, toUnpermitted, toByRole, invokerArn, strangerArn }) =>
    JSON.stringify({
      openapi: "3.0.1",
      info: { title: "gateway", version: "1" },
      paths: {
        "/": { get: proxy(toEcho) },
        "/fixed/here": { get: proxy(toEcho) },
        "/fixed/{variable}": { get: proxy(toEcho) },
        "/fixed/{variable}/below": { "x-amazon-apigateway-any-method": proxy(toEcho) },
        "/rest/{path+}": { get: proxy(toEcho) },
        "/keyed": { get: proxy(toEcho, { security: [{ key: [] }] }) },
        "/guarded": { get: proxy(toEcho, { security: [{ cognito: [] }] }) },
        "/elsewhere": { get: { "x-amazon-apigateway-integration": { type: "http", uri: "https://example.org" } } },
        "/parameters": {
          get: proxy(toEcho, {
            [checked]: "parameters",
            parameters: [parameter("q", "query"), parameter("x-head", "header")],
          }),
        },
        "/body": {
          post: proxy(toEcho, {
            [checked]: "body",
            requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/Point" } } } },
          }),
        },
        "/mock": {
          get: {
            responses: { 418: {} },
            "x-amazon-apigateway-integration": {
              type: "mock",
              requestTemplates: { "application/json": '{"statusCode": 418}' },
              responses: {
                default: { statusCode: "200" },
                "4\\d{2}": {
                  statusCode: "418",
                  responseParameters: { "method.response.header.X-Pot": "'tea'" },
                  responseTemplates: { "application/json": '{"short":true}' },
                },
              },
            },
          },
        },
        "/behave": { post: proxy(toBehave) },
        "/hurried": { get: proxy(toEcho, {}, hurried), post: proxy(toBehave, {}, hurried) },
        "/gone": { get: proxy(toEcho.replace(/function:[^/]+/, "function:gone")) },
        "/callback": { get: proxy(toCallback) },
        "/module": { get: proxy(toModule) },
        "/broken": { get: proxy(toBroken) },
        "/unpermitted": { get: proxy(toUnpermitted) },
        "/by-role": { get: proxy(toByRole, {}, { credentials: invokerArn }) },
        "/by-stranger": { get: proxy(toByRole, {}, { credentials: strangerArn }) },
      },
      components: {
        schemas: {
          Point: {
            type: "object",
            required: ["x"],
            properties: { x: { $ref: "#/components/schemas/Number" } },
            additionalProperties: false,
          },
          Number: { type: "number", minimum: 0, exclusiveMinimum: true },
        },
        securitySchemes: {
          key: { type: "apiKey", name: "x-api-key", in: "header" },
          cognito: {
            type: "apiKey",
            name: "Authorization",
            in: "header",
            "x-amazon-apigateway-authtype": "cognito_user_pools",
          },
        },
      },
      "x-amazon-apigateway-request-validators": {
        body: { validateRequestBody: true, validateRequestParameters: false },
        parameters: { validateRequestBody: false, validateRequestParameters: true },
      },
      "x-amazon-apigateway-gateway-responses": {
        BAD_REQUEST_BODY: {
          statusCode: 422,
          responseParameters: { "gatewayresponse.header.X-Why": "'body'" },
          responseTemplates: {
            "application/json": '{"why":"$context.error.validationErrorString","type":"$context.error.responseType"}',
          },
        },
      },
      "x-amazon-apigateway-binary-media-types": ["image/png"],
    }),
  );

const restApi = new aws.apigateway.RestApi("api", { body });
for (const [name, { arn }] of Object.entries({ behave, callback, esModule, broken }))
  new aws.lambda.Permission(name, {
    action: "lambda:InvokeFunction",
    function: arn,
    principal: "apigateway.amazonaws.com",
    sourceArn: pulumi.interpolate`${restApi.executionArn}/*`,
  });
/** For all APIs. */
new aws.lambda.Permission("echo", {
  action: "lambda:InvokeFunction",
  function: echo.name,
  principal: "apigateway.amazonaws.com",
});
const accessLog = new aws.cloudwatch.LogGroup("access", { retentionInDays: 1 });
const deployment = new aws.apigateway.Deployment("api", { restApi: restApi.id });
const stage = new aws.apigateway.Stage("api", {
  restApi: restApi.id,
  deployment: deployment.id,
  stageName: "v1",
  variables: { colour: "green" },
  accessLogSettings: {
    destinationArn: accessLog.arn,
    format: JSON.stringify({
      requestId: "$context.requestId",
      time: "$context.requestTimeEpoch",
      ip: "$context.identity.sourceIp",
      keyId: "$context.identity.apiKeyId",
      method: "$context.httpMethod",
      path: "$context.path",
      resource: "$context.resourcePath",
      status: "$context.status",
      latency: "$context.responseLatency",
      integration: "$context.integration.latency",
      integrationStatus: "$context.integration.status",
      length: "$context.responseLength",
      error: "$context.error.responseType",
      nobody: "$context.authorizer.principalId",
    }),
  },
});
const plan = (name: string, limits: object = {}) =>
  new aws.apigateway.UsagePlan(name, { apiStages: [{ apiId: restApi.id, stage: stage.stageName }], ...limits });
const open = plan("plan");
const slow = plan("slow", { throttleSettings: { rateLimit: 0, burstLimit: 0 } });
const used = plan("used", { quotaSettings: { limit: 0, period: "DAY" } });
const key = (name: string, usagePlan?: aws.apigateway.UsagePlan, enabled = true) => {
  const made = new aws.apigateway.ApiKey(name, { enabled });
  if (usagePlan)
    new aws.apigateway.UsagePlanKey(name, { keyId: made.id, keyType: "API_KEY", usagePlanId: usagePlan.id });
  return made.value;
};

/** An API that its resource policy guards, and that says beside its document what is binary. */
const guarded = new aws.apigateway.RestApi("guarded", {
  binaryMediaTypes: ["text/csv"],
  body: echo.invokeArn.apply((toEcho) =>
    JSON.stringify({
      openapi: "3.0.1",
      info: { title: "guarded", version: "1" },
      paths: { "/{where}": { get: proxy(toEcho), post: proxy(toEcho) } },
      "x-amazon-apigateway-binary-media-types": ["image/png"],
      "x-amazon-apigateway-policy": {
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/v1/*/here" },
          { Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/v1/GET/denied" },
          { Effect: "Deny", Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/v1/*/denied" },
          {
            Effect: "Deny",
            Principal: "*",
            Action: "execute-api:Invoke",
            Resource: "execute-api:/*",
            Condition: { NotIpAddress: { "aws:SourceIp": "127.0.0.0/8" } },
          },
        ],
      },
    }),
  ),
});
/** An API that nobody reaches by its own address, and one whose keys an authorizer gives. */
const apart = (name: string, more: Partial<aws.apigateway.RestApiArgs>) => {
  const { id } = new aws.apigateway.RestApi(name, {
    ...more,
    body: echo.invokeArn.apply((toEcho) =>
      JSON.stringify({
        openapi: "3.0.1",
        info: { title: name, version: "1" },
        paths: { "/": { get: proxy(toEcho, { security: [{ key: [] }] }) } },
        components: { securitySchemes: { key: { type: "apiKey", name: "x-api-key", in: "header" } } },
      }),
    ),
  });
  const { id: deployed } = new aws.apigateway.Deployment(name, { restApi: id });
  return new aws.apigateway.Stage(name, { restApi: id, deployment: deployed, stageName: "v1" }).invokeUrl;
};
const guardedStage = new aws.apigateway.Stage("guarded", {
  restApi: guarded.id,
  deployment: new aws.apigateway.Deployment("guarded", { restApi: guarded.id }).id,
  stageName: "v1",
});

new aws.sns.Topic("news", { fifoTopic: true });

export const bucket = new aws.s3.Bucket("files").bucket;
export const url = stage.invokeUrl;
export const accessLogGroup = accessLog.name;
export const guardedUrl = guardedStage.invokeUrl;
export const disabledUrl = apart("disabled", { disableExecuteApiEndpoint: true });
export const authorizedUrl = apart("authorized", { apiKeySource: "AUTHORIZER" });
export const planned = key("planned", open);
export const unplanned = key("unplanned");
export const disabled = key("disabled", open, false);
export const throttled = key("throttled", slow);
export const exhausted = key("exhausted", used);
export const words = new pulumi.Config().requireObject("words");
export const region = aws.getRegionOutput().region;
