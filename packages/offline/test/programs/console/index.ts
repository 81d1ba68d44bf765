import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();

const notes = new aws.dynamodb.Table("notes", {
  attributes: [
    { name: "author", type: "S" },
    { name: "number", type: "N" },
    { name: "topic", type: "S" },
  ],
  hashKey: "author",
  rangeKey: "number",
  globalSecondaryIndexes: [{ name: "byTopic", hashKey: "topic", rangeKey: "number", projectionType: "ALL" }],
  billingMode: "PAY_PER_REQUEST",
});
const files = new aws.s3.Bucket("files", { bucket: "console-files" });
const letters = new aws.sqs.Queue("letters", { name: "letters" });
const jobs = new aws.sqs.Queue("jobs", {
  name: "jobs",
  redrivePolicy: pulumi.jsonStringify({ deadLetterTargetArn: letters.arn, maxReceiveCount: 1 }),
});
const news = new aws.sns.Topic("news", { displayName: "The news" });
new aws.sns.TopicSubscription("mail", { topic: news.arn, protocol: "email", endpoint: "me@example.org" });

const role = new aws.iam.Role("worker", {
  name: "worker-role",
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});
new aws.iam.RolePolicy("worker", {
  role: role.name,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: ["dynamodb:GetItem", "dynamodb:PutItem"], Resource: notes.arn },
      { Effect: "Allow", Action: "s3:PutObject", Resource: pulumi.interpolate`${files.arn}/*` },
      { Effect: "Allow", Action: "sns:Publish", Resource: news.arn },
      { Effect: "Allow", Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], Resource: "*" },
    ],
  }),
});
const worker = new aws.lambda.Function("worker", {
  name: "worker",
  role: role.arn,
  runtime: "nodejs22.x",
  handler: "worker.handler",
  timeout: 10,
  code: new pulumi.asset.AssetArchive({ "worker.js": new pulumi.asset.FileAsset("worker.js") }),
  environment: { variables: { TABLE: notes.name, BUCKET: files.bucket, TOPIC: news.arn } },
});

const tick = new aws.cloudwatch.EventRule("tick", { name: "tick", scheduleExpression: "rate(9 days)" });
new aws.cloudwatch.EventTarget("tick", { rule: tick.name, arn: worker.arn });
new aws.lambda.Permission("tick", {
  action: "lambda:InvokeFunction",
  function: worker.name,
  principal: "events.amazonaws.com",
  sourceArn: tick.arn,
});
new aws.cloudwatch.MetricAlarm("failures", {
  name: "failures",
  alarmDescription: "The worker fails",
  namespace: "AWS/Lambda",
  metricName: "Errors",
  dimensions: { FunctionName: worker.name },
  statistic: "Sum",
  period: 60,
  evaluationPeriods: 1,
  threshold: 1,
  comparisonOperator: "GreaterThanOrEqualToThreshold",
  treatMissingData: "notBreaching",
});
/** Nothing in the host brings such a resource to life. */
new aws.cloudwatch.Dashboard("overview", { dashboardName: "overview", dashboardBody: "{}" });

const proxy = (uri: string, more: object) => ({
  responses: { 200: { description: "It is done." } },
  security: [{ key: [] }],
  ...more,
  "x-amazon-apigateway-request-validator": "all",
  "x-amazon-apigateway-integration": { type: "aws_proxy", httpMethod: "POST", uri },
});
const parameter = (name: string, place: string, schema: object, required = true) => ({
  ...{ name, in: place, required, schema },
});
const author = parameter("author", "path", { type: "string" });
const number = parameter("number", "path", { type: "integer", minimum: 1 });
const json = (schema: object) => ({ required: true, content: { "application/json": { schema } } });

const api = new aws.apigateway.RestApi("api", {
  name: "notes",
  body: worker.invokeArn.apply((uri) =>
    JSON.stringify({
      openapi: "3.0.1",
      info: { title: "notes", version: "1" },
      paths: {
        "/notes/{author}/{number}": {
          get: proxy(uri, { summary: "Reads a note", parameters: [author, number] }),
          put: proxy(uri, {
            summary: "Writes a note",
            parameters: [author, number, parameter("tone", "query", { type: "string", enum: ["calm", "loud"] }, false)],
            requestBody: json({ $ref: "#/components/schemas/Note" }),
          }),
        },
        "/files": {
          post: proxy(uri, {
            summary: "Keeps what it is sent",
            requestBody: json({ type: "object", properties: { lines: { type: "array", items: { type: "string" } } } }),
          }),
        },
        "/denied": { post: proxy(uri, { summary: "Deletes a note, which its role does not allow" }) },
        "/news": { post: proxy(uri, { summary: "Tells the news by mail" }) },
        "/failure": { post: proxy(uri, { summary: "Fails" }) },
        "/health": {
          get: {
            ...proxy(uri, { summary: "Says that it is well" }),
            security: [],
          },
        },
      },
      components: {
        securitySchemes: { key: { type: "apiKey", name: "x-api-key", in: "header" } },
        schemas: {
          Note: {
            type: "object",
            required: ["topic", "text"],
            properties: {
              topic: { type: "string", enum: ["work", "home"] },
              text: { type: "string", example: "Buy milk" },
              stars: { type: "integer", minimum: 0, maximum: 5 },
              done: { type: "boolean" },
            },
          },
        },
      },
      "x-amazon-apigateway-request-validators": {
        all: { validateRequestBody: true, validateRequestParameters: true },
      },
    }),
  ),
});
new aws.lambda.Permission("api", {
  action: "lambda:InvokeFunction",
  function: worker.name,
  principal: "apigateway.amazonaws.com",
  sourceArn: pulumi.interpolate`${api.executionArn}/*`,
});
const deployment = new aws.apigateway.Deployment("api", { restApi: api.id });
const stage = new aws.apigateway.Stage("api", { restApi: api.id, deployment: deployment.id, stageName: "v1" });
const key = new aws.apigateway.ApiKey("key");
const plan = new aws.apigateway.UsagePlan("plan", { apiStages: [{ apiId: api.id, stage: stage.stageName }] });
new aws.apigateway.UsagePlanKey("key", { keyId: key.id, keyType: "API_KEY", usagePlanId: plan.id });

export const apiUrl = stage.invokeUrl;
export const apiKey = pulumi.secret(key.value);
export const greeting = config.require("greeting");
export const tableName = notes.name;
export const topicArn = news.arn;
