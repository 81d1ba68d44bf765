import type { Activity } from "../../protocol/activity";
import type { Postbox } from "../../protocol/mail";
import { AwsError } from "../../protocol/service";
import type { Delivery, TargetEvent, Targets } from "../../protocol/targets";
import { envelope, lambdaEvent } from "./envelope";
import { limits } from "./limits";
import { messageFor, type Notification } from "./notification";
import type { Subscription, Topic } from "./settings";

/** What hands a message to a subscription's endpoint. */
export interface Endpoints {
  /**
   * Returns when the endpoint has the message in its keeping.
   *
   * @param ended aborted when whoever delivers ends: what still waits for an endpoint is not handed over then
   * @throws AwsError if it never will take it, which SNS calls a client-side error
   */
  deliver(topic: Topic, notification: Notification, subscription: Subscription, ended: AbortSignal): Promise<void>;
  /**
   * Returns when the subscription's dead-letter queue has what the endpoint did not take.
   *
   * @param ended as for {@link deliver}
   * @throws AwsError if the queue does not take it
   */
  bury(
    topic: Topic,
    notification: Notification,
    subscription: Subscription & { deadLetterArn: string },
    ended: AbortSignal,
  ): Promise<void>;
}

/** Queues and functions of the program, and the mailbox. SNS acts for the topic, and must be allowed to. */
export class ProgramEndpoints implements Endpoints {
  constructor(
    private readonly targets: Pick<Targets, "deliver">,
    private readonly mailbox: Postbox,
    private readonly activity: Pick<Activity, "tell">,
  ) {}

  async deliver(
    topic: Topic,
    notification: Notification,
    subscription: Subscription,
    ended: AbortSignal,
  ): Promise<void> {
    const { arn, protocol, endpoint } = subscription;
    if (protocol === "sqs" || protocol === "lambda") {
      const { invocationId } = await this.send(endpoint, eventFor(topic, notification, subscription), topic, ended);
      const what = notification.subject === undefined ? topic.name : `${topic.name}: ${notification.subject}`;
      const handedOver = { what, targetArn: endpoint, invocationId };
      return this.activity.tell({ kind: "delivery", time: Date.now(), source: "topic", ...handedOver });
    }
    // A message that is delivered again, since a kill came in between, is the same mail.
    await this.mailbox.add({
      id: `${notification.messageId} ${arn.slice(arn.lastIndexOf(":") + 1)}`,
      to: endpoint,
      from: `${topic.displayName || "AWS Notifications"} <no-reply@sns.amazonaws.com>`,
      subject: notification.subject ?? "AWS Notification Message",
      text: protocol === "email" ? messageFor(notification, protocol) : envelope(topic, notification, subscription),
      sent: notification.published,
    });
  }

  async bury(
    topic: Topic,
    notification: Notification,
    subscription: Subscription & { deadLetterArn: string },
    ended: AbortSignal,
  ): Promise<void> {
    await this.send(subscription.deadLetterArn, letter(topic, notification, subscription), topic, ended);
  }

  private send(arn: string, event: TargetEvent, topic: Topic, ended: AbortSignal): Promise<Delivery> {
    return this.targets.deliver(arn, event, { service: "sns.amazonaws.com", sourceArn: topic.arn }, ended);
  }
}

function eventFor(topic: Topic, notification: Notification, subscription: Subscription): TargetEvent {
  if (subscription.protocol === "lambda") return { body: lambdaEvent(topic, notification, subscription) };
  return letter(topic, notification, subscription);
}

/**
 * What a queue gets: SNS's envelope; or, raw, the message itself and its attributes as the queue's own. SQS takes ten of
 * these: a message with more is not delivered (https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html).
 */
function letter(topic: Topic, notification: Notification, subscription: Subscription): TargetEvent {
  if (!subscription.isRaw) return { body: envelope(topic, notification, subscription) };
  const { attributes } = notification;
  const count = Object.keys(attributes).length;
  if (count > limits.rawAttributes)
    throw new AwsError(
      "InvalidParameterValue",
      `the message has ${count} attributes, of which SQS takes ${limits.rawAttributes} at most`,
    );
  return { body: messageFor(notification, subscription.protocol), attributes };
}
