import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const assumedBy = (Service: string) => aws.iam.assumeRolePolicyForPrincipal({ Service });
const role = new aws.iam.Role("role", { assumeRolePolicy: assumedBy("lambda.amazonaws.com") });
const inline = (name: string, code: string) =>
  new aws.lambda.Function(name, {
    role: role.arn,
    runtime: "nodejs22.x",
    handler: "index.handler",
    code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(code) }),
  });
const echo = inline("echo", "exports.handler = async (event) => ({ body: JSON.stringify(event) })");
const plain = inline(
  "plain",
  "exports.handler = async (event) => { if (event.fail) throw new Error(event.fail); return { got: event } }",
);
const judge = inline(
  "judge",
  `exports.handler = async ({ authorizationToken, methodArn }) => ({
    principalId: "somebody",
    policyDocument: { Version: "2012-10-17", Statement: [
      { Action: "execute-api:Invoke", Effect: authorizationToken === "allow" ? "Allow" : "Deny", Resource: methodArn },
    ] },
  })`,
);
const server = new pulumi.Config().require("server");

const api = new aws.apigateway.RestApi("api", { name: "pieces" });
const restApi = api.id;
const permit = (name: string, lambda: aws.lambda.Function, of: pulumi.Input<string>) =>
  new aws.lambda.Permission(name, {
    action: "lambda:InvokeFunction",
    function: lambda.name,
    principal: "apigateway.amazonaws.com",
    sourceArn: pulumi.interpolate`${api.executionArn}/${of}`,
  });

const things = new aws.apigateway.Resource("things", { restApi, parentId: api.rootResourceId, pathPart: "things" });
const thing = new aws.apigateway.Resource("thing", { restApi, parentId: things.id, pathPart: "{id}" });
// What programs write: the path of the resource, in the permission's source.
permit("echo", echo, pulumi.interpolate`*/GET${thing.path}`);
permit("signed", echo, "*/POST/signed");
permit("variable", echo, "live/GET/variable");
permit("plain", plain, "*/*");
permit("judging", judge, "authorizers/*");

interface Piece {
  method?: Partial<aws.apigateway.MethodArgs>;
  integration: Partial<aws.apigateway.IntegrationArgs>;
  /** By their patterns. */
  responses?: Record<string, Partial<aws.apigateway.IntegrationResponseArgs>>;
}
const made: pulumi.Resource[] = [];
/** A method with all that belongs to it. */
function method(name: string, httpMethod: string, resource: aws.apigateway.Resource | undefined, piece: Piece) {
  const resourceId = resource?.id ?? api.rootResourceId;
  const one = new aws.apigateway.Method(name, {
    ...{ restApi, resourceId, httpMethod, authorization: "NONE" },
    ...piece.method,
  });
  const of = { restApi, resourceId, httpMethod: one.httpMethod };
  const integration = new aws.apigateway.Integration(name, { ...of, type: "MOCK", ...piece.integration });
  made.push(one, integration);
  for (const [pattern, response] of Object.entries(piece.responses ?? {})) {
    const statusCode = response.statusCode ?? "200";
    new aws.apigateway.MethodResponse(`${name}-${pattern}`, { ...of, statusCode });
    new aws.apigateway.IntegrationResponse(
      `${name}-${pattern}`,
      { ...of, statusCode, selectionPattern: pattern === "default" ? undefined : pattern, ...response },
      { dependsOn: [integration] },
    );
  }
}
const below = (pathPart: string) =>
  new aws.apigateway.Resource(pathPart, { restApi, parentId: api.rootResourceId, pathPart });
const proxy = (lambda: aws.lambda.Function) => ({
  type: "AWS_PROXY",
  integrationHttpMethod: "POST",
  uri: lambda.invokeArn,
});

method("thing", "GET", thing, { integration: proxy(echo) });
method("cors", "OPTIONS", thing, {
  integration: { requestTemplates: { "application/json": '{"statusCode": 200}' } },
  responses: {
    default: {
      statusCode: "204",
      responseParameters: { "method.response.header.Access-Control-Allow-Origin": "'https://page.example'" },
    },
  },
});

method("mock", "GET", below("mock"), {
  integration: {
    requestTemplates: {
      "application/json": `{"statusCode": #if($input.params('kind') == 'bad')400#{else}200#end}`,
    },
  },
  responses: {
    "4\\d{2}": {
      statusCode: "400",
      responseTemplates: { "application/json": '{"bad":"$input.params(\'kind\')"}' },
    },
    default: {
      responseTemplates: {
        "text/plain": "$context.httpMethod $context.stage $stageVariables.colour $context.authorizer.nobody",
      },
    },
  },
});

method("overriding", "GET", below("overriding"), {
  integration: { requestTemplates: { "application/json": '{"statusCode": 200}' } },
  responses: {
    default: {
      responseTemplates: {
        "application/json": `#set($context.responseOverride.status = 418)
#set($context.responseOverride.header.kind = "teapot")
{}`,
      },
    },
  },
});

const mapped = {
  "application/json": `#set($all = $input.params())
{ "name": $input.json('$.name'), "first": "$input.path('$.tags[0]')", "query": {#foreach($key in $all.querystring.keySet())"$key": "$all.querystring.get($key)"#if($foreach.hasNext), #end#end},
  "text": "$util.escapeJavaScript($input.path('$.text')).replaceAll("\\\\'", "'")", "fail": "$!input.params('fail')" }`,
};
method("custom", "POST", below("custom"), {
  integration: {
    ...{ type: "AWS", integrationHttpMethod: "POST", uri: plain.invokeArn },
    ...{ passthroughBehavior: "NEVER", requestTemplates: mapped },
  },
  responses: {
    default: {
      responseTemplates: { "application/json": `$input.json('$.got')` },
      responseParameters: { "method.response.header.X-First": "integration.response.body.got.first" },
    },
    ".*not there.*": {
      statusCode: "404",
      responseTemplates: { "application/json": `{"message":"$input.path('$.errorMessage')"}` },
    },
  },
});

method("later", "POST", below("later"), {
  integration: {
    ...{ type: "AWS", integrationHttpMethod: "POST", uri: plain.invokeArn },
    requestParameters: { "integration.request.header.X-Amz-Invocation-Type": "'Event'" },
  },
  responses: { default: { statusCode: "202" } },
});

const events = new aws.sqs.Queue("events");
const sender = new aws.iam.Role("sender", { assumeRolePolicy: assumedBy("apigateway.amazonaws.com") });
new aws.iam.RolePolicy("sender", {
  role: sender.id,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sqs:SendMessage", Resource: events.arn }],
  }),
});
const { region, accountId } = { region: "us-east-1", accountId: aws.getCallerIdentityOutput().accountId };
method("queue", "POST", below("queue"), {
  integration: {
    ...{ type: "AWS", integrationHttpMethod: "POST", credentials: sender.arn },
    uri: pulumi.interpolate`arn:aws:apigateway:${region}:sqs:path/${accountId}/${events.name}`,
    requestParameters: { "integration.request.header.Content-Type": "'application/x-www-form-urlencoded'" },
    requestTemplates: { "application/json": "Action=SendMessage&MessageBody=$util.urlEncode($input.body)" },
  },
  responses: { default: { statusCode: "202" } },
});
method("unembedded", "POST", below("unembedded"), {
  integration: {
    ...{ type: "AWS", integrationHttpMethod: "POST", credentials: sender.arn },
    uri: `arn:aws:apigateway:${region}:firehose:action/PutRecord`,
  },
  responses: { default: {} },
});

method("variable", "GET", below("variable"), {
  integration: {
    ...{ type: "AWS_PROXY", integrationHttpMethod: "POST" },
    uri: echo.invokeArn.apply((uri) => uri.replace(/function:[^/]+/, "function:${stageVariables.function}")),
  },
});
const files = below("files");
method("files", "ANY", new aws.apigateway.Resource("file", { restApi, parentId: files.id, pathPart: "{proxy+}" }), {
  method: { requestParameters: { "method.request.path.proxy": true } },
  integration: {
    ...{ type: "HTTP_PROXY", integrationHttpMethod: "ANY", uri: `${server}/base/{proxy}` },
    requestParameters: { "integration.request.path.proxy": "method.request.path.proxy" },
  },
});
method("elsewhere", "GET", below("elsewhere"), {
  integration: { type: "HTTP_PROXY", integrationHttpMethod: "GET", uri: "https://example.org" },
});

const validator = new aws.apigateway.RequestValidator("validator", {
  restApi,
  validateRequestBody: true,
  validateRequestParameters: true,
});
const model = new aws.apigateway.Model("person", {
  restApi,
  name: "person",
  contentType: "application/json",
  schema: JSON.stringify({
    $schema: "http://json-schema.org/draft-04/schema#",
    type: "object",
    definitions: { name: { type: "string", minLength: 1 } },
    properties: { name: { $ref: "#/definitions/name" } },
    required: ["name"],
  }),
});
const answered = { requestTemplates: { "application/json": '{"statusCode": 200}' } };
method("checked", "POST", below("checked"), {
  method: {
    requestValidatorId: validator.id,
    requestModels: { "application/json": model.name },
    requestParameters: { "method.request.querystring.page": true },
  },
  integration: answered,
  responses: { default: {} },
});

method("keyed", "GET", below("keyed"), {
  method: { apiKeyRequired: true },
  integration: answered,
  responses: { default: {} },
});
const authorizer = new aws.apigateway.Authorizer("judge", { restApi, authorizerUri: judge.invokeArn });
const guarded = below("guarded");
method("guarded", "GET", guarded, {
  method: { authorization: "CUSTOM", authorizerId: authorizer.id },
  integration: answered,
  responses: { default: {} },
});
method("unknown", "PUT", guarded, {
  method: { authorization: "CUSTOM", authorizerId: "nobody" },
  integration: answered,
  responses: { default: {} },
});
method("signed", "POST", below("signed"), {
  method: { authorization: "AWS_IAM" },
  integration: proxy(echo),
});
new aws.apigateway.Response("unauthorized", {
  restApiId: api.id,
  responseType: "UNAUTHORIZED",
  statusCode: "401",
  responseTemplates: { "application/json": '{"who":"nobody"}' },
});

const deployment = new aws.apigateway.Deployment("deployment", { restApi }, { dependsOn: made });
const stage = new aws.apigateway.Stage("stage", {
  ...{ restApi, deployment: deployment.id, stageName: "live" },
  variables: { colour: "green", function: echo.name },
});
const key = new aws.apigateway.ApiKey("key");
const plan = new aws.apigateway.UsagePlan("plan", { apiStages: [{ apiId: restApi, stage: stage.stageName }] });
new aws.apigateway.UsagePlanKey("key", { keyId: key.id, keyType: "API_KEY", usagePlanId: plan.id });

/** As up to version 6 of the provider: the deployment makes the stage, and has its address. */
class OlderDeployment extends pulumi.CustomResource {
  declare readonly invokeUrl: pulumi.Output<string>;

  constructor(name: string, args: object) {
    super("aws:apigateway/deployment:Deployment", name, { ...args, invokeUrl: undefined });
  }
}
const older = new OlderDeployment("older", { restApi, stageName: "older" });

export const url = stage.invokeUrl;
export const olderUrl = older.invokeUrl;
export const apiKey = key.value;
export const queueUrl = events.url;
