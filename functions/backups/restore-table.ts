import { type DataFile, dataFilesOf, type TableBackup } from "./archive";
import { linesFrom } from "./data-files";
import { hoursInError } from "./glacier";
import { isInDebt, type LiveTable, openTable, paidBy } from "./live-table";
import { restoreBatch } from "./restore-batch";
import type { Pair } from "./restore-choice";
import { addCounts, type At, countsOf, nothingSpent, type Position } from "./restore-progress";
import { mayWrite, type Run } from "./restore-run";

/** What one batch has at most: items and bytes that DynamoDB takes at once, and seconds of the table's capacity. */
const batchLimits = { items: 25, bytes: 1024 ** 2, seconds: 5 } as const;

/** Lines in batches, none of which writes much more than the table can in a few seconds. */
export async function* batchesOf(lines: AsyncGenerator<string>, writeRate: number): AsyncGenerator<string[]> {
  const most = { ...batchLimits, units: batchLimits.seconds * writeRate };
  let [batch, bytes, units]: [string[], number, number] = [[], 0, 0];
  for await (const line of lines) {
    const lineBytes = Buffer.byteLength(line);
    // A line is longer than DynamoDB takes the item to be.
    const lineUnits = Math.ceil(lineBytes / 1024);
    const isFull = batch.length === most.items || bytes + lineBytes > most.bytes || units + lineUnits > most.units;
    if (batch.length > 0 && isFull) {
      yield batch;
      [batch, bytes, units] = [[], 0, 0];
    }
    batch.push(line);
    bytes += lineBytes;
    units += lineUnits;
  }
  if (batch.length > 0) yield batch;
}

/** Restores the tables, item by item; yields where it stands after each batch. */
export async function* restoreTables(run: Run, from: At<"tables">): AsyncGenerator<Position> {
  for (const [table, pair] of run.tables.entries()) {
    if (table < from.table) continue;
    const first = { phase: "tables", table, file: 0, line: 0, paid: nothingSpent } as const;
    yield* restoreTable(run, pair, table === from.table ? from : first);
    yield { ...first, table: table + 1 };
  }
}

async function* restoreTable(run: Run, pair: Pair<TableBackup>, from: At<"tables">): AsyncGenerator<Position> {
  const live = await openTable(run, pair, from.paid);
  if (isInDebt(live)) yield from;
  const files = await dataFilesOf(run.archive, pair.from);
  for (const [file, dataFile] of files.entries()) {
    if (file < from.file) continue;
    yield* restoreFile(run, live, pair.name, dataFile, file === from.file ? from : { ...from, file, line: 0 });
    yield { ...from, file: file + 1, line: 0, paid: paidBy(live) };
  }
}

async function* restoreFile(
  run: Run,
  live: LiveTable,
  name: string,
  { dataFileS3Key }: DataFile,
  from: At<"tables">,
): AsyncGenerator<Position> {
  let { line } = from;
  try {
    for await (const lines of batchesOf(linesFrom(run.archive, dataFileS3Key, line), live.writeRate)) {
      const counts = await restoreBatch(live, lines, { mode: run.mode, mayWrite: mayWrite(run) });
      addCounts(countsOf(run.progress.tables, name), counts);
      line += lines.length;
      yield { ...from, line, paid: paidBy(live) };
    }
  } catch (error) {
    // A dry run goes on without what is in Glacier, which is counted already.
    if (!run.dryRun || hoursInError(error) === 0) throw error;
  }
}
