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

/** Answers as the body tells it to, or with the event. */
const echo = inline(
  "echo",
  `exports.handler = async (event) => {
    const asked = event.body && !event.isBase64Encoded ? JSON.parse(event.body) : undefined;
    if (asked && asked.fail) throw new Error("told to");
    return asked ? asked.answer : event;
  };`,
);
const shaped = inline(
  "shaped",
  `exports.handler = async () => ({
    statusCode: 201, headers: { "content-type": "text/plain", "access-control-allow-origin": "https://own.example" },
    cookies: ["a=1; Path=/", "b=2"], body: "aGVsbG8=", isBase64Encoded: true,
  });`,
);

const open = new aws.lambda.FunctionUrl("open", { functionName: echo.name, authorizationType: "NONE" });
const cors = new aws.lambda.FunctionUrl("cors", {
  functionName: shaped.name,
  authorizationType: "NONE",
  cors: { allowOrigins: ["https://page.example"], allowMethods: ["GET"], allowHeaders: ["x-mine"], maxAge: 60 },
});
const secured = inline("secured", "exports.handler = async (event) => event");
const signed = new aws.lambda.FunctionUrl("signed", { functionName: secured.arn, authorizationType: "AWS_IAM" });

/** Goes on when the address that it is asked with answers, or fails where that says so. */
const streaming = `awslambda.streamifyResponse(async (event, response, context) => {
  const { proceed, plain } = event.queryStringParameters ?? {};
  if (plain) response.setContentType("text/plain");
  else response = awslambda.HttpResponseStream.from(response, {
    statusCode: 202, headers: { "x-function": context.functionName }, cookies: ["a=1", "b=2"],
  });
  response.write("one ");
  if (proceed && !(await fetch(proceed)).ok) throw new Error("told to");
  response.end("two");
})`;
const streamed = inline("streamed", `exports.handler = ${streaming}`);
const whole = inline("whole", `exports.handler = ${streaming}`);
const stream = new aws.lambda.FunctionUrl("streamed", {
  functionName: streamed.name,
  authorizationType: "NONE",
  invokeMode: "RESPONSE_STREAM",
});
const buffer = new aws.lambda.FunctionUrl("whole", { functionName: whole.name, authorizationType: "NONE" });

export const streamedUrl = stream.functionUrl;
export const wholeUrl = buffer.functionUrl;
export const openUrl = open.functionUrl;
export const corsUrl = cors.functionUrl;
export const signedUrl = signed.functionUrl;
