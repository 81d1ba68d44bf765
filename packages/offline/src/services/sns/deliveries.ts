import { type Clock, until } from "../../clock";
import { AwsError } from "../../protocol/service";
import type { Endpoints } from "./endpoints";
import { retryDelays } from "./limits";
import type { Notification } from "./notification";
import type { PendingDeliveries, PendingNotification } from "./pending-deliveries";
import type { Subscription, Topic } from "./settings";

export interface DeliveriesOptions {
  topics: readonly Topic[];
  pending: PendingDeliveries;
  endpoints: Endpoints;
  clock: Clock;
  /** Told of messages that are not delivered, and whether they are lost. */
  log: (text: string) => void;
  /** Told how each delivery ended. */
  onEnd?: (topic: Topic, isDelivered: boolean) => void;
}

/** A message, and those who are to get it. */
export interface Posting {
  notification: Notification;
  subscriptions: Subscription[];
}

/**
 * Delivers messages at least once: a message is on disk when it is accepted, and stays there until each subscription got
 * it or it was given up. A host that ends before delivers it again when it starts.
 */
export class Deliveries {
  private readonly ended = new AbortController();
  /** What an earlier process left. */
  private readonly left: PendingNotification[];

  constructor(private readonly options: DeliveriesOptions) {
    this.left = options.pending.all();
  }

  /** Returns when the messages are on disk, all or none; nobody waits for their delivery. */
  async accept(topic: Topic, postings: Posting[]): Promise<void> {
    await this.options.pending.publish(
      postings.map(({ notification, subscriptions }) => ({ notification, to: subscriptions.map(({ arn }) => arn) })),
    );
    for (const { notification, subscriptions } of postings)
      for (const subscription of subscriptions) this.begin(topic, notification, subscription);
  }

  /** Delivers what an earlier process left. */
  async resume(): Promise<void> {
    const { pending, topics, log } = this.options;
    for (const { notification, to } of this.left.splice(0)) {
      const topic = topics.find(({ arn }) => arn === notification.topicArn);
      for (const arn of to) {
        const subscription = topic?.subscriptions.find((one) => one.arn === arn);
        if (topic && subscription) this.begin(topic, notification, subscription);
        else {
          // An earlier program declared it.
          log(`LOST: there is no subscription ${arn} any more for a message\n${told(notification)}`);
          await pending.settle(notification.messageId, arn);
        }
      }
    }
  }

  /** Ends all waiting. What is under way stays pending, for the next start. */
  async close(): Promise<void> {
    this.ended.abort();
    await this.options.pending.close();
  }

  private begin(topic: Topic, notification: Notification, subscription: Subscription): void {
    this.deliver(topic, notification, subscription).catch((error: unknown) => {
      if (!this.ended.signal.aborted)
        this.options.log(`a message of ${topic.name} has to wait for the next start: ${String(error)}`);
    });
  }

  /** Tries until the message is in somebody's keeping, or lost. Throws if the host ends before. */
  private async deliver(topic: Topic, notification: Notification, subscription: Subscription): Promise<void> {
    const { pending, clock, log, onEnd } = this.options;
    for (let delay: number = retryDelays.first; ; delay = Math.min(delay * 2, retryDelays.longest)) {
      try {
        const isDelivered = await this.attempt(topic, notification, subscription);
        onEnd?.(topic, isDelivered);
        return await pending.settle(notification.messageId, subscription.arn);
      } catch (error) {
        this.ended.signal.throwIfAborted();
        // The host's own fault, such as a full disk.
        if (delay === retryDelays.first)
          log(`a message of ${topic.name} to ${subscription.endpoint} is tried again: ${String(error)}`);
        await until(clock, clock.now() + delay, this.ended.signal);
      }
    }
  }

  /** Returns whether the endpoint has it; what an endpoint refuses is not tried again. */
  private async attempt(topic: Topic, notification: Notification, subscription: Subscription): Promise<boolean> {
    try {
      await this.options.endpoints.deliver(topic, notification, subscription, this.ended.signal);
      return true;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const fate = await this.bury(topic, notification, subscription);
      const problem = `SNS could not deliver a message of ${topic.name} to ${subscription.endpoint}: ${error.message}`;
      this.options.log(`${problem}\n${fate}\n${told(notification)}`);
      return false;
    }
  }

  /** Returns where the message is then. */
  private async bury(topic: Topic, notification: Notification, subscription: Subscription): Promise<string> {
    const { deadLetterArn } = subscription;
    if (deadLetterArn === undefined) return "LOST: the subscription has no dead-letter queue";
    try {
      await this.options.endpoints.bury(topic, notification, { ...subscription, deadLetterArn }, this.ended.signal);
      return `it is in ${deadLetterArn} now`;
    } catch (error) {
      if (error instanceof AwsError) return `LOST: ${deadLetterArn} does not take it: ${error.message}`;
      throw error;
    }
  }
}

const told = ({ messageId, messages }: Notification): string => `message ${messageId}  ${messages.default}`;
