import type { Clock } from "../../clock";
import { attributesOf, messageBytes } from "../../protocol/message-attributes";
import { Metrics } from "../../protocol/metrics";
import type { TargetEvent } from "../../protocol/targets";
import type { Opening } from "../../storage/opening";
import { invalid, noSuchQueue } from "./errors";
import type { Message } from "./messages";
import { QueueMetrics } from "./metrics";
import { type Draft, Queue } from "./queue";
import { sendBack } from "./redrive";
import { queueName, type QueueSettings } from "./settings";
import { Store } from "./store";

/** What the host itself sends, for a service that hands events on to a queue. */
export interface Letter {
  body: string;
  attributes: NonNullable<TargetEvent["attributes"]>;
  senderId: string;
}

/** All queues that a program declares. */
export class Queues {
  private readonly store: Store;
  private readonly byName: Map<string, Queue>;

  /**
   * @param directory keeps the messages
   * @param metrics what is reported to; a collector that nobody reads by default
   * @throws UserError if what it keeps is damaged elsewhere than at its torn end, and is not to be repaired
   */
  constructor(
    directory: string,
    settings: QueueSettings[],
    private readonly clock: Clock,
    opening?: Opening,
    metrics: Pick<Metrics, "reported" | "eachMinute"> = new Metrics(clock),
  ) {
    this.store = new Store(directory, opening);
    this.byName = new Map(
      settings.map((one) => {
        const { deadLetterTargetArn = "" } = one.redrivePolicy ?? {};
        const announce = () => this.byName.get(queueName(deadLetterTargetArn))?.announce();
        return [one.name, new Queue(one, this.store, clock, new QueueMetrics(metrics, one.name), announce)];
      }),
    );
  }

  /** All queues by name, in the order of their names. */
  names(): string[] {
    return [...this.byName.keys()].sort();
  }

  /** @throws AwsError QueueDoesNotExist */
  get(name: string): Queue {
    const queue = this.byName.get(name);
    if (!queue) throw noSuchQueue();
    return queue;
  }

  /** A queue by its ARN; undefined if there is none. */
  find(queueArn: string): Queue | undefined {
    return [...this.byName.values()].find(({ settings }) => settings.arn === queueArn);
  }

  /** @throws AwsError as SendMessage does */
  async send(queueArn: string, { body, attributes, senderId }: Letter): Promise<Message> {
    const queue = this.find(queueArn);
    if (!queue) throw noSuchQueue();
    const draft = { body, attributes: attributesOf(attributes), systemAttributes: {}, senderId };
    checkSize(draft, queue.settings);
    return queue.send(draft);
  }

  /**
   * Sends the dead letters in a queue back to where they came from: what AWS's console does as a redrive.
   *
   * @returns how many, when they are on disk there
   * @throws AwsError QueueDoesNotExist
   */
  async redrive(name: string): Promise<number> {
    const { settings } = this.get(name);
    const changes = sendBack(this.store.settled(name), settings, this.clock.now(), (one) => this.byName.has(one));
    await this.store.decide(changes);
    const moved = changes.filter(({ kind }) => kind === "put");
    for (const { queue } of moved) this.byName.get(queue)?.announce();
    return moved.length;
  }

  /** Answers all who wait for messages. */
  hurry(): void {
    for (const queue of this.byName.values()) queue.close();
  }

  async close(): Promise<void> {
    this.hurry();
    await this.store.close();
  }
}

/** @throws AwsError InvalidParameterValue for a message that is larger than its queue takes */
export function checkSize(draft: Draft, { maxMessageSize }: QueueSettings): void {
  if (messageBytes(draft) > maxMessageSize)
    throw invalid(`One or more parameters are invalid. Reason: Message must be shorter than ${maxMessageSize} bytes.`);
}
