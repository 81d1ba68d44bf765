import { isRecord } from "../../is-record";
import { parseJson } from "../../parse-json";
import { type MessageAttributes, messageBytes } from "../../protocol/message-attributes";
import { AwsError, notImplemented } from "../../protocol/service";
import { listOf, type Parameters, textOf } from "../../protocol/query";
import { invalid } from "./errors";
import { limits } from "./limits";
import { readAttributes } from "./message-attributes";
import type { Draft } from "./topics";

/** What SNS takes as a subject: ASCII without control characters that begins with no space. */
const subjects = /^[!-~][ -~]*$/;

/**
 * The message of a Publish, or of an entry of a PublishBatch
 * (https://docs.aws.amazon.com/sns/latest/api/API_Publish.html).
 *
 * @throws AwsError InvalidParameter, or ParameterValueInvalid for an attribute
 */
export function draftOf(input: Parameters): Draft {
  const message = textOf(input, "Message") ?? "";
  if (message === "") throw invalid("Empty message");
  const draft = {
    subject: subjectOf(textOf(input, "Subject")),
    messages: messagesOf(message, textOf(input, "MessageStructure")),
    attributes: readAttributes(input),
  };
  checkSize(message, draft.attributes);
  return draft;
}

/** @throws AwsError InvalidParameter for a message that is too long with its attributes */
export function checkSize(body: string, attributes: MessageAttributes): void {
  if (messageBytes({ body, attributes }) > limits.messageBytes) throw invalid("Message too long");
}

/** @throws AwsError InvalidParameter */
function subjectOf(subject: string | undefined): string | undefined {
  if (subject === undefined || (subjects.test(subject) && subject.length <= limits.subjectLength)) return subject;
  throw invalid("Subject");
}

/** One message for all; or, as JSON, one for each protocol. */
function messagesOf(message: string, structure: string | undefined): Record<string, string> {
  if (structure === undefined || structure === "") return { default: message };
  if (structure !== "json") throw invalid("Invalid message structure. Must be json");
  const given = parseJson(message);
  if (!isRecord(given)) throw invalid("Message Structure - JSON message body failed to parse");
  if (typeof given.default !== "string") throw invalid("Message Structure - No default entry in JSON message body");
  // What is no text is nobody's message.
  const texts = Object.entries(given).flatMap(([protocol, text]) =>
    typeof text === "string" ? [[protocol, text]] : [],
  );
  return Object.fromEntries(texts);
}

/** A message of a batch. */
interface Entry {
  id: string;
  draft: Draft;
}

const entryMembers = new Set(["Id", "Message", "Subject", "MessageStructure", "MessageAttributes"]);

/**
 * The messages of a PublishBatch. What is wrong with one of them refuses all, as on AWS.
 *
 * @throws AwsError
 */
export function entriesOf(input: Parameters): Entry[] {
  const { PublishBatchRequestEntries: given = {} } = input;
  const members = (typeof given === "object" ? listOf(given, "member") : []).map((one) =>
    typeof one === "object" ? one : {},
  );
  checkIds(members.map((entry) => textOf(entry, "Id") ?? ""));
  const bytes = members.reduce(
    (sum, entry) => sum + messageBytes({ body: textOf(entry, "Message") ?? "", attributes: readAttributes(entry) }),
    0,
  );
  if (bytes > limits.messageBytes)
    throw new AwsError("BatchRequestTooLong", "The length of all the messages put together is more than the limit.");
  return members.map((entry) => {
    const unknown = Object.keys(entry).find((name) => !entryMembers.has(name));
    if (unknown !== undefined) throw notImplemented("sns", `PublishBatch with ${unknown}`);
    return { id: textOf(entry, "Id") ?? "", draft: draftOf(entry) };
  });
}

const entryId = /^[\w-]{1,80}$/;

function checkIds(ids: string[]): void {
  if (ids.length === 0) throw new AwsError("EmptyBatchRequest", "The batch request doesn't contain any entries.");
  if (ids.length > limits.batchEntries)
    throw new AwsError("TooManyEntriesInBatchRequest", "The batch request contains more entries than permissible.");
  if (!ids.every((id) => entryId.test(id)))
    throw new AwsError(
      "InvalidBatchEntryId",
      "The Id of a batch entry in a batch request doesn't abide by the specification.",
    );
  if (new Set(ids).size < ids.length)
    throw new AwsError("BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id.");
}
