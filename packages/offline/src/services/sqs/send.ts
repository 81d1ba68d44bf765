import type { Properties } from "../../graph/graph";
import { messageBytes } from "../../protocol/message-attributes";
import { AwsError, type Call } from "../../protocol/service";
import { callerId } from "../../protocol/identities";
import { batch, type Entry, entriesOf } from "./batch";
import { digestOf, digestOfBody } from "./digests";
import { invalidValue } from "./errors";
import { limits } from "./limits";
import { readAttributes } from "./message-attributes";
import { numberOf, required } from "./parameters";
import type { Draft, Queue } from "./queue";
import { checkSize } from "./queues";

/** What a body may not hold: whatever XML 1.0 does not know as a character. */
const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
const groupId = /^[!-~]{1,128}$/;

/** SendMessage. */
export async function sendMessage(queue: Queue, input: Properties, call: Call): Promise<object> {
  const draft = draftOf(input, call);
  checkSize(draft, queue.settings);
  return send(queue, draft);
}

/** SendMessageBatch: each message for itself, but all together within the limit of a request. */
export async function sendMessageBatch(queue: Queue, input: Properties, call: Call): Promise<object> {
  const entries = entriesOf(input);
  const bytes = entries.map(sizeOf).reduce((sum, size) => sum + size, 0);
  if (bytes > limits.batchBytes) {
    const message = `Batch requests cannot be longer than ${limits.batchBytes} bytes. You have sent ${bytes} bytes.`;
    throw new AwsError("BatchRequestTooLong", message);
  }
  return batch(entries, (entry) => sendMessage(queue, entry, call));
}

/** What a batch's entry counts; one that cannot be read is refused for itself. */
function sizeOf(entry: Entry): number {
  const { MessageBody: body } = entry;
  try {
    return messageBytes({
      body: typeof body === "string" ? body : "",
      attributes: readAttributes(entry, "MessageAttributes"),
    });
  } catch (error) {
    if (error instanceof AwsError) return 0;
    throw error;
  }
}

function draftOf(input: Properties, { callerArn }: Call): Draft {
  const body = required(input, "MessageBody");
  if (forbidden.test(body))
    throw new AwsError("InvalidMessageContents", "The message contains characters outside the allowed set.");
  return {
    body,
    attributes: readAttributes(input, "MessageAttributes"),
    systemAttributes: readAttributes(input, "MessageSystemAttributes"),
    groupId: groupOf(input),
    senderId: callerId(callerArn),
    delaySeconds: numberOf(input, "DelaySeconds"),
  };
}

/** Standard queues take a group, for fairness between groups, and no deduplication. */
function groupOf({ MessageGroupId, MessageDeduplicationId }: Properties): string | undefined {
  if (MessageDeduplicationId !== undefined) {
    const reason = "The request includes a parameter that is not valid for this queue type.";
    throw invalidValue(MessageDeduplicationId, "MessageDeduplicationId", reason);
  }
  if (MessageGroupId === undefined) return undefined;
  if (typeof MessageGroupId === "string" && groupId.test(MessageGroupId)) return MessageGroupId;
  const reason = "MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.";
  throw invalidValue(MessageGroupId, "MessageGroupId", reason);
}

async function send(queue: Queue, draft: Draft): Promise<object> {
  const { id, body, attributes, systemAttributes } = await queue.send(draft);
  return {
    MessageId: id,
    MD5OfMessageBody: digestOfBody(body),
    MD5OfMessageAttributes: digestOf(attributes),
    MD5OfMessageSystemAttributes: digestOf(systemAttributes),
  };
}
