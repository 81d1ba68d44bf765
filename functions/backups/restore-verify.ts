import { hasName } from "../kit/errors";
import { type BucketBackup, type DataFile, dataFilesOf, getChecked, type IndexPart, type TableBackup } from "./archive";
import { checkDataFile } from "./data-files";
import { hoursInError, thaw } from "./glacier";
import { openTable } from "./live-table";
import type { Pair } from "./restore-choice";
import { partsWithin } from "./restore-merge";
import { type At, countsOf, nothingSpent, type Position } from "./restore-progress";
import type { Run } from "./restore-run";

/** @throws Error with the file's name, which S3's own error does not have */
const named = async <T>(key: string, read: Promise<T>): Promise<T> => {
  try {
    return await read;
  } catch (error) {
    throw hasName(error, "NoSuchKey") ? new Error(`${key} is missing: the backup has it`) : error;
  }
};

/**
 * Holds all files of the chosen tables and all indexes of the chosen buckets to their checksums, so that a damaged backup
 * is found before anything is written. It yields where it stands after each file.
 *
 * What is in Glacier it asks for, counts as pending, and then nothing is written.
 *
 * @throws Error naming the file that is damaged or gone
 */
export async function* verifyTables(run: Run, from: At<"verify">): AsyncGenerator<Position> {
  for (const [table, pair] of run.tables.entries()) {
    if (table < from.table) continue;
    const files = await filesOf(run, pair);
    for (const [file, dataFile] of files.entries()) {
      if (table === from.table && file < from.file) continue;
      await verifyFile(run, pair.name, dataFile);
      yield { phase: "verify", table, file: file + 1 };
    }
  }
}

/** What the manifest lists, of a table that has a place to be restored to. */
const filesOf = async (run: Run, pair: Pair<TableBackup>): Promise<DataFile[]> => {
  await openTable(run, pair, nothingSpent);
  const { manifest, items } = pair.from;
  const files = await named(manifest, dataFilesOf(run.archive, pair.from));
  const listed = files.reduce((sum, { itemCount }) => sum + itemCount, 0);
  if (listed === items) return files;
  throw new Error(`${manifest} is damaged: its files have ${listed} items, and the backup says ${items}`);
};

const verifyFile = async ({ archive, dryRun, progress }: Run, table: string, file: DataFile): Promise<void> => {
  try {
    await checkDataFile(archive, file);
  } catch (error) {
    const hours = hoursInError(error);
    if (hours === 0) throw error;
    countsOf(progress.tables, table).pending += file.itemCount;
    if (dryRun) return;
    await thaw(archive, file.dataFileS3Key);
    progress.hours = Math.max(progress.hours, hours);
    progress.isWaiting = true;
  }
};

export async function* verifyIndexes(run: Run, from: At<"indexes">): AsyncGenerator<Position> {
  for (const [bucket, pair] of run.buckets.entries()) {
    if (bucket < from.bucket) continue;
    for (const [part, indexPart] of chosenParts(run, pair).entries()) {
      if (bucket === from.bucket && part < from.part) continue;
      await named(indexPart.key, getChecked(run.archive, indexPart.key, indexPart.checksum));
      yield { phase: "indexes", bucket, part: part + 1 };
    }
  }
}

const chosenParts = ({ prefix }: Run, { from }: Pair<BucketBackup>): IndexPart[] => partsWithin(from.index, prefix);
