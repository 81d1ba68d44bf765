import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const letters = new aws.sqs.Queue("letters");
const jobs = new aws.sqs.Queue("jobs", {
  redrivePolicy: pulumi.jsonStringify({ deadLetterTargetArn: letters.arn, maxReceiveCount: 2 }),
});
const later = new aws.sqs.Queue("later", { delaySeconds: 60, messageRetentionSeconds: 120, receiveWaitTimeSeconds: 5 });
const small = new aws.sqs.Queue("small", { namePrefix: "small-", maxMessageSize: 1024, visibilityTimeoutSeconds: 1 });
const ordered = new aws.sqs.Queue("ordered", { fifoQueue: true });

/** What functions were invoked with. */
const seen = new aws.sqs.Queue("seen");
/** What functions failed, or did. */
const outcomes = new aws.sqs.Queue("outcomes");
/** What EventBridge could not hand over. */
const undelivered = new aws.sqs.Queue("undelivered");

/** A function with a role of its own, which may send to these queues. */
function worker(name: string, queues: aws.sqs.Queue[], more: Partial<aws.lambda.FunctionArgs> = {}) {
  const role = new aws.iam.Role(name, {
    assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
  });
  new aws.iam.RolePolicy(name, {
    role: role.name,
    policy: pulumi.jsonStringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "sqs:SendMessage", Resource: queues.map(({ arn }) => arn) }],
    }),
  });
  return new aws.lambda.Function(name, {
    name,
    role: role.arn,
    runtime: "nodejs22.x",
    handler: "worker.handler",
    timeout: 20,
    code: new pulumi.asset.AssetArchive({ "worker.js": new pulumi.asset.FileAsset("worker.js") }),
    environment: { variables: { SEEN: seen.url, JOBS: jobs.url } },
    ...more,
  });
}

const plain = worker("plain", [seen]);
const lettered = worker("lettered", [seen, outcomes], { deadLetterConfig: { targetArn: outcomes.arn } });
worker("denied", [seen], { deadLetterConfig: { targetArn: outcomes.arn } });
const destined = worker("destined", [seen, outcomes]);
new aws.lambda.FunctionEventInvokeConfig("destined", {
  functionName: destined.name,
  maximumRetryAttempts: 1,
  maximumEventAgeInSeconds: 300,
  destinationConfig: { onFailure: { destination: outcomes.arn }, onSuccess: { destination: outcomes.arn } },
});

/** A rule with a target that it may invoke, or may not. */
function rule(name: string, args: aws.cloudwatch.EventRuleArgs, target: Partial<aws.cloudwatch.EventTargetArgs> = {}) {
  const made = new aws.cloudwatch.EventRule(name, args);
  new aws.cloudwatch.EventTarget(name, { rule: made.name, arn: plain.arn, ...target });
  return made;
}

const five = rule("five", { scheduleExpression: "rate(5 minutes)" });
const nightly = rule(
  "nightly",
  { name: "at-night", scheduleExpression: "cron(0 1 * * ? *)" },
  { input: '{"job":"night"}' },
);
const off = rule("off", { scheduleExpression: "rate(1 hour)", state: "DISABLED" });
const failing = rule("failing", { scheduleExpression: "rate(9 days)" }, { input: '{"fail":"no way"}' });
const hanging = rule("hanging", { scheduleExpression: "rate(9 days)" }, { input: '{"hang":true}' });
for (const [name, { arn }] of Object.entries({ five, nightly, off, failing, hanging })) {
  new aws.lambda.Permission(name, {
    action: "lambda:InvokeFunction",
    function: plain.name,
    principal: "events.amazonaws.com",
    sourceArn: arn,
  });
}
rule("forbidden", { scheduleExpression: "rate(9 days)" });
rule("unkept", { scheduleExpression: "rate(9 days)" }, { deadLetterConfig: { arn: letters.arn } });
const kept = rule("kept", { scheduleExpression: "rate(9 days)" }, { deadLetterConfig: { arn: undelivered.arn } });
new aws.sqs.QueuePolicy("undelivered", {
  queueUrl: undelivered.url,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: undelivered.arn,
        Condition: { ArnEquals: { "aws:SourceArn": kept.arn } },
      },
    ],
  }),
});
rule("ordered", { eventPattern: '{"source":["aws.ec2"]}' }, { arn: ordered.arn });

/** Each new object is an event that its function fails. */
const photos = new aws.s3.Bucket("photos", { bucket: "photos" });
const fromS3 = new aws.lambda.Permission("photos", {
  action: "lambda:InvokeFunction",
  function: lettered.name,
  principal: "s3.amazonaws.com",
  sourceArn: photos.arn,
});
new aws.s3.BucketNotification(
  "photos",
  { bucket: photos.id, lambdaFunctions: [{ lambdaFunctionArn: lettered.arn, events: ["s3:ObjectCreated:*"] }] },
  { dependsOn: [fromS3] },
);

export const urls = {
  jobs: jobs.url,
  letters: letters.url,
  later: later.url,
  small: small.url,
  seen: seen.url,
  outcomes: outcomes.url,
  undelivered: undelivered.url,
};
export const jobsArn = jobs.arn;
export const jobsId = jobs.id;
