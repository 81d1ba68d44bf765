import { createHash } from "node:crypto";
import { type DynamoDBDocumentClient, QueryCommand, type QueryCommandInput } from "@aws-sdk/lib-dynamodb";
import type { Item } from "./documents";
import type { Parameter } from "./endpoint";
import { problem } from "./errors";

/** What pages of a list take. */
export const pageParameters = {
  limit: {
    description: "How many items a page has at most",
    schema: { type: "integer", minimum: 1, maximum: 100, default: 20 },
    example: 5,
  },
  cursor: {
    description: "Where the page begins: `nextCursor` of the page before, with the same query",
    schema: { type: "string", maxLength: 512 },
  },
} as const satisfies Record<string, Parameter>;

/** Where a page ended: the index's sort key and the item's id. */
export interface Position {
  sort: string;
  id: string;
}

/**
 * An opaque position in the answer to one query. It carries a hash of both: closures can hold no secret, and none is
 * needed, since a position opens nothing that its query does not.
 */
export const cursorOf = (query: string[], { sort, id }: Position): string => {
  const digest = createHash("sha256")
    .update(JSON.stringify([query, sort, id]))
    .digest("base64url")
    .slice(0, 22);
  return Buffer.from(JSON.stringify([sort, id, digest])).toString("base64url");
};

const parse = (cursor: string): unknown => {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

/** @throws a 400 unless the cursor is, to the letter, one that {@link cursorOf} makes for this query */
export const positionOf = (query: string[], cursor: string): Position => {
  const content = parse(cursor);
  const [sort, id]: unknown[] = Array.isArray(content) ? content : [];
  if (typeof sort === "string" && sort !== "" && typeof id === "string" && id !== "") {
    // Base64 has many spellings for one content; only ours comes back from encoding it again.
    if (cursorOf(query, { sort, id }) === cursor) return { sort, id };
  }
  throw problem(400, "Invalid query parameters", "cursor: was not issued for this query");
};

/**
 * Items until there are `limit`, or none are left: DynamoDB ends a page at one megabyte, or for no reason at all.
 *
 * @returns one item more than `limit` where the query goes on
 */
export const takeItems = async (documents: DynamoDBDocumentClient, query: QueryCommandInput, limit: number) => {
  const items: Item[] = [];
  let start = query.ExclusiveStartKey;
  do {
    const page = new QueryCommand({ ...query, Limit: limit + 1 - items.length, ExclusiveStartKey: start });
    const { Items = [], LastEvaluatedKey } = await documents.send(page);
    items.push(...Items);
    start = LastEvaluatedKey;
  } while (start !== undefined && items.length <= limit);
  return items;
};

/** A page's answer, from what {@link takeItems} took. */
export const pageOf = <T>(
  taken: Item[],
  limit: number,
  present: (item: Item) => T,
  cursor: (last: Item) => string,
): { items: T[]; nextCursor?: string } => {
  const items = taken.slice(0, limit);
  const last = items.at(-1);
  return { items: items.map(present), nextCursor: last && taken.length > limit ? cursor(last) : undefined };
};
