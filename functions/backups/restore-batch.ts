import { inParallel } from "./copies";
import { canonical, decodeItem, encodeItem, itemOfLine, type JsonItem, keyDigest, keyOf } from "./items";
import { type LiveTable, putIfMissing, readItems, writeAll } from "./live-table";
import type { Mode } from "./restore-input";
import { type Counts, noCounts } from "./restore-progress";

/** How many single items are written at a time. */
const atOnce = 8;

export interface BatchOptions {
  mode: Mode;
  mayWrite: boolean;
}

/**
 * Compares items of a backup with those of the table, and writes what is to be written.
 *
 * @param lines of a data file
 */
export const restoreBatch = async (
  live: LiveTable,
  lines: string[],
  { mode, mayWrite }: BatchOptions,
): Promise<Counts> => {
  const counts = noCounts();
  const items = new Map(lines.map(itemOfLine).map((item) => [keyDigest(item, live.keys), item]));
  const keys = [...items.values()].map((item) => decodeItem(keyOf(item, live.keys)));
  const there = new Map<string, string>();
  for (const item of (await readItems(live, keys)).map(encodeItem))
    there.set(keyDigest(item, live.keys), canonical(item));
  const wanted: JsonItem[] = [];
  for (const [digest, item] of items) {
    const found = there.get(digest);
    if (found === canonical(item)) counts.equal += 1;
    else if (found !== undefined && mode === "missing") counts.different += 1;
    else if (mayWrite) wanted.push(item);
    else counts[found === undefined ? "missing" : "different"] += 1;
  }
  if (mode === "missing") {
    await inParallel(atOnce, wanted, async (item) => {
      counts[await putIfMissing(live, item)] += 1;
    });
    return counts;
  }
  await writeAll(
    live,
    wanted.map((item) => ({ PutRequest: { Item: decodeItem(item) } })),
  );
  counts.restored += wanted.length;
  return counts;
};
