import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();
const asked = config.getObject<string[]>("objects") ?? ["page", "text", "bytes", "archive", "versioned", "address"];

const bucket = new aws.s3.Bucket("Files");
const versioned = new aws.s3.Bucket("versions", { versioning: { enabled: true } });

/** Messages of the bucket's notifications. */
const queue = new aws.sqs.Queue("events");
const topic = new aws.sns.Topic("events", {
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "s3.amazonaws.com" }, Action: "sns:Publish", Resource: "*" }],
  }),
});
new aws.sns.TopicSubscription("events", {
  topic: topic.arn,
  protocol: "sqs",
  endpoint: queue.arn,
  rawMessageDelivery: true,
});
new aws.sqs.QueuePolicy("events", {
  queueUrl: queue.url,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: { Service: "sns.amazonaws.com" }, Action: "sqs:SendMessage", Resource: queue.arn },
    ],
  }),
});
new aws.s3.BucketNotification("events", {
  bucket: bucket.id,
  topics: [{ topicArn: topic.arn, events: ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"], filterPrefix: "text" }],
});

const { FileAsset, StringAsset, AssetArchive, RemoteAsset } = pulumi.asset;
const declare: Record<string, () => aws.s3.BucketObject | aws.s3.BucketObjectv2> = {
  page: () =>
    new aws.s3.BucketObjectv2("page", {
      bucket,
      key: "/site//page.html",
      source: new FileAsset("page.html"),
      contentType: "text/html",
      cacheControl: "max-age=60",
      metadata: { author: "me" },
    }),
  text: () => new aws.s3.BucketObject("text.txt", { bucket: bucket.id, content: config.get("text") ?? "plain text" }),
  bytes: () => new aws.s3.BucketObjectv2("bytes", { bucket: bucket.id, contentBase64: "AP8B" }),
  archive: () =>
    new aws.s3.BucketObjectv2("archive.zip", {
      bucket: bucket.id,
      source: new AssetArchive({ "b/two.txt": new StringAsset("two"), "one.txt": new StringAsset("one") }),
    }),
  versioned: () =>
    new aws.s3.BucketObjectv2("kept", { bucket: versioned.id, source: new StringAsset("first of many") }),
  address: () =>
    new aws.s3.BucketObjectv2("config.json", {
      bucket: bucket.id,
      content: pulumi.jsonStringify({ url: process.env.AWS_ENDPOINT_PUBLIC }),
    }),
  elsewhere: () => new aws.s3.BucketObjectv2("elsewhere", { bucket: "somebody-elses", content: "x" }),
  missing: () => new aws.s3.BucketObjectv2("missing", { bucket: bucket.id, source: new FileAsset("no-such-file.txt") }),
  remote: () =>
    new aws.s3.BucketObjectv2("remote", { bucket: bucket.id, source: new RemoteAsset("https://example.org/a.txt") }),
  readable: () => new aws.s3.BucketObjectv2("readable", { bucket: bucket.id, content: "x", acl: "public-read" }),
  encrypted: () => new aws.s3.BucketObjectv2("encrypted", { bucket: bucket.id, content: "x", kmsKeyId: "alias/mine" }),
  large: () => new aws.s3.BucketObjectv2("large", { bucket: bucket.id, source: new FileAsset(config.require("file")) }),
};
const declared = asked.map((name) => declare[name]?.());

export const bucketName = bucket.bucket;
export const versionedName = versioned.bucket;
export const queueUrl = queue.url;
export const objects = declared.map((one) => one && { id: one.id, key: one.key, arn: one.arn, etag: one.etag });
export const types = declared.map((one) => one?.contentType);
