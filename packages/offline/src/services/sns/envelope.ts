import type { MessageAttributes } from "../../protocol/message-attributes";
import { messageFor, type Notification } from "./notification";
import type { Subscription, Topic } from "./settings";

/**
 * What queues and programs get as SNS's envelope
 * (https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html). The fields of its signature have their
 * form alone: only AWS can sign in AWS's name, so nothing that verifies a signature takes it for genuine.
 */
export const envelope = (topic: Topic, notification: Notification, subscription: Subscription): string =>
  JSON.stringify(
    {
      Type: "Notification",
      MessageId: notification.messageId,
      TopicArn: topic.arn,
      Subject: notification.subject,
      Message: messageFor(notification, subscription.protocol),
      Timestamp: new Date(notification.published).toISOString(),
      SignatureVersion: topic.signatureVersion,
      Signature: unsigned,
      SigningCertURL: certificateUrl(topic),
      UnsubscribeURL: unsubscribeUrl(topic, subscription),
      ...(Object.keys(notification.attributes).length > 0 && { MessageAttributes: shown(notification.attributes) }),
    },
    undefined,
    2,
  );

/** What functions are invoked with (https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html). */
export const lambdaEvent = (topic: Topic, notification: Notification, subscription: Subscription): string =>
  JSON.stringify({
    Records: [
      {
        EventSource: "aws:sns",
        EventVersion: "1.0",
        EventSubscriptionArn: subscription.arn,
        Sns: {
          Type: "Notification",
          MessageId: notification.messageId,
          TopicArn: topic.arn,
          Subject: notification.subject ?? null,
          Message: messageFor(notification, subscription.protocol),
          Timestamp: new Date(notification.published).toISOString(),
          SignatureVersion: topic.signatureVersion,
          Signature: unsigned,
          SigningCertUrl: certificateUrl(topic),
          UnsubscribeUrl: unsubscribeUrl(topic, subscription),
          MessageAttributes: shown(notification.attributes),
        },
      },
    ],
  });

const unsigned = Buffer.from("The offline host cannot sign in the name of AWS.").toString("base64");

const hostOf = ({ arn }: Topic): string => `https://sns.${arn.split(":")[3]}.amazonaws.com`;

const certificateUrl = (topic: Topic): string => `${hostOf(topic)}/SimpleNotificationService-${"0".repeat(32)}.pem`;

const unsubscribeUrl = (topic: Topic, { arn }: Subscription): string =>
  `${hostOf(topic)}/?Action=Unsubscribe&SubscriptionArn=${arn}`;

const shown = (attributes: MessageAttributes): object =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      { Type: DataType, Value: StringValue ?? BinaryValue },
    ]),
  );
