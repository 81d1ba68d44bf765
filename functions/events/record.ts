import { type DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import type { APIGatewayProxyEvent } from "aws-lambda";
import type { FromSchema } from "json-schema-to-ts";
import { instantOf } from "../kit/dates";
import type { Conflict, Item } from "../kit/documents";
import { problem } from "../kit/http";

/** An event's id as this program makes them: a UUID, or a hash. */
export const eventId = /^[0-9a-f-]{32,36}$/;

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
export type EventRequest = FromSchema<typeof eventRequest>;

/** An event, as every route answers it. */
export const eventAnswer = {
  title: "Event",
  type: "object",
  properties: {
    id: { type: "string", pattern: eventId.source, description: "Names the event in addresses" },
    ...clientProperties,
    imageUrl: { type: "string", description: "Where its image is, relative to the API's base; missing without one" },
    createdAt: { type: "string", format: "date-time", description: "When it was made" },
    updatedAt: { type: "string", format: "date-time", description: "When it last changed, its image included" },
  },
  required: ["id", "title", "date", "createdAt", "updatedAt"],
} as const;

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
  if (instant === undefined) throw problem(400, "Invalid request body", "/date: must be an RFC 3339 date-time");
  return `${instant}#${id}`;
};

const notFound = () => problem(404, "Event not found");

/** The path's event id; one of another form can't exist. */
export const eventIdOf = (event: APIGatewayProxyEvent): string => {
  const id = event.pathParameters?.id ?? "";
  if (!eventId.test(id)) throw notFound();
  return id;
};

/** The record of the path's event, read from the table itself: an index may be behind. */
export const readEvent = async (
  documents: DynamoDBDocumentClient,
  TableName: string,
  event: APIGatewayProxyEvent,
): Promise<Item> => {
  const Key = { id: eventIdOf(event) };
  const { Item } = await documents.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
  if (!Item) throw notFound();
  return Item;
};

/** Why a conditional write on an event did not happen. */
export const refusalOf = ({ item }: Conflict) =>
  item ? problem(412, "Event has changed", "If-Match names no version of the event as it stands") : notFound();
