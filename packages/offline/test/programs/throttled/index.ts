import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** A function that runs once at a time, behind all that invokes functions, and one that never runs. */

const jobs = new aws.sqs.Queue("jobs");
const letters = new aws.sqs.Queue("letters");
const outcomes = new aws.sqs.Queue("outcomes");

const role = new aws.iam.Role("role", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
  managedPolicyArns: [aws.iam.ManagedPolicy.AWSLambdaSQSQueueExecutionRole],
});
new aws.iam.RolePolicy("role", {
  role: role.name,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sqs:SendMessage", Resource: [letters.arn, outcomes.arn] }],
  }),
});

/** Asks the address that an event, a body or a message names, and ends when that answers. */
const code = `exports.handler = async (event) => {
  const { hold } = event.Records ? JSON.parse(event.Records[0].body) : event.body ? JSON.parse(event.body) : event;
  if (hold) await fetch(hold);
  return { statusCode: 200, body: "done" };
}`;
const lambda = (name: string, more: Partial<aws.lambda.FunctionArgs>) =>
  new aws.lambda.Function(name, {
    ...{ name, role: role.arn, runtime: "nodejs22.x", handler: "index.handler", timeout: 20, ...more },
    code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(code) }),
  });

const single = lambda("single", { reservedConcurrentExecutions: 1 });
new aws.lambda.Alias("live", { name: "live", functionName: single.name, functionVersion: "$LATEST" });
new aws.lambda.EventSourceMapping("jobs", { eventSourceArn: jobs.arn, functionName: single.name, batchSize: 1 });
lambda("free", { reservedConcurrentExecutions: -1 });

const never = lambda("never", { reservedConcurrentExecutions: 0, deadLetterConfig: { targetArn: letters.arn } });
new aws.lambda.FunctionEventInvokeConfig("never", {
  functionName: never.name,
  destinationConfig: { onFailure: { destination: outcomes.arn } },
});

const api = new aws.apigateway.RestApi("api", {
  body: pulumi.jsonStringify({
    openapi: "3.0.1",
    info: { title: "api", version: "1" },
    paths: {
      "/single": {
        post: {
          "x-amazon-apigateway-integration": { type: "aws_proxy", httpMethod: "POST", uri: single.invokeArn },
        },
      },
    },
  }),
});
const deployment = new aws.apigateway.Deployment("api", { restApi: api.id });
const stage = new aws.apigateway.Stage("api", { restApi: api.id, deployment: deployment.id, stageName: "v1" });
const http = new aws.apigatewayv2.Api("http", { protocolType: "HTTP", target: single.arn });
for (const [name, { executionArn }] of Object.entries({ api, http }))
  new aws.lambda.Permission(name, {
    action: "lambda:InvokeFunction",
    function: single.name,
    principal: "apigateway.amazonaws.com",
    sourceArn: pulumi.interpolate`${executionArn}/*/*`,
  });
const address = new aws.lambda.FunctionUrl("single", { functionName: single.name, authorizationType: "NONE" });

export const restUrl = stage.invokeUrl;
export const httpUrl = http.apiEndpoint;
export const functionUrl = address.functionUrl;
export const queues = { jobs: jobs.url, letters: letters.url, outcomes: outcomes.url };
