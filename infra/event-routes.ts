import { eventAnswer, eventRequest } from "../functions/events/record";
import { outOfCapacity } from "./answers";
import type { Route } from "./api/api";
import { event, eventBody } from "./event-examples";
import { eventIdPath, eventMissing, eventTag as tag } from "./event-parts";
import { createUploadUrl, getImage, getUploadUrl } from "./image-routes";
import type { LambdaFunction } from "./blocks/lambda";
import type { Answer, Operation } from "./api/openapi";
import { header, idempotencyKey, pageParameters, query } from "./parameters";
import { pageSchema } from "./schemas";

/** The functions that serve events, by their route. */
export type EventFunctions = Record<
  "create" | "list" | "get" | "put" | "delete" | "createUploadUrl" | "getUploadUrl" | "getImage",
  LambdaFunction
>;

const ifMatch = header("If-Match", "ETags of the versions that may be changed", { example: event.etag });
const dateTime = { schema: { type: "string", format: "date-time" }, example: "2026-01-01T00:00:00Z" } as const;

const wrongBody = { "Invalid request body": "/date: must be an RFC 3339 date-time" };
const wrongQuery = { "Invalid query parameters": "limit: must be a whole number from 1 to 100" };
const wrongIfMatch = { "Invalid If-Match": "it names more than 100 versions" };
const changed: Answer = {
  description: "The event has changed: its ETag is none of If-Match",
  problems: { "Event has changed": "If-Match names no version of the event as it stands" },
};

/** What a client does with an event it has. */
const byId = { id: "$response.body#/id" };
const withVersion = { ...byId, "If-Match": "$response.header.ETag" };
const links = {
  getEvent: byId,
  putEvent: withVersion,
  deleteEvent: withVersion,
  createUploadUrl: byId,
  getUploadUrl: byId,
  getImage: byId,
};

const list: Operation = {
  method: "GET",
  path: "/events",
  id: "listEvents",
  tag,
  summary: "List events, soonest first",
  description: "A page may be shorter than `limit` only at the end.",
  parameters: [
    ...pageParameters,
    query("from", false, "When the list begins, included", dateTime),
    query("to", false, "When the list ends, excluded", {
      ...dateTime,
      example: "2027-01-01T00:00:00Z",
    }),
  ],
  responses: {
    200: {
      description: "A page",
      schema: pageSchema("EventPage", eventAnswer),
      example: { items: [event.body] },
      links: {
        listEvents: { cursor: "$response.body#/nextCursor", from: "$request.query.from", to: "$request.query.to" },
      },
    },
    400: { description: "Malformed query, or a cursor that was not issued for it", problems: wrongQuery },
    503: outOfCapacity,
  },
};

const create: Operation = {
  method: "POST",
  path: "/events",
  id: "createEvent",
  tag,
  summary: "Make an event",
  description: "A repeated request with the same `Idempotency-Key` answers the event as it now stands.",
  parameters: [idempotencyKey],
  body: eventRequest,
  example: eventBody,
  responses: {
    201: { description: "The event", schema: eventAnswer, headers: ["ETag", "Location"], example: event.body, links },
    400: {
      description: "Malformed event or key",
      problems: {
        ...wrongBody,
        "Invalid Idempotency-Key": "Idempotency-Key must be 1 to 128 visible ASCII characters",
      },
    },
    422: {
      description: "The Idempotency-Key was used for another payload",
      problems: { "Idempotency-Key was used for another payload": "" },
    },
    503: outOfCapacity,
  },
};

const get: Operation = {
  method: "GET",
  path: "/events/{id}",
  id: "getEvent",
  tag,
  summary: "Read an event",
  parameters: [
    eventIdPath,
    header("If-None-Match", "ETags of the versions that the client has", { example: event.etag }),
  ],
  responses: {
    200: { description: "The event", schema: eventAnswer, headers: ["ETag"], example: event.body, links },
    304: { description: "The client has it", headers: ["ETag"] },
    404: eventMissing,
    503: outOfCapacity,
  },
};

const put: Operation = {
  method: "PUT",
  path: "/events/{id}",
  id: "putEvent",
  tag,
  summary: "Change an event; its image stays",
  description:
    "Replaces what a client may set: an optional field that is not sent is gone. Of parallel requests with one ETag in `If-Match` exactly one succeeds.",
  parameters: [eventIdPath, ifMatch],
  body: eventRequest,
  example: eventBody,
  responses: {
    200: { description: "The event", schema: eventAnswer, headers: ["ETag"], example: event.body, links },
    400: { description: "Malformed event or If-Match", problems: { ...wrongBody, ...wrongIfMatch } },
    404: eventMissing,
    412: changed,
    503: outOfCapacity,
  },
};

const remove: Operation = {
  method: "DELETE",
  path: "/events/{id}",
  id: "deleteEvent",
  tag,
  summary: "Delete an event and its images",
  parameters: [eventIdPath, ifMatch],
  responses: {
    204: { description: "Deleted" },
    400: { description: "Malformed If-Match", problems: wrongIfMatch },
    404: eventMissing,
    412: changed,
    503: outOfCapacity,
  },
};

/** The routes of events, each with its function. */
export const eventRoutes = (functions: EventFunctions): Route[] => [
  { ...create, handler: functions.create },
  { ...list, handler: functions.list },
  { ...get, handler: functions.get },
  { ...put, handler: functions.put },
  { ...remove, handler: functions.delete },
  { ...createUploadUrl, handler: functions.createUploadUrl },
  { ...getUploadUrl, handler: functions.getUploadUrl },
  { ...getImage, handler: functions.getImage },
];
