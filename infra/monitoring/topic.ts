import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import * as sns from "@pulumi/aws/sns";
import * as pulumi from "@pulumi/pulumi";

/**
 * The topic that alarms go to, and on to a person's mailbox: the account's own alarms may publish, over TLS.
 *
 * It has no key: through AWS's own, CloudWatch cannot publish, and another one costs a dollar a month
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html). A message holds the
 * alarm's name and figures.
 */
export function createAlarmTopic(
  name: string,
  email: string | undefined,
  opts: pulumi.CustomResourceOptions,
): sns.Topic {
  const topic = new sns.Topic(name, {}, opts);
  const region = new pulumi.Config("aws").require("region");
  const { accountId } = getCallerIdentityOutput({}, opts);
  const policy = pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "Alarms",
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: "sns:Publish",
        Resource: topic.arn,
        Condition: {
          StringEquals: { "aws:SourceAccount": accountId },
          ArnLike: { "aws:SourceArn": pulumi.interpolate`arn:aws:cloudwatch:${region}:${accountId}:alarm:*` },
        },
      },
      {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "sns:Publish",
        Resource: topic.arn,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });
  new sns.TopicPolicy(name, { arn: topic.arn, policy }, opts);
  if (email) new sns.TopicSubscription(name, { topic: topic.arn, protocol: "email", endpoint: email }, opts);
  return topic;
}
