import type { JsonInput } from "../../../protocol/json";
import { invalidParameter } from "../errors";
import { numberIn, read } from "./input";

/** What operations call the size of a page and the next one's token, and how many fit at most. */
export const pageMembers = {
  users: { size: "Limit", token: "PaginationToken", most: 60 },
  groups: { size: "Limit", token: "NextToken", most: 60 },
  all: { size: "MaxResults", token: "NextToken", most: 60 },
} as const;

/** A page of a list, which a token goes on from. */
export function pageOf<Item>(
  items: readonly Item[],
  input: JsonInput,
  { size, token, most }: (typeof pageMembers)[keyof typeof pageMembers],
): { items: Item[]; next: string | undefined } {
  const count = numberIn(input, size) ?? most;
  if (count < 1 || count > most) throw invalidParameter(`${size} must be from 1 to ${most}`);
  const given = read.optionalText(input, token);
  const start = given === undefined ? 0 : Number(Buffer.from(given, "base64url").toString());
  if (!Number.isInteger(start) || start < 0) throw invalidParameter("Invalid pagination token");
  const end = start + count;
  return {
    items: items.slice(start, end),
    next: end < items.length ? Buffer.from(String(end)).toString("base64url") : undefined,
  };
}
