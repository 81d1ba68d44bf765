import { documentClient } from "../kit/documents";
import { endpoint, outOfCapacity, unsupportedCharset } from "../kit/endpoint";
import { json, respond } from "../kit/http";
import { createOnce, idempotencyKey, newId, usedForAnotherPayload } from "../kit/idempotency";
import { inputOf, readerOf } from "../kit/input";
import { etagOf } from "../kit/preconditions";
import {
  answerExample,
  byDateOf,
  eventAnswer,
  eventLinks,
  eventRequest,
  type EventsEnvironment,
  present,
  requestExample,
  sequence,
  tag,
  wrongBody,
} from "./record";

/** `POST /events`. */
export const createEvent = endpoint({
  method: "POST",
  path: "/events",
  id: "createEvent",
  tag,
  summary: "Make an event",
  description: "A repeated request with the same `Idempotency-Key` answers the event as it now stands.",
  parameters: { headers: { "Idempotency-Key": idempotencyKey } },
  body: eventRequest,
  example: requestExample,
  answers: {
    201: {
      description: "The event",
      schema: eventAnswer,
      headers: ["ETag", "Location"],
      example: answerExample,
      links: eventLinks,
    },
    400: { description: "Malformed event or key", problems: wrongBody },
    422: usedForAnotherPayload,
    415: unsupportedCharset,
    503: outOfCapacity,
  },
});

const input = inputOf(createEvent);

/** Makes an event, once for each idempotency key. */
export const createEventHandler = (env: EventsEnvironment) => () => {
  const documents = documentClient();
  const TableName = env.table.get();
  const read = readerOf(input);
  return respond(async (event) => {
    const { body, headers } = read(event);
    const id = newId(event, headers["Idempotency-Key"]);
    const now = new Date();
    const record = {
      ...body,
      id,
      sequence,
      byDate: byDateOf(body.date, id),
      // Versions begin at the clock: an event made again under its key never meets a tag of its former life.
      version: now.getTime(),
      createdAt: now.toISOString(),
      updatedAt: now.toISOString(),
    };
    const item = await createOnce(documents, TableName, record, body);
    return json(201, present(item), { location: `events/${id}`, etag: etagOf(item.version) });
  });
};
