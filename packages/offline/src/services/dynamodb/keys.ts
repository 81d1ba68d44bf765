import type { Range } from "dynalite/db";

/** What a prefix covers: keys are ASCII, and no table or index name holds a `~`. */
export const within = (prefix: string): Range => ({ gte: prefix, lt: `${prefix}\x7f` });

/** The prefixes of what is kept; the first four are dynalite's. */
export const prefixes = {
  table: "table~",
  item: (table: string) => `item-${table}~`,
  index: (type: string, table: string, index: string) => `index-${type.toLowerCase()}~${table}~${index}~`,
  tag: (table: string) => `tag-${table}~`,
  timeToLive: "ttl~",
  transaction: "transaction~",
  recovery: "recovery~",
  export: "export~",
  stream: (table: string) => `stream~${table}~`,
  /** How many entries a table and its indexes have. */
  count: "count~",
  /** The format of everything else. */
  format: "format~",
};
