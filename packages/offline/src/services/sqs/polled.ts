import type { PolledMessage, PolledQueue } from "../../protocol/event-sources";
import { AwsError } from "../../protocol/service";
import { digestOf, digestOfBody } from "./digests";
import type { Message } from "./messages";
import type { Queue } from "./queue";
import { systemAttributesOf } from "./receive";

/** A queue, as Lambda polls it. */
export const polled = (queue: Queue): PolledQueue => ({
  visibilityTimeoutSeconds: queue.settings.visibilityTimeoutSeconds,
  maxMessageSize: queue.settings.maxMessageSize,
  receive: async (count, waitSeconds, windowSeconds) => {
    const visibilitySeconds = queue.settings.visibilityTimeoutSeconds + windowSeconds;
    const messages = await queue.receive({ count, waitSeconds, visibilitySeconds });
    return messages.map((message) => polledMessage(queue, message));
  },
  delete: async (messages) => {
    await Promise.all(messages.map(({ receiptHandle }) => queue.delete(receiptHandle)));
  },
  hold: async (messages) => {
    const seconds = queue.settings.visibilityTimeoutSeconds;
    await Promise.all(
      messages.map(({ receiptHandle }) => queue.changeVisibility(receiptHandle, seconds).catch(isGone)),
    );
  },
});

/** Somebody else has received or deleted the message meanwhile. */
function isGone(error: unknown): void {
  if (!(error instanceof AwsError)) throw error;
}

const polledMessage = (queue: Queue, message: Message): PolledMessage => ({
  id: message.id,
  receiptHandle: queue.handleOf(message),
  body: message.body,
  attributes: systemAttributesOf(message),
  messageAttributes: message.attributes,
  md5OfBody: digestOfBody(message.body),
  md5OfMessageAttributes: digestOf(message.attributes),
});
