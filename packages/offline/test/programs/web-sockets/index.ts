import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const role = new aws.iam.Role("role", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});
const left = new aws.sqs.Queue("left");
const inline = (name: string, code: string) =>
  new aws.lambda.Function(name, {
    role: role.arn,
    environment: { variables: { QUEUE_URL: left.url } },
    runtime: "nodejs22.x",
    handler: "index.handler",
    code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(code) }),
  });

const api = new aws.apigatewayv2.Api("chat", {
  protocolType: "WEBSOCKET",
  routeSelectionExpression: "$request.body.action",
});
const apiId = api.id;
new aws.iam.RolePolicy("role", {
  role: role.id,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "execute-api:ManageConnections",
        Resource: pulumi.interpolate`${api.executionArn}/live/POST/@connections/*`,
      },
      { Effect: "Allow", Action: "sqs:SendMessage", Resource: left.arn },
    ],
  }),
});

/** Sends by requests of its own what a client of an SDK would: signed, to the name that the API has on AWS. */
const post = `
const { createHash, createHmac } = require("node:crypto");
const https = require("node:https");
const hmac = (key, text) => createHmac("sha256", key).update(text).digest();
const sha = (text) => createHash("sha256").update(text).digest("hex");
exports.post = ({ domainName, stage }, id, body, method = "POST") => {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION } = process.env;
  const path = "/" + stage + "/@connections/" + encodeURIComponent(id);
  const time = new Date().toISOString().replace(/[-:]|\\.\\d+/g, "");
  const headers = { host: domainName, "x-amz-date": time };
  if (AWS_SESSION_TOKEN) headers["x-amz-security-token"] = AWS_SESSION_TOKEN;
  const names = Object.keys(headers).sort();
  const canonical = [method, encodeURIComponent(path).replace(/%2F/g, "/"), "", ...names.map((name) => name + ":" + headers[name]), "", names.join(";"), sha(body)].join("\\n");
  const scope = [time.slice(0, 8), AWS_REGION, "execute-api", "aws4_request"];
  const key = scope.reduce((key, part) => hmac(key, part), "AWS4" + AWS_SECRET_ACCESS_KEY);
  const signature = hmac(key, ["AWS4-HMAC-SHA256", time, scope.join("/"), sha(canonical)].join("\\n")).toString("hex");
  headers.authorization = "AWS4-HMAC-SHA256 Credential=" + AWS_ACCESS_KEY_ID + "/" + scope.join("/") + ", SignedHeaders=" + names.join(";") + ", Signature=" + signature;
  return new Promise((resolve, reject) => {
    const request = https.request({ host: domainName, path, method, headers }, (response) => {
      let text = "";
      response.on("data", (chunk) => (text += chunk)).on("end", () => resolve({ status: response.statusCode, text, type: response.headers["x-amzn-errortype"] }));
    });
    request.on("error", reject).end(body);
  });
};
`;
const connect = inline(
  "connect",
  `exports.handler = async (event) => {
    const { name } = event.queryStringParameters ?? {};
    if (name === "nobody") return { statusCode: 401 };
    return { statusCode: 200, headers: { "Sec-WebSocket-Protocol": "chat" } };
  }`,
);
const say = inline(
  "say",
  `${post}
  exports.handler = async ({ requestContext, body, stageVariables }) => {
    const { to, text } = JSON.parse(body);
    const { eventType, routeKey, connectionId, authorizer } = requestContext;
    const sent = await exports.post(requestContext, to ?? connectionId, JSON.stringify({ text, eventType, routeKey, stageVariables, authorizer }));
    if (to) await exports.post(requestContext, connectionId, JSON.stringify(sent));
    return { statusCode: 200, body: "nobody reads this" };
  }`,
);
const echo = inline("echo", `exports.handler = async ({ body }) => ({ statusCode: 200, body: "echo " + body })`);
const fail = inline("fail", `exports.handler = async () => { throw new Error("told to") }`);
const drop = inline(
  "drop",
  `${post}
  exports.handler = async ({ requestContext }) =>
    exports.post(requestContext, requestContext.connectionId, "", "DELETE").then(({ status, type }) => ({ body: status + " " + type }))`,
);
const disconnect = inline(
  "disconnect",
  `const { SQSClient, SendMessageCommand } = require("@aws-sdk/client-sqs");
  exports.handler = async ({ requestContext }) => {
    const { connectionId, disconnectStatusCode, eventType } = requestContext;
    const MessageBody = JSON.stringify({ connectionId, disconnectStatusCode, eventType });
    await new SQSClient({}).send(new SendMessageCommand({ QueueUrl: process.env.QUEUE_URL, MessageBody }));
  }`,
);
const judge = inline(
  "judge",
  `exports.handler = async ({ headers, methodArn }) => ({
    principalId: "somebody", context: { team: "blue" },
    policyDocument: { Version: "2012-10-17", Statement: [
      { Action: "execute-api:Invoke", Effect: headers["X-Token"] === "allow" ? "Allow" : "Deny", Resource: methodArn },
    ] },
  })`,
);
for (const [name, lambda] of Object.entries({ connect, say, echo, fail, drop, disconnect, judge }))
  new aws.lambda.Permission(name, {
    action: "lambda:InvokeFunction",
    function: lambda.name,
    principal: "apigateway.amazonaws.com",
    sourceArn: pulumi.interpolate`${api.executionArn}/*`,
  });

function route(name: string, routeKey: string, lambda: aws.lambda.Function, answers = false, args: object = {}) {
  const integration = new aws.apigatewayv2.Integration(name, {
    apiId,
    integrationType: "AWS_PROXY",
    integrationUri: lambda.invokeArn,
  });
  const made = new aws.apigatewayv2.Route(name, {
    ...{ apiId, routeKey, target: pulumi.interpolate`integrations/${integration.id}` },
    ...(answers && { routeResponseSelectionExpression: "$default" }),
    ...args,
  });
  if (answers) new aws.apigatewayv2.RouteResponse(name, { apiId, routeId: made.id, routeResponseKey: "$default" });
}
route("connect", "$connect", connect);
route("disconnect", "$disconnect", disconnect);
route("say", "say", say);
route("fail", "fail", fail);
route("drop", "drop", drop, true);
route("default", "$default", echo, true);
const link = new aws.apigatewayv2.Integration("link", {
  ...{ apiId, integrationType: "HTTP_PROXY", integrationMethod: "POST", integrationUri: "https://example.org" },
});
new aws.apigatewayv2.Route("link", { apiId, routeKey: "link", target: pulumi.interpolate`integrations/${link.id}` });
const stage = new aws.apigatewayv2.Stage("stage", {
  ...{ apiId, name: "live", autoDeploy: true },
  stageVariables: { colour: "green" },
});

const guarded = new aws.apigatewayv2.Api("guarded", {
  protocolType: "WEBSOCKET",
  routeSelectionExpression: "$request.body.action",
});
const authorizer = new aws.apigatewayv2.Authorizer("judge", {
  apiId: guarded.id,
  authorizerType: "REQUEST",
  authorizerUri: judge.invokeArn,
  identitySources: ["route.request.header.X-Token"],
});
for (const [name, lambda] of Object.entries({ judging: judge, connecting: connect }))
  new aws.lambda.Permission(name, {
    action: "lambda:InvokeFunction",
    function: lambda.name,
    principal: "apigateway.amazonaws.com",
    sourceArn: pulumi.interpolate`${guarded.executionArn}/*`,
  });
const connecting = new aws.apigatewayv2.Integration("connecting", {
  apiId: guarded.id,
  integrationType: "AWS_PROXY",
  integrationUri: connect.invokeArn,
});
new aws.apigatewayv2.Route("connecting", {
  ...{ apiId: guarded.id, routeKey: "$connect", target: pulumi.interpolate`integrations/${connecting.id}` },
  ...{ authorizationType: "CUSTOM", authorizerId: authorizer.id },
});
const guardedStage = new aws.apigatewayv2.Stage("guarded", { apiId: guarded.id, name: "live", autoDeploy: true });

const signed = new aws.apigatewayv2.Api("signed", {
  protocolType: "WEBSOCKET",
  routeSelectionExpression: "$request.body.action",
});
const signing = new aws.apigatewayv2.Integration("signing", {
  ...{ apiId: signed.id, integrationType: "MOCK" },
  requestTemplates: { "application/json": '{"statusCode": 200}' },
});
new aws.apigatewayv2.Route("signing", {
  ...{ apiId: signed.id, routeKey: "$connect", target: pulumi.interpolate`integrations/${signing.id}` },
  authorizationType: "AWS_IAM",
});
const signedStage = new aws.apigatewayv2.Stage("signed", { apiId: signed.id, name: "live", autoDeploy: true });

export const signedUrl = signedStage.invokeUrl;
export const url = stage.invokeUrl;
export const endpoint = api.apiEndpoint;
export const guardedUrl = guardedStage.invokeUrl;
export const queueUrl = left.url;
