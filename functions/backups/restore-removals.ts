import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { dataFilesOf, type TableBackup } from "./archive";
import { linesFrom } from "./data-files";
import { hoursInError } from "./glacier";
import { decodeItem, encodeItem, type Item, itemOfLine, keyDigest } from "./items";
import { ask, isInDebt, type LiveTable, openTable, paidBy, writeAll } from "./live-table";
import type { Pair } from "./restore-choice";
import { type At, countsOf, nothingSpent, type Position } from "./restore-progress";
import { mayWrite, type Run } from "./restore-run";

/** How many items one scan looks at, at least, and for each unit that the table can read in a second. */
const scanLimits = { least: 25, perUnit: 5 } as const;

/** Deletes from the tables what the backup does not have; yields where it stands after each page of a scan. */
export async function* removeItems(run: Run, from: At<"removals">): AsyncGenerator<Position> {
  for (const [table, pair] of run.tables.entries()) {
    if (table < from.table) continue;
    const first = { phase: "removals", table, paid: nothingSpent } as const;
    yield* removeFrom(run, pair, table === from.table ? from : first);
    yield { ...first, table: table + 1 };
  }
  run.tools.keys = undefined;
}

async function* removeFrom(run: Run, pair: Pair<TableBackup>, from: At<"removals">): AsyncGenerator<Position> {
  const live = await openTable(run, pair, from.paid);
  if (isInDebt(live)) yield from;
  const known = await keysOf(run, pair, live.keys);
  if (!known) return;
  let after = from.after && decodeItem(from.after);
  do {
    const page = await scanKeys(live, after);
    const extra = page.keys.filter((key) => !known.has(keyDigest(encodeItem(key), live.keys)));
    if (mayWrite(run))
      await writeAll(
        live,
        extra.map((Key) => ({ DeleteRequest: { Key } })),
      );
    countsOf(run.progress.tables, pair.name).removed += extra.length;
    after = page.after;
    if (after) yield { ...from, after: encodeItem(after), paid: paidBy(live) };
  } while (after);
}

/**
 * Digests of the keys of all items of a table's backup; undefined in a dry run of what is in Glacier. They are in memory
 * at once, some 80 MB for a million items, and are kept for the next invocation.
 */
const keysOf = async (
  { tools, archive, backup, dryRun }: Run,
  pair: Pair<TableBackup>,
  keys: string[],
): Promise<Set<string> | undefined> => {
  const of = JSON.stringify([archive.bucket, backup, pair.name]);
  if (tools.keys?.of === of) return tools.keys.digests;
  tools.keys = undefined;
  const digests = new Set<string>();
  try {
    for (const { dataFileS3Key } of await dataFilesOf(archive, pair.from))
      for await (const line of linesFrom(archive, dataFileS3Key)) digests.add(keyDigest(itemOfLine(line), keys));
  } catch (error) {
    if (dryRun && hoursInError(error) > 0) return undefined;
    throw error;
  }
  tools.keys = { of, digests };
  return digests;
};

/** A page of the keys of a live table. */
const scanKeys = async (live: LiveTable, after: Item | undefined) => {
  const { client, physicalName, keys, reads, readRate } = live;
  const scan = new ScanCommand({
    TableName: physicalName,
    ConsistentRead: true,
    Limit: Math.max(scanLimits.least, Math.floor(scanLimits.perUnit * readRate)),
    ExclusiveStartKey: after,
    ProjectionExpression: keys.map((_, index) => `#key${index}`).join(),
    ExpressionAttributeNames: Object.fromEntries(keys.map((key, index) => [`#key${index}`, key])),
    ReturnConsumedCapacity: "TOTAL",
  });
  const { Items = [], LastEvaluatedKey, ConsumedCapacity } = await ask(live, reads, () => client.send(scan));
  reads.owe(ConsumedCapacity?.CapacityUnits);
  return { keys: Items, after: LastEvaluatedKey };
};
