import type { Journaled } from "../../storage/journal";
import type { MessageAttributes } from "../../protocol/message-attributes";

/** A message in a queue. Times are in milliseconds since the epoch. */
export interface Message {
  id: string;
  body: string;
  attributes: MessageAttributes;
  /** What senders add for AWS's own use, such as `AWSTraceHeader`. */
  systemAttributes: MessageAttributes;
  groupId?: string;
  senderId: string;
  sent: number;
  /** When it can be received, again or for the first time. */
  visibleAt: number;
  receiveCount: number;
  firstReceived?: number;
  /** What the handle of the last receipt is known by; none while it has not been received from this queue. */
  receipt?: string;
  /** The queue that it was moved from, if this is a dead-letter queue. */
  sourceArn?: string;
}

/** One fact about messages. */
export type Change =
  | { kind: "put"; queue: string; message: Message }
  | { kind: "receive"; queue: string; id: string; receipt: string; now: number; visibleAt: number; count: number }
  | { kind: "visibility"; queue: string; id: string; visibleAt: number }
  | { kind: "delete"; queue: string; id: string }
  | { kind: "purge"; queue: string };

/** The messages of all queues, each queue's in the order they came. A message is never changed but replaced. */
export class Messages implements Journaled<Change> {
  readonly #queues = new Map<string, Map<string, Message>>();

  /** The messages of a queue. */
  in(queue: string): Iterable<Message> {
    return this.#queue(queue).values();
  }

  find(queue: string, id: string): Message | undefined {
    return this.#queue(queue).get(id);
  }

  apply(changes: Change[]): void {
    for (const change of changes) this.#applyOne(change);
  }

  #applyOne(change: Change): void {
    const messages = this.#queue(change.queue);
    switch (change.kind) {
      case "put":
        return void messages.set(change.message.id, change.message);
      case "receive": {
        const { receipt, now, visibleAt, count } = change;
        return this.#replace(messages, change.id, ({ firstReceived = now }) => ({
          firstReceived,
          receipt,
          visibleAt,
          receiveCount: count,
        }));
      }
      case "visibility":
        return this.#replace(messages, change.id, () => ({ visibleAt: change.visibleAt }));
      case "delete":
        return void messages.delete(change.id);
      case "purge":
        return messages.clear();
    }
  }

  #replace(messages: Map<string, Message>, id: string, change: (message: Message) => Partial<Message>): void {
    const message = messages.get(id);
    if (message) messages.set(id, { ...message, ...change(message) });
  }

  #queue(name: string): Map<string, Message> {
    const known = this.#queues.get(name);
    if (known) return known;
    const messages = new Map<string, Message>();
    this.#queues.set(name, messages);
    return messages;
  }

  *lines(): Generator<Change[]> {
    for (const [queue, messages] of this.#queues)
      for (const message of messages.values()) yield [{ kind: "put", queue, message }];
  }
}
