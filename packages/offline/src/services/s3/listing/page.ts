import { compareKeys, type SortedKeys } from "../store/sorted-keys";

/** Where a listing goes on: after a key, or after every key of a group. */
export interface Position {
  after: string;
  group: boolean;
}

export interface PageQuery {
  prefix: string;
  /** Empty for a listing without groups. */
  delimiter: string;
  from?: Position;
  /** Most entries; a group counts as one. */
  size: number;
}

export interface Page {
  keys: string[];
  /** S3's common prefixes: what keys begin with up to the delimiter. */
  groups: string[];
  /** Where the next page begins; undefined on the last page. */
  next?: Position;
}

/** One page of a bucket's keys. */
export function readPage(keys: SortedKeys, { prefix, delimiter, from, size }: PageQuery): Page {
  const page: Page = { keys: [], groups: [] };
  let last: Position | undefined;
  let index = Math.max(
    keys.firstNot((key) => compareKeys(key, prefix) < 0),
    from ? indexAfter(keys, from) : 0,
  );
  for (let count = 0; count <= size; count++) {
    const key = keys.at(index);
    if (key === undefined || !key.startsWith(prefix)) return page;
    if (count === size) break;
    const group = groupOf(key, prefix, delimiter);
    (group === undefined ? page.keys : page.groups).push(group ?? key);
    last = { after: group ?? key, group: group !== undefined };
    index = indexAfter(keys, last);
  }
  return { ...page, next: last };
}

/** A group's keys follow each other, right after where the group's own name would stand. */
export const indexAfter = (keys: SortedKeys, { after, group }: Position): number =>
  keys.firstNot((key) => compareKeys(key, after) <= 0 || (group && key.startsWith(after)));

/** What a key begins with up to the delimiter, if that follows the prefix. */
export function groupOf(key: string, prefix: string, delimiter: string): string | undefined {
  const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
  return end < 0 ? undefined : key.slice(0, end + delimiter.length);
}

/** A continuation token: opaque to clients, complete in itself, so that it outlives a restart. */
export const writeToken = ({ after, group }: Position): string =>
  Buffer.from(`${group ? "g" : "k"}${after}`).toString("base64url");

/** Returns undefined for a token that no listing issued. */
export function readToken(token: string): Position | undefined {
  const text = Buffer.from(token, "base64url").toString("utf8");
  const position = { after: text.slice(1), group: text.startsWith("g") };
  return /^[gk]/.test(text) && writeToken(position) === token ? position : undefined;
}
