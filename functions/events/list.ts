import { cursorOf, pageOf, pageParameters, positionOf, takeItems } from "../kit/cursor";
import { instantOf } from "../kit/dates";
import { documentClient, type Item } from "../kit/documents";
import { endpoint, outOfCapacity, pageSchema } from "../kit/endpoint";
import { problem } from "../kit/errors";
import { json, respond } from "../kit/http";
import { inputOf, readerOf } from "../kit/input";
import { answerExample, eventAnswer, type EventsEnvironment, present, sequence, tag } from "./record";

const dateTime = { type: "string", format: "date-time" } as const;

/** `GET /events`. */
export const listEvents = endpoint({
  method: "GET",
  path: "/events",
  id: "listEvents",
  tag,
  summary: "List events, soonest first",
  description: "A page may be shorter than `limit` only at the end.",
  parameters: {
    query: {
      ...pageParameters,
      from: { description: "When the list begins, included", schema: dateTime, example: "2026-01-01T00:00:00Z" },
      to: { description: "When the list ends, excluded", schema: dateTime, example: "2027-01-01T00:00:00Z" },
    },
  },
  answers: {
    200: {
      description: "A page",
      schema: pageSchema("EventPage", eventAnswer),
      example: { items: [answerExample] },
      links: {
        listEvents: { cursor: "$response.body#/nextCursor", from: "$request.query.from", to: "$request.query.to" },
      },
    },
    400: { description: "Malformed query, or a cursor that was not issued for it" },
    503: outOfCapacity,
  },
});

const input = inputOf(listEvents);

/** A bound of the index's sort key. */
const boundOf = (date: string | undefined, fallback: string): string =>
  (date === undefined ? undefined : instantOf(date)) ?? fallback;

/** Where a page begins; a position outside its query's bounds is one that nobody was given. */
const startOf = (query: string[], cursor: string): Item => {
  const { sort, id } = positionOf(query, cursor);
  const [, from = "", to = ""] = query;
  if (sort < from || sort > to) throw problem(400, "Invalid query parameters", "cursor: is outside of its query");
  return { sequence, byDate: sort, id };
};

/** Answers a page of the events between two instants. */
export const listEventsHandler = (env: EventsEnvironment) => () => {
  const documents = documentClient();
  const TableName = env.table.get();
  const read = readerOf(input);
  return respond(async (event) => {
    const { limit, cursor, ...range } = read(event).query;
    // Instants begin with a digit: these are before and after all of them.
    const [from, to] = [boundOf(range.from, "0"), boundOf(range.to, ":")];
    const query = ["events", from, to];
    const start = cursor === undefined ? undefined : startOf(query, cursor);
    // DynamoDB refuses bounds in the wrong order.
    if (from > to) return json(200, { items: [] });
    const page = {
      TableName,
      IndexName: "byDate",
      KeyConditionExpression: "#sequence = :sequence AND byDate BETWEEN :from AND :to",
      ExpressionAttributeNames: { "#sequence": "sequence" },
      ExpressionAttributeValues: { ":sequence": sequence, ":from": from, ":to": to },
      ExclusiveStartKey: start,
    };
    const taken = await takeItems(documents, page, limit);
    const cursorAfter = ({ byDate, id }: Item) => cursorOf(query, { sort: byDate, id });
    return json(200, pageOf(taken, limit, present, cursorAfter));
  });
};
