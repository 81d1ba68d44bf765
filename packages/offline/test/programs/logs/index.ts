import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const assumeRolePolicy = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }],
});
const roleThatMay = (name: string, Action: string[], Resource: pulumi.Input<string>) => {
  const role = new aws.iam.Role(name, { assumeRolePolicy });
  const Statement = [{ Effect: "Allow", Action, Resource }];
  const policy = pulumi.jsonStringify({ Version: "2012-10-17", Statement });
  new aws.iam.RolePolicy(name, { role: role.name, policy });
  return role;
};
const talk = (name: string, role: aws.iam.Role, loggingConfig?: aws.types.input.lambda.FunctionLoggingConfig) =>
  new aws.lambda.Function(name, {
    role: role.arn,
    runtime: "nodejs22.x",
    handler: "talk.handler",
    timeout: 1,
    loggingConfig,
    code: new pulumi.asset.AssetArchive({ "talk.js": new pulumi.asset.FileAsset("talk.js") }),
  });
const write = ["logs:CreateLogStream", "logs:PutLogEvents"];

const group = new aws.cloudwatch.LogGroup("structured", { retentionInDays: 7 });
const writer = roleThatMay("writer", write, pulumi.interpolate`${group.arn}:*`);
const json = (name: string, levels: { applicationLogLevel?: string; systemLogLevel?: string } = {}) =>
  talk(name, writer, { logFormat: "JSON", logGroup: group.name, ...levels });

export const structured = json("structured").name;
export const detailed = json("detailed", { applicationLogLevel: "TRACE", systemLogLevel: "DEBUG" }).name;
export const terse = json("terse", { applicationLogLevel: "ERROR", systemLogLevel: "WARN" }).name;
export const plain = talk("plain", roleThatMay("all", ["logs:CreateLogGroup", ...write], "arn:aws:logs:*:*:*")).name;
/** Its role may write to the streams of its group, but the group is not there and it may not make it. */
export const mute = talk("mute", roleThatMay("some", write, "arn:aws:logs:*:*:*")).name;
export const structuredGroup = group.name;
