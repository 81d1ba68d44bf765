import * as aws from "@pulumi/aws";

const security = [{ key: [] }];
const mock = (more: object = {}) => ({
  responses: { 200: {} },
  "x-amazon-apigateway-integration": {
    type: "mock",
    requestTemplates: { "application/json": '{"statusCode": 200}' },
    responses: { default: { statusCode: "200" } },
  },
  ...more,
});

const body = JSON.stringify({
  openapi: "3.0.1",
  info: { title: "limits", version: "1" },
  paths: {
    "/": { get: mock() },
    "/open": { get: mock(), post: mock() },
    "/keyed": { get: mock({ security }) },
    "/named/{id}": { get: mock({ security }) },
    "/checked": {
      post: mock({
        security,
        "x-amazon-apigateway-request-validator": "body",
        requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/List" } } } },
      }),
    },
  },
  components: {
    schemas: { List: { type: "array" } },
    securitySchemes: { key: { type: "apiKey", name: "x-api-key", in: "header" } },
  },
  "x-amazon-apigateway-request-validators": { body: { validateRequestBody: true } },
});

const restApi = new aws.apigateway.RestApi("api", { body });
const deployment = new aws.apigateway.Deployment("api", { restApi: restApi.id });
const stageOf = (name: string) =>
  new aws.apigateway.Stage(name, { restApi: restApi.id, deployment: deployment.id, stageName: name });
/** Without limits of its own. */
const free = stageOf("free");
/** With limits for all methods, and others for some. */
const limited = stageOf("limited");
const settings = (name: string, methodPath: string, throttlingRateLimit: number, throttlingBurstLimit: number) =>
  new aws.apigateway.MethodSettings(name, {
    restApi: restApi.id,
    stageName: limited.stageName,
    methodPath,
    settings: { throttlingRateLimit, throttlingBurstLimit },
  });
settings("all", "*/*", 2, 4);
settings("post", "open/POST", 1, 1);
settings("root", "/GET", 1, 2);
settings("none", "keyed/GET", -1, -1);

const stages = [free, limited].map(({ stageName }) => ({ apiId: restApi.id, stage: stageName }));
const keyIn = (name: string, usagePlan: aws.apigateway.UsagePlan) => {
  const key = new aws.apigateway.ApiKey(name);
  new aws.apigateway.UsagePlanKey(name, { keyId: key.id, keyType: "API_KEY", usagePlanId: usagePlan.id });
  return key.value;
};
const throttled = new aws.apigateway.UsagePlan("throttled", {
  apiStages: [
    { apiId: restApi.id, stage: free.stageName, throttles: [{ path: "/named/{id}/GET", rateLimit: 1, burstLimit: 2 }] },
    stages[1]!,
  ],
  throttleSettings: { rateLimit: 10, burstLimit: 20 },
});
const bulk = new aws.apigateway.UsagePlan("bulk", {
  apiStages: stages,
  throttleSettings: { rateLimit: 50, burstLimit: 100 },
});
const quota = (name: string, period: string, limit: number, offset?: number) =>
  new aws.apigateway.UsagePlan(name, { apiStages: stages, quotaSettings: { period, limit, offset } });
const monthly = quota("monthly", "MONTH", 3);

export const freeUrl = free.invokeUrl;
export const limitedUrl = limited.invokeUrl;
export const one = keyIn("one", throttled);
export const other = keyIn("other", throttled);
export const many = keyIn("many", bulk);
export const month = keyIn("month", monthly);
export const month2 = keyIn("month2", monthly);
