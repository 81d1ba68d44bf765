import type { Write } from "dynalite/db";
import { membersOf } from "../../is-record";
import type { ItemChange } from "./streams/record";

/** How a write changes the number of entries under a prefix. */
export interface Growth {
  table: string;
  prefix: string;
  by: 1 | -1;
}

/** A write that tells what it adds or removes; one that replaces an entry, or is not counted, tells nothing. */
export type CountedWrite = Write & {
  growth?: Growth;
  /** What it does to an item of a table with a stream. */
  change?: ItemChange;
};

/** How many entries a table and each of its indexes have, by prefix. */
export type TableCounts = Readonly<Record<string, number>>;

/** Counts as they were stored. */
export const readCounts = (value: unknown): TableCounts =>
  Object.fromEntries(
    Object.entries(membersOf(value)).filter((entry): entry is [string, number] => typeof entry[1] === "number"),
  );

/** The table that a counted prefix belongs to; undefined for a prefix that is not counted. */
export const tableOfPrefix = (prefix: string): string | undefined => /^(?:item-|index-\w+~)([^~]+)~/.exec(prefix)?.[1];

/** The counted prefix that a key lies under, if there is one: no table's or index's name holds a `~`. */
export const prefixOfKey = (key: string): string | undefined =>
  /^(?:item-[^~]+~|index-\w+~[^~]+~[^~]+~)/.exec(key)?.[0];

/**
 * How many entries there are, by table. The counts are stored with what they count, in one write: an entry that has gone
 * without being deleted is noticed.
 */
export class Counts {
  private readonly byTable = new Map<string, TableCounts>();

  get(table: string): TableCounts {
    return this.byTable.get(table) ?? {};
  }

  set(table: string, counts: TableCounts): void {
    this.byTable.set(table, counts);
  }

  /** The counts of those tables that writes change, as they are when all these writes are true. */
  after(groups: readonly { writes: readonly CountedWrite[] }[]): Map<string, TableCounts> {
    const changed = new Map<string, Record<string, number>>();
    for (const { writes } of groups)
      for (const { growth } of writes) {
        if (!growth) continue;
        const { table, prefix, by } = growth;
        let counts = changed.get(table);
        if (!counts) changed.set(table, (counts = { ...this.get(table) }));
        counts[prefix] = (counts[prefix] ?? 0) + by;
      }
    return changed;
  }

  /** The counts of the tables that have something under a prefix, without that. */
  without(prefix: string): Map<string, TableCounts> {
    const table = tableOfPrefix(prefix);
    if (table === undefined) return new Map();
    const left = Object.entries(this.get(table)).filter(([counted]) => !counted.startsWith(prefix));
    return new Map([[table, Object.fromEntries(left)]]);
  }
}
