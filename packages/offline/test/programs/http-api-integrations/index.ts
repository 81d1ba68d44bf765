import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const server = new pulumi.Config().require("server");
const queue = new aws.sqs.Queue("queue");
const sender = new aws.iam.Role("sender", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "apigateway.amazonaws.com" }),
});
new aws.iam.RolePolicy("sender", {
  role: sender.id,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sqs:SendMessage", Resource: queue.arn }],
  }),
});
const stranger = new aws.iam.Role("stranger", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "apigateway.amazonaws.com" }),
});

const api = new aws.apigatewayv2.Api("api", { protocolType: "HTTP" });
const route = (name: string, routeKey: string, args: object) => {
  const integration = new aws.apigatewayv2.Integration(name, { apiId: api.id, integrationType: "AWS_PROXY", ...args });
  new aws.apigatewayv2.Route(name, {
    apiId: api.id,
    routeKey,
    target: pulumi.interpolate`integrations/${integration.id}`,
  });
};
const http = { integrationType: "HTTP_PROXY", integrationMethod: "ANY" };
route("files", "ANY /files/{proxy+}", { ...http, integrationUri: `${server}/base/{proxy}` });
route("mapped", "POST /mapped/{id}", {
  ...{ ...http, integrationMethod: "PUT", integrationUri: `${server}/ignored` },
  requestParameters: {
    "overwrite:path": "/things/${request.path.id}/${stageVariables.colour}",
    "append:querystring.kind": "$request.body.kind",
    "overwrite:header.x-stage": "$context.stage",
    "remove:header.x-secret": "''",
  },
  responseParameters: [
    {
      statusCode: "200",
      mappings: { "overwrite:statuscode": "202", "append:header.x-server": "$response.body.method" },
    },
  ],
});
const sent = (of: aws.iam.Role) => ({
  integrationSubtype: "SQS-SendMessage",
  credentialsArn: of.arn,
  requestParameters: { QueueUrl: queue.url, MessageBody: "$request.body.text", DelaySeconds: "0" },
});
route("send", "POST /send", sent(sender));
route("refused", "POST /refused", sent(stranger));
route("link", "GET /link", { ...http, connectionType: "VPC_LINK", connectionId: "any", integrationUri: server });
route("stream", "POST /stream", {
  integrationSubtype: "Kinesis-PutRecord",
  credentialsArn: sender.arn,
  requestParameters: { StreamName: "any", Data: "$request.body", PartitionKey: "any" },
});
route("limited", "GET /limited", { ...http, integrationUri: `${server}/limited` });
const stage = new aws.apigatewayv2.Stage("stage", {
  apiId: api.id,
  name: "live",
  autoDeploy: true,
  stageVariables: { colour: "green" },
  routeSettings: [{ routeKey: "GET /limited", throttlingBurstLimit: 1, throttlingRateLimit: 0.001 }],
});

const quick = new aws.apigatewayv2.Api("quick", { protocolType: "HTTP", target: `${server}/quick` });

export const url = stage.invokeUrl;
export const quickUrl = quick.apiEndpoint;
export const queueUrl = queue.url;
