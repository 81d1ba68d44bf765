import { type Properties, texts } from "../../graph/graph";
import type { MessageAttributes } from "../../protocol/message-attributes";
import { batch, entriesOf } from "./batch";
import { digestOf, digestOfBody } from "./digests";
import { missing } from "./errors";
import { select } from "./message-attributes";
import type { Message } from "./messages";
import { numberOf, required } from "./parameters";
import type { Queue } from "./queue";

/** ReceiveMessage. */
export async function receiveMessage(queue: Queue, input: Properties): Promise<object> {
  const messages = await queue.receive({
    count: numberOf(input, "MaxNumberOfMessages") ?? 1,
    visibilitySeconds: numberOf(input, "VisibilityTimeout"),
    waitSeconds: numberOf(input, "WaitTimeSeconds"),
  });
  // The older name for the same list.
  const system = [...texts(input, "MessageSystemAttributeNames"), ...texts(input, "AttributeNames")];
  const wanted = texts(input, "MessageAttributeNames");
  return messages.length === 0 ? {} : { Messages: messages.map((message) => show(queue, message, system, wanted)) };
}

function show(queue: Queue, message: Message, systemNames: string[], names: string[]): object {
  const attributes = select(message.attributes, names);
  const system = Object.entries(systemAttributesOf(message)).filter(
    ([name]) => systemNames.includes("All") || systemNames.includes(name),
  );
  return {
    MessageId: message.id,
    ReceiptHandle: queue.handleOf(message),
    MD5OfBody: digestOfBody(message.body),
    Body: message.body,
    ...(system.length > 0 && { Attributes: Object.fromEntries(system) }),
    ...(Object.keys(attributes).length > 0 && {
      MessageAttributes: attributes,
      MD5OfMessageAttributes: digestOf(attributes),
    }),
  };
}

/** What SQS itself knows of a message, by the names that receivers ask for. */
export function systemAttributesOf(message: Message): Record<string, string> {
  const { senderId, sent, receiveCount, firstReceived, groupId, sourceArn } = message;
  return {
    SenderId: senderId,
    SentTimestamp: String(sent),
    ApproximateReceiveCount: String(receiveCount),
    ApproximateFirstReceiveTimestamp: String(firstReceived ?? sent),
    ...(groupId !== undefined && { MessageGroupId: groupId }),
    ...(sourceArn !== undefined && { DeadLetterQueueSourceArn: sourceArn }),
    ...textsOf(message.systemAttributes),
  };
}

const textsOf = (attributes: MessageAttributes): Record<string, string> =>
  Object.fromEntries(Object.entries(attributes).map(([name, { StringValue = "" }]) => [name, StringValue]));

/** DeleteMessage. */
export async function deleteMessage(queue: Queue, input: Properties): Promise<object> {
  await queue.delete(required(input, "ReceiptHandle"));
  return {};
}

/** DeleteMessageBatch. */
export const deleteMessageBatch = (queue: Queue, input: Properties): Promise<object> =>
  batch(entriesOf(input), (entry) => deleteMessage(queue, entry));

/** ChangeMessageVisibility. */
export async function changeMessageVisibility(queue: Queue, input: Properties): Promise<object> {
  const handle = required(input, "ReceiptHandle");
  const seconds = numberOf(input, "VisibilityTimeout");
  if (seconds === undefined) throw missing("VisibilityTimeout");
  await queue.changeVisibility(handle, seconds);
  return {};
}

/** ChangeMessageVisibilityBatch. */
export const changeMessageVisibilityBatch = (queue: Queue, input: Properties): Promise<object> =>
  batch(entriesOf(input), (entry) => changeMessageVisibility(queue, entry));
