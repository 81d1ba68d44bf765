import { documentClient } from "../kit/documents";
import { endpoint, outOfCapacity } from "../kit/endpoint";
import { empty, json, respond } from "../kit/http";
import { inputOf, readerOf } from "../kit/input";
import { etagOf, ifNoneMatch, isCurrent } from "../kit/preconditions";
import {
  answerExample,
  eventAnswer,
  eventId,
  eventLinks,
  eventMissing,
  type EventsEnvironment,
  present,
  readEvent,
  tag,
} from "./record";

/** `GET /events/{id}`. */
export const getEvent = endpoint({
  method: "GET",
  path: "/events/{id}",
  id: "getEvent",
  tag,
  summary: "Read an event",
  parameters: { path: { id: eventId }, headers: { "If-None-Match": ifNoneMatch } },
  answers: {
    200: {
      description: "The event",
      schema: eventAnswer,
      headers: ["ETag"],
      example: answerExample,
      links: eventLinks,
    },
    304: { description: "The client has it", headers: ["ETag"] },
    404: eventMissing,
    503: outOfCapacity,
  },
});

const input = inputOf(getEvent);

/** Answers an event, or that the client has it. */
export const getEventHandler = (env: EventsEnvironment) => () => {
  const documents = documentClient();
  const TableName = env.table.get();
  const read = readerOf(input);
  return respond(async (event) => {
    const { path, headers } = read(event);
    const item = await readEvent(documents, TableName, path.id);
    const etag = etagOf(item.version);
    return isCurrent(headers["If-None-Match"], etag) ? empty(304, { etag }) : json(200, present(item), { etag });
  });
};
