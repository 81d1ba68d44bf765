import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** What functions got, in their own words. */
const seen = new aws.sqs.Queue("seen");
const letters = new aws.sqs.Queue("letters");

/** A queue whose messages come again a second after they were received. */
const queue = (name: string, more: aws.sqs.QueueArgs = {}) =>
  new aws.sqs.Queue(name, { visibilityTimeoutSeconds: 1, ...more });

const jobs = queue("jobs", {
  redrivePolicy: pulumi.jsonStringify({ deadLetterTargetArn: letters.arn, maxReceiveCount: 2 }),
});
const partial = queue("partial");
const payments = queue("payments");
const slow = queue("slow", { visibilityTimeoutSeconds: 30 });
const aliased = queue("aliased");
const idle = queue("idle");
const ordered = new aws.sqs.Queue("ordered", { fifoQueue: true });
const clicks = new aws.kinesis.Stream("clicks", { shardCount: 1 });

const assumeRolePolicy = aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" });
const role = new aws.iam.Role("worker", { assumeRolePolicy });
new aws.iam.RolePolicyAttachment("worker", {
  role: role.name,
  policyArn: aws.iam.ManagedPolicy.AWSLambdaSQSQueueExecutionRole,
});
new aws.iam.RolePolicy("worker", {
  role: role.name,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sqs:SendMessage", Resource: seen.arn }],
  }),
});

const worker = (name: string, timeout = 1) =>
  new aws.lambda.Function(name, {
    name,
    role: role.arn,
    runtime: "nodejs22.x",
    handler: "worker.handler",
    timeout,
    code: new pulumi.asset.AssetArchive({ "worker.js": new pulumi.asset.FileAsset("worker.js") }),
    environment: { variables: { SEEN: seen.url } },
  });

const plain = worker("plain");
const subscription = jobs.onEvent("jobs", plain, { batchSize: 5 });
new aws.lambda.EventSourceMapping("partial", {
  eventSourceArn: partial.arn,
  functionName: worker("reporter").name,
  batchSize: 20,
  maximumBatchingWindowInSeconds: 1,
  functionResponseTypes: ["ReportBatchItemFailures"],
});
new aws.lambda.EventSourceMapping("payments", {
  eventSourceArn: payments.arn,
  functionName: plain.arn,
  filterCriteria: { filters: [{ pattern: JSON.stringify({ body: { amount: [{ numeric: [">", 100] }] } }) }] },
});
new aws.lambda.EventSourceMapping("slow", {
  eventSourceArn: slow.arn,
  functionName: worker("slow", 20).name,
  batchSize: 1,
  scalingConfig: { maximumConcurrency: 2 },
});
const alias = new aws.lambda.Alias("live", { name: "live", functionName: plain.name, functionVersion: "$LATEST" });
const byAlias = new aws.lambda.EventSourceMapping("aliased", { eventSourceArn: aliased.arn, functionName: alias.arn });
new aws.lambda.EventSourceMapping("idle", { eventSourceArn: idle.arn, functionName: plain.arn, enabled: false });
new aws.lambda.EventSourceMapping("ordered", { eventSourceArn: ordered.arn, functionName: plain.arn });
new aws.lambda.EventSourceMapping("clicks", {
  eventSourceArn: clicks.arn,
  functionName: plain.arn,
  startingPosition: "LATEST",
});

export const urls = {
  seen: seen.url,
  letters: letters.url,
  jobs: jobs.url,
  partial: partial.url,
  payments: payments.url,
  slow: slow.url,
  aliased: aliased.url,
  idle: idle.url,
};
export const jobsArn = jobs.arn;
export const mapping = {
  id: subscription.eventSourceMapping.id,
  uuid: subscription.eventSourceMapping.uuid,
  arn: subscription.eventSourceMapping.arn,
  functionArn: subscription.eventSourceMapping.functionArn,
  state: subscription.eventSourceMapping.state,
};
export const aliasFunctionArn = byAlias.functionArn;
