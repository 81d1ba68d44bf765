import { type DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import type { Output } from "@pulumi/pulumi";
import type { FromSchema } from "json-schema-to-ts";
import { instantOf } from "../kit/dates";
import type { Conflict, Item } from "../kit/documents";
import type { Answer, Parameter, Tag } from "../kit/endpoint";
import { problem } from "../kit/errors";

/** The chapter of events and their images. */
export const tag: Tag = { name: "Events", description: "Events, in the order of time, each perhaps with an image." };

/** Where events are kept. */
export interface EventsEnvironment {
  table: Output<string>;
}

/** An event's id as this program makes them: a UUID, or a hash. */
const idPattern = "^[0-9a-f-]{32,36}$";

const clientProperties = {
  title: { type: "string", minLength: 1, maxLength: 200, description: "What it is called" },
  date: {
    type: "string",
    format: "date-time",
    minLength: 1,
    maxLength: 64,
    description: "When it begins: an RFC 3339 date-time, returned as given",
  },
  description: { type: "string", maxLength: 5000, description: "What it is about" },
  location: { type: "string", maxLength: 200, description: "Where it takes place" },
} as const;

/** What a client sets of an event: the body of `POST /events` and `PUT /events/{id}`. */
export const eventRequest = {
  title: "EventRequest",
  type: "object",
  properties: clientProperties,
  required: ["title", "date"],
  additionalProperties: false,
} as const;

/** An event, as every route answers it. */
export const eventAnswer = {
  title: "Event",
  type: "object",
  properties: {
    id: { type: "string", pattern: idPattern, description: "Names the event in addresses" },
    ...clientProperties,
    imageUrl: { type: "string", description: "Where its image is, relative to the API's base; missing without one" },
    createdAt: { type: "string", format: "date-time", description: "When it was made" },
    updatedAt: { type: "string", format: "date-time", description: "When it last changed, its image included" },
  },
  required: ["id", "title", "date", "createdAt", "updatedAt"],
} as const;

/** An event as a client sends it. */
export const requestExample: FromSchema<typeof eventRequest> = {
  title: "Hackathon Serverless",
  date: "2026-03-15T09:00:00Z",
  description: "Initiation AWS Lambda",
  location: "Campus Numérique",
};

const idExample = "0b9c5f3e-6a1d-4c58-9a55-3f7f0c1f2a4d";

/** The same event as it is answered. */
export const answerExample: FromSchema<typeof eventAnswer> = {
  id: idExample,
  ...requestExample,
  imageUrl: `events/${idExample}/image`,
  createdAt: "2026-03-01T09:00:00.000Z",
  updatedAt: "2026-03-01T09:00:00.000Z",
};

/** The event in a path; one whose id has another form cannot exist. */
export const eventId = {
  description: "The event's id",
  schema: { type: "string", pattern: idPattern },
  refusal: { status: 404, title: "Event not found" },
  example: idExample,
} as const satisfies Parameter;

/** What a client does with an event it has. */
const byId = { id: "$response.body#/id" };
const withVersion = { ...byId, "If-Match": "$response.header.ETag" };

/** What may follow an answer that is an event. */
export const eventLinks = {
  getEvent: byId,
  putEvent: withVersion,
  deleteEvent: withVersion,
  createUploadUrl: byId,
  getUploadUrl: byId,
  getImage: byId,
};

/** What is answered where there is no such event. */
export const eventMissing: Answer = { description: "Event not found" };

const changed = { title: "Event has changed", detail: "If-Match names no version of the event as it stands" };

/** What is answered to a write on another version. */
export const eventChanged: Answer = {
  description: "The event has changed: its ETag is none of If-Match",
  problems: { [changed.title]: changed.detail },
};

const wrongDate = "/date: must be an RFC 3339 date-time";

/** How a body that is no event is refused, for example. */
export const wrongBody = { "Invalid request body": wrongDate };

/** The one value of the partition key of index `byDate`: all events are one sequence. */
export const sequence = "events";

/** An event's answer, from its record. */
export const present = ({ id, title, date, description, location, imageKey, createdAt, updatedAt }: Item) => ({
  id,
  title,
  date,
  description,
  location,
  imageUrl: imageKey && `events/${id}/image`,
  createdAt,
  updatedAt,
});

/**
 * The sort key of index `byDate`: the id makes the order total. Instants are digits, so that a bound without an id comes
 * before every event of its instant and after all before it.
 *
 * @throws a 400 when the date is no date-time
 */
export const byDateOf = (date: string, id: string): string => {
  const instant = instantOf(date);
  if (instant === undefined) throw problem(400, "Invalid request body", wrongDate);
  return `${instant}#${id}`;
};

const notFound = () => problem(404, "Event not found");

/**
 * An event's record, read from the table itself: an index may be behind.
 *
 * @param isConsistent whether it must be the last one written; that takes twice the table's read units
 */
export const readEvent = async (
  documents: DynamoDBDocumentClient,
  TableName: string,
  id: string,
  isConsistent = true,
): Promise<Item> => {
  const { Item } = await documents.send(new GetCommand({ TableName, Key: { id }, ConsistentRead: isConsistent }));
  if (!Item) throw notFound();
  return Item;
};

/** Why a conditional write on an event did not happen. */
export const refusalOf = ({ item }: Conflict) => (item ? problem(412, changed.title, changed.detail) : notFound());
