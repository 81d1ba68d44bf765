import { isRecord } from "../../is-record";
import { prefixOfKey, readCounts, type TableCounts, tableOfPrefix } from "./counts";
import { prefixes } from "./keys";
import type { Level } from "./level";
import { decode, decodeOld, encode, isWhole } from "./values";

/** What a walk through the whole store has found. */
export interface Survey {
  /** Keys whose values are not what was stored. */
  damaged: string[];
  /** Keys whose values a version before has stored, without a checksum. */
  old: string[];
  /** How many entries each table and index has, by prefix; damaged ones are none. */
  found: Map<string, number>;
  /** How many they had, by table. */
  counts: Map<string, TableCounts>;
  /** Tables that are not about to be deleted. */
  tables: Set<string>;
  isEmpty: boolean;
}

/** Walks through the store and verifies every value: a thousand take one or two milliseconds. */
export async function survey(level: Level): Promise<Survey> {
  const found: Survey = {
    damaged: [],
    old: [],
    found: new Map(),
    counts: new Map(),
    tables: new Set(),
    isEmpty: true,
  };
  const cursor = level.iterator({ highWaterMarkBytes: 1024 * 1024, fillCache: false });
  // Keys come in order, so one prefix holds for many of them.
  let prefix: string | undefined;
  let tally = 0;
  const note = () => prefix !== undefined && found.found.set(prefix, tally);
  try {
    for (let entries = await cursor.nextv(1000); entries.length > 0; entries = await cursor.nextv(1000))
      for (const [key, stored] of entries) {
        found.isEmpty = false;
        const isNew = isWhole(key, stored);
        if (!isNew && decodeOld(stored) === undefined) {
          found.damaged.push(key);
          continue;
        }
        if (!isNew) found.old.push(key);
        if (prefix === undefined || !key.startsWith(prefix)) {
          note();
          [prefix, tally] = [prefixOfKey(key), 0];
        }
        if (prefix === undefined) noteOther(found, key, isNew ? decode(key, stored) : decodeOld(stored));
        else tally++;
      }
    note();
  } finally {
    await cursor.close();
  }
  return found;
}

function noteOther({ counts, tables }: Survey, key: string, value: unknown): void {
  if (!isRecord(value)) return;
  if (key.startsWith(prefixes.table) && value.TableStatus !== "DELETING") tables.add(key.slice(prefixes.table.length));
  if (key.startsWith(prefixes.count)) counts.set(key.slice(prefixes.count.length), readCounts(value));
}

/** The counts as they were found, by table. */
export function countsFound({ found }: Survey): Map<string, TableCounts> {
  const byTable = new Map<string, Record<string, number>>();
  for (const [prefix, count] of found) {
    const table = tableOfPrefix(prefix) ?? "";
    byTable.set(table, { ...byTable.get(table), [prefix]: count });
  }
  return byTable;
}

/** What is wrong, in words. Before there were counts, nothing tells what is missing. */
export function problemsOf(survey: Survey, isCounted: boolean): string[] {
  const { damaged, old, tables, found, counts } = survey;
  const broken = isCounted ? [...damaged, ...old] : damaged;
  const problems =
    broken.length > 0 ? [`${broken.length} of its values are damaged, ${shown(broken[0])} the first`] : [];
  if (!isCounted) return problems;
  for (const table of tables) {
    const had = counts.get(table) ?? {};
    const now = [...found.keys()].filter((prefix) => tableOfPrefix(prefix) === table);
    for (const prefix of new Set([...Object.keys(had), ...now])) {
      const [count, before] = [found.get(prefix) ?? 0, had[prefix] ?? 0];
      if (count !== before) problems.push(`${nameOf(prefix, table)} has ${count} entries and had ${before}`);
    }
  }
  return problems;
}

const shown = (key = ""): string => JSON.stringify(key.slice(0, 80));

function nameOf(prefix: string, table: string): string {
  const index = /^index-\w+~[^~]+~([^~]+)~/.exec(prefix)?.[1];
  return index === undefined ? `table ${table}` : `index ${index} of table ${table}`;
}

/** Gives the values of a version before their checksums. A crash on the way leaves both kinds, which are told apart. */
export async function migrate(level: Level, old: readonly string[]): Promise<void> {
  for (let at = 0; at < old.length; at += 500) {
    const keys = old.slice(at, at + 500);
    await level.batch(
      keys.map((key) => ({ type: "put" as const, key, value: encode(key, decodeOld(level.getSync(key) ?? "")) })),
    );
  }
}
