import { randomUUID } from "node:crypto";
import type { Change, Message } from "./messages";
import { queueName, type QueueSettings } from "./settings";

/** Whether SQS has forgotten a message. */
export const isExpired = ({ sent }: Message, { messageRetentionSeconds }: QueueSettings, now: number): boolean =>
  sent + messageRetentionSeconds * 1000 <= now;

/** What one receiver gets. */
export interface Receipts {
  /** Ids of the messages that it gets. */
  taken: string[];
  /** The receipts, and what came to light on the way: messages that have expired, and those that were received too often. */
  changes: Change[];
}

/**
 * Takes what is visible, in the order it came.
 *
 * @param count messages at most
 * @param visibleAt when they become visible again
 */
export function take(
  messages: Iterable<Message>,
  settings: QueueSettings,
  { count, now, visibleAt }: { count: number; now: number; visibleAt: number },
): Receipts {
  const { name: queue, redrivePolicy } = settings;
  const taken: string[] = [];
  const changes: Change[] = [];
  for (const message of messages) {
    if (taken.length === count) break;
    const { id, receiveCount } = message;
    if (isExpired(message, settings, now)) changes.push({ kind: "delete", queue, id });
    else if (message.visibleAt > now) continue;
    else if (redrivePolicy && receiveCount >= redrivePolicy.maxReceiveCount) {
      const deadLetterQueue = queueName(redrivePolicy.deadLetterTargetArn);
      changes.push({ kind: "delete", queue, id });
      changes.push({ kind: "put", queue: deadLetterQueue, message: deadLetter(message, settings, now) });
    } else {
      changes.push({ kind: "receive", queue, id, receipt: randomUUID(), now, visibleAt, count: receiveCount + 1 });
      taken.push(id);
    }
  }
  return { taken, changes };
}

/** A dead letter keeps its id, its age and how often it was received. */
const deadLetter = (message: Message, { arn }: QueueSettings, now: number): Message => ({
  ...message,
  visibleAt: now,
  sourceArn: arn,
});

/**
 * Sends dead letters back to the queues that they came from, as new messages; those that can be received now.
 *
 * @param messages of a dead-letter queue
 * @param isKnown whether the program still has a queue
 */
export function sendBack(
  messages: Iterable<Message>,
  settings: QueueSettings,
  now: number,
  isKnown: (queue: string) => boolean,
): Change[] {
  const changes: Change[] = [];
  for (const message of messages) {
    const { id, body, attributes, systemAttributes, groupId, senderId, sourceArn, visibleAt } = message;
    if (sourceArn === undefined || visibleAt > now || isExpired(message, settings, now)) continue;
    const source = queueName(sourceArn);
    if (!isKnown(source)) continue;
    const again = { id: randomUUID(), body, attributes, systemAttributes, groupId, senderId };
    changes.push({ kind: "delete", queue: settings.name, id });
    changes.push({ kind: "put", queue: source, message: { ...again, sent: now, visibleAt: now, receiveCount: 0 } });
  }
  return changes;
}
