import type { Subscription, Topic } from "./settings";

/** What SNS does by itself for HTTP endpoints (https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html). */
const deliveryPolicy = {
  http: {
    defaultHealthyRetryPolicy: {
      minDelayTarget: 20,
      maxDelayTarget: 20,
      numRetries: 3,
      numMaxDelayRetries: 0,
      numNoDelayRetries: 0,
      numMinDelayRetries: 0,
      backoffFunction: "linear",
    },
    disableSubscriptionOverrides: false,
    defaultRequestPolicy: { headerContentType: "text/plain; charset=UTF-8" },
  },
};

/** GetTopicAttributes. */
export const topicAttributes = (topic: Topic, account: string): Record<string, string> => ({
  TopicArn: topic.arn,
  Owner: account,
  DisplayName: topic.displayName,
  Policy: topic.policy,
  EffectiveDeliveryPolicy: JSON.stringify(deliveryPolicy),
  SubscriptionsConfirmed: String(topic.subscriptions.length),
  SubscriptionsDeleted: "0",
  SubscriptionsPending: "0",
  SignatureVersion: topic.signatureVersion,
  ...(topic.kmsMasterKeyId !== undefined && { KmsMasterKeyId: topic.kmsMasterKeyId }),
});

/** GetSubscriptionAttributes. */
export const subscriptionAttributes = (
  { arn, topicArn, protocol, endpoint, isRaw, filter, deadLetterArn }: Subscription,
  account: string,
): Record<string, string> => ({
  SubscriptionArn: arn,
  TopicArn: topicArn,
  Owner: account,
  Protocol: protocol,
  Endpoint: endpoint,
  // E-mail is confirmed here without its reader.
  ConfirmationWasAuthenticated: String(protocol === "sqs" || protocol === "lambda"),
  PendingConfirmation: "false",
  RawMessageDelivery: String(isRaw),
  ...(filter && { FilterPolicy: filter.policy, FilterPolicyScope: filter.scope }),
  ...(deadLetterArn !== undefined && { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetterArn }) }),
});
