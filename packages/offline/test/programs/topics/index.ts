import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const news = new aws.sns.Topic("news", { displayName: "The news" });
const secret = new aws.sns.Topic("secret", { name: "secret" });
const outcomes = new aws.sns.Topic("outcomes");
const uploads = new aws.sns.Topic("uploads");
new aws.sns.Topic("ordered", { fifoTopic: true });

/** What functions and topics say that they did. */
const seen = new aws.sqs.Queue("seen");
new aws.sqs.QueuePolicy("seen", {
  queueUrl: seen.url,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "sns.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: seen.arn,
        Condition: { ArnEquals: { "aws:SourceArn": [outcomes.arn, uploads.arn] } },
      },
    ],
  }),
});

/** A function with a role of its own, which may do this. */
function worker(name: string, statements: { Action: string; Resource: pulumi.Input<string> }[]) {
  const role = new aws.iam.Role(name, {
    assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
  });
  new aws.iam.RolePolicy(name, {
    role: role.name,
    policy: pulumi.jsonStringify({
      Version: "2012-10-17",
      Statement: statements.map((statement) => ({ Effect: "Allow", ...statement })),
    }),
  });
  return new aws.lambda.Function(name, {
    name,
    role: role.arn,
    runtime: "nodejs22.x",
    handler: "worker.handler",
    timeout: 20,
    code: new pulumi.asset.AssetArchive({ "worker.js": new pulumi.asset.FileAsset("worker.js") }),
    environment: { variables: { SEEN: seen.url } },
  });
}

const maySend = { Action: "sqs:SendMessage", Resource: seen.arn };
const reader = worker("reader", [maySend]);
const publisher = worker("publisher", [
  maySend,
  ...[news, outcomes].map(({ arn }) => ({ Action: "sns:Publish", Resource: arn })),
]);
const stranger = worker("stranger", [maySend]);

/** Failures of the publisher are told to a topic. */
new aws.lambda.FunctionEventInvokeConfig("publisher", {
  functionName: publisher.name,
  maximumRetryAttempts: 0,
  destinationConfig: { onFailure: { destination: outcomes.arn } },
});

new aws.sns.TopicSubscription("reader", { topic: news.arn, protocol: "lambda", endpoint: reader.arn });
new aws.lambda.Permission("reader", {
  action: "lambda:InvokeFunction",
  function: reader.name,
  principal: "sns.amazonaws.com",
  sourceArn: news.arn,
});
new aws.sns.TopicSubscription("stranger", { topic: secret.arn, protocol: "lambda", endpoint: stranger.arn });
new aws.sns.TopicSubscription("mail", { topic: news.arn, protocol: "email", endpoint: "me@example.org" });
new aws.sns.TopicSubscription("site", { topic: news.arn, protocol: "https", endpoint: "https://example.org/news" });
const outcome = new aws.sns.TopicSubscription("outcomes", { topic: outcomes.arn, protocol: "sqs", endpoint: seen.arn });

/** Each new object is told to a topic. */
const photos = new aws.s3.Bucket("photos", { bucket: "photos" });
const fromPhotos = new aws.sns.TopicPolicy("uploads", {
  arn: uploads.arn,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "s3.amazonaws.com" },
        Action: "sns:Publish",
        Resource: uploads.arn,
        Condition: { ArnLike: { "aws:SourceArn": photos.arn } },
      },
    ],
  }),
});
new aws.s3.BucketNotification(
  "photos",
  { bucket: photos.id, topics: [{ topicArn: uploads.arn, events: ["s3:ObjectCreated:*"], filterSuffix: ".jpg" }] },
  { dependsOn: [fromPhotos] },
);
new aws.sns.TopicSubscription("uploads", { topic: uploads.arn, protocol: "sqs", endpoint: seen.arn });

export const newsArn = news.arn;
export const secretArn = secret.arn;
export const outcomesArn = outcomes.arn;
export const seenUrl = seen.url;
export const subscriptionArn = outcome.arn;
