import * as aws from "@pulumi/aws";
import { asset } from "@pulumi/pulumi";

/** A published function with an alias, which its address leads to; and functions that only AWS runs. */

const role = new aws.iam.Role("role", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});
const code = new asset.AssetArchive({ "index.js": new asset.StringAsset('exports.handler = async () => "hello";') });

const greet = new aws.lambda.Function("greet", {
  ...{ name: "greet", role: role.arn, runtime: "nodejs22.x", handler: "index.handler", code },
  publish: true,
});
const live = new aws.lambda.Alias("live", { name: "live", functionName: greet.name, functionVersion: greet.version });
const address = new aws.lambda.FunctionUrl("live", {
  functionName: greet.name,
  qualifier: live.name,
  authorizationType: "NONE",
});
new aws.lambda.Permission("live", {
  action: "lambda:InvokeFunctionUrl",
  function: greet.name,
  qualifier: live.name,
  principal: "*",
  functionUrlAuthType: "NONE",
});

new aws.lambda.Function("snake", { role: role.arn, runtime: "python3.13", handler: "index.handler", code });
new aws.lambda.Function("boxed", { role: role.arn, packageType: "Image", imageUri: "image" });

export const { version, qualifiedArn } = greet;
export const { arn: aliasArn, invokeArn } = live;
export const url = address.functionUrl;
