import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const bucket = new aws.s3.Bucket("photos", { bucket: "photos" });

/** A queue that a service may send to, or may not. */
function queue(name: string, Service?: string) {
  const made = new aws.sqs.Queue(name);
  if (Service === undefined) return made;
  const Statement = [{ Effect: "Allow", Principal: { Service }, Action: "sqs:SendMessage", Resource: made.arn }];
  const policy = pulumi.jsonStringify({ Version: "2012-10-17", Statement });
  new aws.sqs.QueuePolicy(name, { queueUrl: made.url, policy });
  return made;
}

/** A stack may say that the queue's policy does not let S3 in, which S3 refuses. */
const isClosed = new pulumi.Config("notified").getBoolean("closed") === true;

const images = queue("images", isClosed ? undefined : "s3.amazonaws.com");
new aws.s3.BucketNotification("photos", {
  bucket: bucket.id,
  queues: [{ queueArn: images.arn, events: ["s3:ObjectCreated:*"], filterSuffix: ".png" }],
  eventbridge: true,
});

const changes = queue("changes", "events.amazonaws.com");
const changed = new aws.cloudwatch.EventRule("changed", {
  eventPattern: pulumi.jsonStringify({
    source: ["aws.s3"],
    "detail-type": ["Object Created", "Object Deleted"],
    detail: { bucket: { name: [bucket.bucket] }, object: { key: [{ suffix: ".txt" }] } },
  }),
});
new aws.cloudwatch.EventTarget("changed", { rule: changed.name, arn: changes.arn });

export const urls = { images: images.url, changes: changes.url };
