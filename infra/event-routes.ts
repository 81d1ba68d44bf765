import { eventAnswer, eventRequest } from "../functions/event-record";
import { imageTypes, uploadAnswer, uploadRequest } from "../functions/images";
import type { Route } from "./api";
import type { LambdaFunction } from "./lambda";
import type { Answer, Operation } from "./openapi";
import { header, path, query } from "./parameters";
import { pageSchema } from "./schemas";

/** The functions that serve events, by their route. */
export type EventFunctions = Record<
  "create" | "list" | "get" | "put" | "delete" | "createUploadUrl" | "getUploadUrl" | "getImage",
  LambdaFunction
>;

const id = path("id", "The event's id");
const ifMatch = header("If-Match", "ETags of the versions that may be changed");

const malformed: Answer = { description: "Malformed request" };
const missing: Answer = { description: "Event not found" };
const changed: Answer = { description: "The event has changed: its ETag is none of If-Match" };
const busy: Answer = { description: "Out of capacity; try again after Retry-After", headers: ["Retry-After"] };

const list: Operation = {
  method: "GET",
  path: "/events",
  id: "listEvents",
  summary: "Events, soonest first",
  parameters: [
    query("limit", false, "How many, 1 to 100; 20 by default"),
    query("cursor", false, "nextCursor of the page before, with the same from and to"),
    query("from", false, "RFC 3339 date-time of the first event, included"),
    query("to", false, "RFC 3339 date-time where the list ends, excluded"),
  ],
  responses: {
    200: { description: "A page", schema: pageSchema("EventPage", eventAnswer) },
    400: { description: "Malformed query, or a cursor that was not issued for it" },
    503: busy,
  },
};

const create: Operation = {
  method: "POST",
  path: "/events",
  id: "createEvent",
  summary: "Make an event",
  parameters: [header("Idempotency-Key", "Makes repeating the request safe: 1 to 128 visible ASCII characters")],
  body: eventRequest,
  responses: {
    201: { description: "The event", schema: eventAnswer, headers: ["ETag", "Location"] },
    400: malformed,
    422: { description: "The Idempotency-Key was used for another payload" },
    503: busy,
  },
};

const get: Operation = {
  method: "GET",
  path: "/events/{id}",
  id: "getEvent",
  summary: "Read an event",
  parameters: [id, header("If-None-Match", "ETags of the versions that the client has")],
  responses: {
    200: { description: "The event", schema: eventAnswer, headers: ["ETag"] },
    304: { description: "The client has it", headers: ["ETag"] },
    404: missing,
    503: busy,
  },
};

const put: Operation = {
  method: "PUT",
  path: "/events/{id}",
  id: "putEvent",
  summary: "Change an event; its image stays",
  parameters: [id, ifMatch],
  body: eventRequest,
  responses: {
    200: { description: "The event", schema: eventAnswer, headers: ["ETag"] },
    400: malformed,
    404: missing,
    412: changed,
    503: busy,
  },
};

const remove: Operation = {
  method: "DELETE",
  path: "/events/{id}",
  id: "deleteEvent",
  summary: "Delete an event and its images",
  parameters: [id, ifMatch],
  responses: { 204: { description: "Deleted" }, 400: malformed, 404: missing, 412: changed, 503: busy },
};

const upload = { path: "/events/{id}/upload-url", summary: "An address to send the event's image to" } as const;
const uploadResponses = {
  200: { description: "How to send the image, within 15 minutes", schema: uploadAnswer },
  400: malformed,
  404: missing,
  503: busy,
};

const createUploadUrl: Operation = {
  ...upload,
  method: "POST",
  id: "createUploadUrl",
  parameters: [id],
  body: uploadRequest,
  responses: uploadResponses,
};

const getUploadUrl: Operation = {
  ...upload,
  method: "GET",
  id: "getUploadUrl",
  parameters: [id, query("contentType", false, `${imageTypes.join(", ")}; image/jpeg by default`)],
  responses: uploadResponses,
};

const getImage: Operation = {
  method: "GET",
  path: "/events/{id}/image",
  id: "getImage",
  summary: "The event's image",
  // A page shows it by an <img>, which sends no key.
  keyRequired: false,
  parameters: [id],
  responses: {
    302: { description: "Where the image is, for an hour", headers: ["Location", "Cache-Control"] },
    404: { description: "Event not found, or it has no image" },
    503: busy,
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
