import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();

const role = new aws.iam.Role("seed", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});
new aws.iam.RolePolicy("seed", {
  role: role.name,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "ssm:PutParameter", Resource: "arn:aws:ssm:*:*:parameter/seeded/*" }],
  }),
});

/** Writes its event into the parameter that it names; the parameter's version counts how often. */
const seed = new aws.lambda.Function("seed", {
  role: role.arn,
  runtime: "nodejs22.x",
  handler: "index.handler",
  timeout: 120,
  code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.FileAsset("seed.js") }),
});

const invoke = (name: string, event: object, more: Partial<aws.lambda.InvocationArgs> = {}) =>
  new aws.lambda.Invocation(name, { functionName: seed.name, input: JSON.stringify({ name, ...event }), ...more });

const once = invoke("once", { text: "first" });
const failing = invoke("failing", config.get("fails") === "true" ? { fail: "no\nluck" } : {});
if (config.get("hangs") === "true") invoke("hanging", { hang: true });
// At each start that is told another number, and when the others are over.
const before = pulumi.all([once.id, failing.id]).apply(() => "made");
invoke("last", {}, { triggers: { before, start: config.get("start") ?? "1" } });
invoke("versioned", {}, { qualifier: "live" });
invoke("abroad", {}, { functionName: "arn:aws:lambda:eu-west-1:111111111111:function:seed" });

// A program may well compute something of what the function answers.
const answered = once.result.apply((result) => JSON.parse(result).text.toUpperCase());
new aws.ssm.Parameter("answered", { name: "/answered", type: "String", value: answered });
invoke("unknown", {}, { input: once.result });
export const answer = pulumi.interpolate`it said ${answered}`;
export const invokedName = once.functionName;
