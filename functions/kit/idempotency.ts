import { createHash, randomUUID } from "node:crypto";
import { type DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import type { APIGatewayProxyEvent } from "aws-lambda";
import { callerOf } from "./caller";
import { attempt, type Item } from "./documents";
import type { Answer, Parameter } from "./endpoint";
import { problem } from "./errors";

/** What makes repeating a POST safe. */
export const idempotencyKey = {
  description: "Makes repeating the request safe: of all requests with one key and one body, one makes something",
  schema: { type: "string", pattern: "^[!-~]{1,128}$" },
  form: "1 to 128 visible ASCII characters",
  refusal: { status: 400, title: "Invalid Idempotency-Key" },
  example: "8f14e45f-ceea-467f-a9d5-1c6a7d1b2c3d",
} as const satisfies Parameter;

/** What a POST answers to a known key with another payload. */
export const usedForAnotherPayload: Answer = {
  description: "The Idempotency-Key was used for another payload",
  problems: { "Idempotency-Key was used for another payload": "" },
};

const hashOf = (value: unknown): string => createHash("sha256").update(JSON.stringify(value)).digest("hex");

/**
 * The id of what a POST makes: random, or with an `Idempotency-Key` the same for the same caller, route and
 * idempotency key, which makes the item itself the memory of its request.
 */
export const newId = (event: APIGatewayProxyEvent, key: string | undefined): string => {
  if (key === undefined) return randomUUID();
  return hashOf([callerOf(event), event.httpMethod, event.resource, key]).slice(0, 32);
};

/**
 * Stores a new item by one conditional put.
 *
 * @param payload the request's body, as checked; the order of its fields does not matter
 * @returns the item as it now stands: this one, or the one that the same request made before
 * @throws a 422 when the id stands for another payload
 */
export const createOnce = async (
  documents: DynamoDBDocumentClient,
  TableName: string,
  item: Item,
  payload: Record<string, string | undefined>,
): Promise<Item> => {
  const payloadHash = hashOf(Object.entries(payload).sort());
  const put = new PutCommand({
    TableName,
    Item: { ...item, payloadHash },
    ConditionExpression: "attribute_not_exists(id)",
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  });
  const outcome = await attempt(documents.send(put));
  if ("done" in outcome) return item;
  const existing = outcome.conflict.item;
  if (existing?.payloadHash === payloadHash) return existing;
  throw problem(422, "Idempotency-Key was used for another payload");
};
