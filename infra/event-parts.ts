import { eventId } from "../functions/events/record";
import { event } from "./event-examples";
import type { Answer, Tag } from "./api/openapi";
import { path } from "./parameters";

/** The chapter of events and their images. */
export const eventTag: Tag = {
  name: "Events",
  description: "Events, in the order of time, each perhaps with an image.",
};

/** The event in a path. */
export const eventIdPath = path("id", "The event's id", {
  schema: { type: "string", pattern: eventId.source },
  example: event.id,
});

export const eventMissing: Answer = { description: "Event not found" };
