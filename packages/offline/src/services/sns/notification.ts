import type { MessageAttributes } from "../../protocol/message-attributes";
import { parseJson } from "../../parse-json";
import type { Subscription, SubscriptionFilter, SubscriptionProtocol } from "./settings";

/** A message that was published to a topic. */
export interface Notification {
  messageId: string;
  topicArn: string;
  subject?: string;
  /** What is told to whom: by protocol, and by `default` to all others. */
  messages: Record<string, string>;
  attributes: MessageAttributes;
  /** When it was published, in milliseconds since the epoch. */
  published: number;
}

/** What those get that are subscribed by a protocol. */
export const messageFor = ({ messages }: Notification, protocol: SubscriptionProtocol): string =>
  (Object.hasOwn(messages, protocol) ? messages[protocol] : messages.default) ?? "";

/** Whether a subscription wants a message. */
export function isWanted(notification: Notification, { filter, protocol }: Subscription): boolean {
  if (!filter) return true;
  const fields = fieldsOf(notification, filter, protocol);
  return fields !== undefined && filter.accepts(fields);
}

/** What a filter looks at; undefined where there is nothing, and a filter that wants anything is not met. */
function fieldsOf(
  notification: Notification,
  { scope, policy }: SubscriptionFilter,
  protocol: SubscriptionProtocol,
): Record<string, unknown> | undefined {
  if (scope === "MessageBody") return objectIn(messageFor(notification, protocol));
  const attributes = Object.entries(notification.attributes);
  if (attributes.length === 0 && policy.trim() !== "{}") return undefined;
  // Binary attributes are not compared.
  return Object.fromEntries(
    attributes.flatMap(([name, { DataType, StringValue }]) =>
      StringValue === undefined ? [] : [[name, valueOf(DataType, StringValue)]],
    ),
  );
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html */
function valueOf(type: string, text: string): unknown {
  if (/^Number(\.|$)/.test(type)) return Number(text);
  if (type !== "String.Array") return text;
  const list = parseJson(text);
  return Array.isArray(list) ? list : text;
}

function objectIn(text: string): Record<string, unknown> | undefined {
  const value = parseJson(text);
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : undefined;
}
