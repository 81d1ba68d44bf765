import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { attempt, documentClient } from "../kit/documents";
import { endpoint, outOfCapacity, unsupportedCharset } from "../kit/endpoint";
import { json, respond } from "../kit/http";
import { inputOf, readerOf } from "../kit/input";
import { etagOf, existsAsExpected, ifMatch, wrongIfMatch } from "../kit/preconditions";
import {
  answerExample,
  byDateOf,
  eventAnswer,
  eventChanged,
  eventId,
  eventLinks,
  eventMissing,
  eventRequest,
  type EventsEnvironment,
  present,
  refusalOf,
  requestExample,
  tag,
  wrongBody,
} from "./record";

/** `PUT /events/{id}`. */
export const putEvent = endpoint({
  method: "PUT",
  path: "/events/{id}",
  id: "putEvent",
  tag,
  summary: "Change an event; its image stays",
  description:
    "Replaces what a client may set: an optional field that is not sent is gone. Of parallel requests with one ETag in `If-Match` exactly one succeeds.",
  parameters: { path: { id: eventId }, headers: { "If-Match": ifMatch } },
  body: eventRequest,
  example: requestExample,
  answers: {
    200: {
      description: "The event",
      schema: eventAnswer,
      headers: ["ETag"],
      example: answerExample,
      links: eventLinks,
    },
    400: {
      description: "Malformed event or If-Match",
      problems: { ...wrongBody, [wrongIfMatch.title]: wrongIfMatch.detail },
    },
    404: eventMissing,
    412: eventChanged,
    415: unsupportedCharset,
    503: outOfCapacity,
  },
});

const input = inputOf(putEvent);

/** An update that sets these attributes, removes those that are undefined, and counts the version up. */
const replacement = (attributes: Record<string, string | undefined>) => {
  const names = Object.keys(attributes);
  const isSet = (name: string): boolean => attributes[name] !== undefined;
  const set = names.filter(isSet).map((name) => `#${name} = :${name}`);
  const remove = names.filter((name) => !isSet(name)).map((name) => `#${name}`);
  const expression = `SET ${["version = version + :one", ...set].join(", ")}`;
  return {
    UpdateExpression: remove.length > 0 ? `${expression} REMOVE ${remove.join(", ")}` : expression,
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    values: { ...Object.fromEntries(names.map((name) => [`:${name}`, attributes[name]])), ":one": 1 },
  };
};

/** Replaces what a client may set of an event. */
export const putEventHandler = (env: EventsEnvironment) => () => {
  const documents = documentClient();
  const TableName = env.table.get();
  const read = readerOf(input);
  return respond(async (event) => {
    const { path, headers, body } = read(event);
    const { title, date, description, location } = body;
    const condition = existsAsExpected(headers["If-Match"]);
    const attributes = { title, date, description, location, byDate: byDateOf(date, path.id) };
    const { values, ...update } = replacement({ ...attributes, updatedAt: new Date().toISOString() });
    const command = new UpdateCommand({
      ...update,
      TableName,
      Key: { id: path.id },
      ConditionExpression: condition.expression,
      ExpressionAttributeValues: { ...values, ...condition.values },
      ReturnValues: "ALL_NEW",
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
    const outcome = await attempt(documents.send(command));
    if ("conflict" in outcome) throw refusalOf(outcome.conflict);
    const item = outcome.done.Attributes ?? {};
    return json(200, present(item), { etag: etagOf(item.version) });
  });
};
