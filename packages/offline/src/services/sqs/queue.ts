import { randomUUID } from "node:crypto";
import type { Clock } from "../../clock";
import { messageBytes } from "../../protocol/message-attributes";
import { Arrivals } from "./arrivals";
import { invalidValue, purgeInProgress } from "./errors";
import { limits } from "./limits";
import type { Message } from "./messages";
import type { Depth, QueueMetrics } from "./metrics";
import { handleOf, readHandle } from "./receipt-handle";
import type { QueueSettings } from "./settings";
import type { Store } from "./store";
import { isExpired, take } from "./redrive";

/** A message that is to be sent, checked. */
export interface Draft extends Pick<Message, "body" | "attributes" | "systemAttributes" | "groupId" | "senderId"> {
  /** The queue's own delay if undefined. */
  delaySeconds?: number;
}

/** How a receiver wants its messages; the queue's settings hold for what is left out. */
export interface Receiving {
  /** Messages at most. */
  count: number;
  visibilitySeconds?: number;
  waitSeconds?: number;
}

/** A standard queue: messages in the order they came, each delivered until it is deleted. */
export class Queue {
  private readonly arrivals: Arrivals;
  private closed = false;
  /** When it was purged last; AWS takes up to a minute for it, we don't. */
  private purged = -Infinity;

  constructor(
    readonly settings: QueueSettings,
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly metrics: QueueMetrics,
    /** Told when a receipt has sent dead letters to another queue. */
    private readonly onDeadLetters: () => void,
  ) {
    this.arrivals = new Arrivals(clock);
    metrics.gauge(() => this.depth());
  }

  /** Returns when the message is on disk. */
  async send({ delaySeconds = this.settings.delaySeconds, ...draft }: Draft): Promise<Message> {
    const sent = this.clock.now();
    const visibleAt = sent + delaySeconds * 1000;
    const message: Message = { ...draft, id: randomUUID(), sent, visibleAt, receiveCount: 0 };
    await this.store.commit([{ kind: "put", queue: this.settings.name, message }]);
    this.metrics.sent(messageBytes(message));
    this.announce();
    return message;
  }

  /** Messages whose receipts are on disk; none if none came in time. */
  async receive(receiving: Receiving): Promise<Message[]> {
    const { waitSeconds = this.settings.receiveWaitTimeSeconds } = receiving;
    const deadline = this.clock.now() + waitSeconds * 1000;
    while (!this.closed) {
      const taken = await this.take(receiving);
      if (taken.length > 0 || this.clock.now() >= deadline) {
        this.metrics.received(taken.length);
        return taken;
      }
      await this.arrivals.wait(Math.min(deadline, this.nextVisible()));
    }
    return [];
  }

  /** The handle of a message's last receipt. */
  handleOf({ id: messageId, receipt = "" }: Message): string {
    return handleOf(this.settings.arn, { messageId, receipt });
  }

  /**
   * Deletes a message. The handle of an earlier receipt than the last deletes nothing, and nobody is told: AWS says
   * that it might not.
   *
   * @throws AwsError ReceiptHandleIsInvalid
   */
  async delete(handle: string): Promise<void> {
    const message = this.held(handle);
    if (!message) return;
    await this.store.commit([{ kind: "delete", queue: this.settings.name, id: message.id }]);
    this.metrics.deleted();
  }

  /**
   * Has a message in flight become visible so many seconds from now; one that is visible again stays so.
   *
   * @throws AwsError ReceiptHandleIsInvalid, or InvalidParameterValue for a message that is gone or was received again
   */
  async changeVisibility(handle: string, seconds: number): Promise<void> {
    const message = this.held(handle);
    const gone = "Message does not exist or is not available for visibility timeout change.";
    if (!message) throw invalidValue(handle, "ReceiptHandle", gone);
    const now = this.clock.now();
    if (message.visibleAt <= now) return;
    const visibleAt = now + seconds * 1000;
    await this.store.commit([{ kind: "visibility", queue: this.settings.name, id: message.id, visibleAt }]);
    this.announce();
  }

  /**
   * Deletes all messages.
   *
   * @throws AwsError PurgeQueueInProgress within a minute of the last time
   */
  async purge(): Promise<void> {
    const { name } = this.settings;
    const now = this.clock.now();
    if (now < this.purged + limits.purgeMilliseconds) throw purgeInProgress(name);
    const before = this.purged;
    this.purged = now;
    try {
      await this.store.commit([{ kind: "purge", queue: name }]);
    } catch (error) {
      this.purged = before;
      throw error;
    }
  }

  /** What is in it, also what nobody can receive just now; in the order it came. */
  messages(): Message[] {
    const now = this.clock.now();
    return [...this.store.messages.in(this.settings.name)].filter((one) => !isExpired(one, this.settings, now));
  }

  /** How many messages it has, and how old they are. */
  depth(): Depth {
    const now = this.clock.now();
    const depth = { visible: 0, inFlight: 0, delayed: 0 };
    let oldest = now;
    for (const message of this.messages()) {
      oldest = Math.min(oldest, message.sent);
      if (message.visibleAt <= now) depth.visible++;
      else if (message.receipt === undefined) depth.delayed++;
      else depth.inFlight++;
    }
    return { ...depth, oldestSeconds: Math.round((now - oldest) / 1000) };
  }

  /** Lets receivers that wait look again. */
  announce(): void {
    this.arrivals.announce();
  }

  /** Lets receivers that wait go with nothing. */
  close(): void {
    this.closed = true;
    this.announce();
  }

  /** What is visible now. From here on until it is on disk nobody else sees it, so no two get one message. */
  private async take({ count, visibilitySeconds }: Receiving): Promise<Message[]> {
    const now = this.clock.now();
    const visibleAt = now + (visibilitySeconds ?? this.settings.visibilityTimeoutSeconds) * 1000;
    const { taken, changes } = take(this.settled(), this.settings, { count, now, visibleAt });
    if (changes.length === 0) return [];
    try {
      await this.store.decide(changes);
    } finally {
      // Those who wait did not see these messages; now they know when to look again.
      this.announce();
    }
    if (changes.some(({ kind }) => kind === "put")) this.onDeadLetters();
    return taken.flatMap((id) => this.store.messages.find(this.settings.name, id) ?? []);
  }

  /** The message whose last receipt a handle is of. */
  private held(handle: string): Message | undefined {
    const { messageId, receipt } = readHandle(this.settings.arn, handle);
    const message = this.store.messages.find(this.settings.name, messageId);
    return message?.receipt === receipt ? message : undefined;
  }

  private settled(): Iterable<Message> {
    return this.store.settled(this.settings.name);
  }

  /** When the next message becomes visible; never, if there is none. */
  private nextVisible(): number {
    let next = Infinity;
    for (const { visibleAt } of this.settled()) next = Math.min(next, visibleAt);
    return next;
  }
}
