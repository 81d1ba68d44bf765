import { randomUUID } from "node:crypto";
import type { Clock } from "../../clock";
import type { Deliveries } from "./deliveries";
import { notFound } from "./errors";
import { isWanted, messageFor, type Notification } from "./notification";
import type { TopicReports } from "./reports";
import type { Subscription, Topic } from "./settings";

/** A message that is to be published, checked. */
export type Draft = Pick<Notification, "subject" | "messages" | "attributes">;

/** The topics that a program declares, open for messages. */
export class Topics {
  constructor(
    /** In the order of their names. */
    readonly all: readonly Topic[],
    private readonly deliveries: Pick<Deliveries, "accept">,
    private readonly reports: Pick<TopicReports, "record">,
    private readonly clock: Pick<Clock, "now">,
  ) {}

  /** @throws AwsError NotFound */
  get(arn: string): Topic {
    const topic = this.all.find((one) => one.arn === arn);
    if (!topic) throw notFound("Topic");
    return topic;
  }

  /** All subscriptions, topic by topic. */
  subscriptions(): Subscription[] {
    return this.all.flatMap(({ subscriptions }) => subscriptions);
  }

  /**
   * Publishes messages. Returns when they are on disk, all or none; each subscription gets those that it wants.
   *
   * @returns the messages' ids, in order
   */
  async publish(topic: Topic, drafts: Draft[]): Promise<string[]> {
    const published = this.clock.now();
    const postings = drafts.map((draft) => {
      const notification: Notification = { ...draft, messageId: randomUUID(), topicArn: topic.arn, published };
      return { notification, subscriptions: topic.subscriptions.filter((one) => isWanted(notification, one)) };
    });
    await this.deliveries.accept(topic, postings);
    for (const { notification, subscriptions } of postings) {
      this.reports.record(topic, "NumberOfMessagesPublished");
      this.reports.record(topic, "PublishSize", Buffer.byteLength(messageFor(notification, "sqs")));
      const filtered = topic.subscriptions.length - subscriptions.length;
      if (filtered > 0) this.reports.record(topic, "NumberOfNotificationsFilteredOut", filtered);
    }
    return postings.map(({ notification }) => notification.messageId);
  }
}
