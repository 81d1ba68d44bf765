import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { Output } from "@pulumi/pulumi";
import type { APIGatewayProxyEvent } from "aws-lambda";
import { cursorOf, limitOf, pageOf, positionOf, takeItems } from "../kit/cursor";
import { instantOf } from "../kit/dates";
import { attempt, documentClient, type Item } from "../kit/documents";
import { byDateOf, eventIdOf, eventRequest, present, readEvent, refusalOf, sequence } from "./record";
import { empty, json, problem, respond } from "../kit/http";
import { createOnce, newId } from "../kit/idempotency";
import { etagOf, existsAsExpected, isCurrent } from "../kit/preconditions";
import { bodyOf } from "../kit/schema";

/** Where events are kept. */
export interface EventsEnvironment {
  table: Output<string>;
}

/** `POST /events`. */
export const createEvent = (env: EventsEnvironment) => () => {
  const documents = documentClient();
  const TableName = env.table.get();
  const body = bodyOf(eventRequest);
  return respond(async (event) => {
    const payload = body(event);
    const id = newId(event);
    const now = new Date();
    const record = {
      ...payload,
      id,
      sequence,
      byDate: byDateOf(payload.date, id),
      // Versions begin at the clock: an event made again under its key never meets a tag of its former life.
      version: now.getTime(),
      createdAt: now.toISOString(),
      updatedAt: now.toISOString(),
    };
    const item = await createOnce(documents, TableName, record, payload);
    return json(201, present(item), { location: `events/${id}`, etag: etagOf(item.version) });
  });
};

/** `GET /events/{id}`. */
export const getEvent = (env: EventsEnvironment) => () => {
  const documents = documentClient();
  const TableName = env.table.get();
  return respond(async (event) => {
    const item = await readEvent(documents, TableName, event);
    const etag = etagOf(item.version);
    return isCurrent(event, etag) ? empty(304, { etag }) : json(200, present(item), { etag });
  });
};

/** Bounds of the index's sort key; an instant begins with a digit. */
const boundOf = (event: APIGatewayProxyEvent, name: "from" | "to", fallback: string): string => {
  const date = event.queryStringParameters?.[name];
  const instant = date === undefined ? fallback : instantOf(date);
  if (instant !== undefined) return instant;
  const detail = `${name}: must be an RFC 3339 date-time (a + in its offset is %2B in a URL)`;
  throw problem(400, "Invalid query parameters", detail);
};

/** Where a page begins; a position outside its query's bounds is one that nobody was given. */
const startOf = (query: string[], cursor: string): Item => {
  const { sort, id } = positionOf(query, cursor);
  const [, from = "", to = ""] = query;
  if (sort < from || sort > to) throw problem(400, "Invalid query parameters", "cursor: is outside of its query");
  return { sequence, byDate: sort, id };
};

/** `GET /events`: soonest first. */
export const listEvents = (env: EventsEnvironment) => () => {
  const documents = documentClient();
  const TableName = env.table.get();
  return respond(async (event) => {
    const limit = limitOf(event);
    const [from, to] = [boundOf(event, "from", "0"), boundOf(event, "to", ":")];
    const query = ["events", from, to];
    const cursor = event.queryStringParameters?.cursor;
    const start = cursor === undefined ? undefined : startOf(query, cursor);
    // DynamoDB refuses bounds in the wrong order.
    if (from > to) return json(200, { items: [] });
    const input = {
      TableName,
      IndexName: "byDate",
      KeyConditionExpression: "#sequence = :sequence AND byDate BETWEEN :from AND :to",
      ExpressionAttributeNames: { "#sequence": "sequence" },
      ExpressionAttributeValues: { ":sequence": sequence, ":from": from, ":to": to },
      ExclusiveStartKey: start,
    };
    const taken = await takeItems(documents, input, limit);
    const cursorAfter = ({ byDate, id }: Item) => cursorOf(query, { sort: byDate, id });
    return json(200, pageOf(taken, limit, present, cursorAfter));
  });
};

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

/** `PUT /events/{id}`: replaces what a client may set. */
export const putEvent = (env: EventsEnvironment) => () => {
  const documents = documentClient();
  const TableName = env.table.get();
  const body = bodyOf(eventRequest);
  return respond(async (event) => {
    const { title, date, description, location } = body(event);
    const id = eventIdOf(event);
    const condition = existsAsExpected(event);
    const attributes = { title, date, description, location, byDate: byDateOf(date, id) };
    const { values, ...update } = replacement({ ...attributes, updatedAt: new Date().toISOString() });
    const command = new UpdateCommand({
      ...update,
      TableName,
      Key: { id },
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
