import { dirname } from "node:path/posix";
import {
  DescribeExportCommand,
  type DynamoDBClient,
  ExportTableToPointInTimeCommand,
  type ExportDescription,
} from "@aws-sdk/client-dynamodb";
import { hasName } from "../kit/errors";
import {
  type Archive,
  bareEtag,
  checksumOf,
  type DataFile,
  getFile,
  headFile,
  places,
  putFile,
  readManifest,
} from "./archive";
import { inParallel } from "./copies";
import { describeTable } from "./items";
import type { TableProgress } from "./progress";

/** What exports work with. */
export interface ExportTools {
  archive: Archive;
  tables: DynamoDBClient;
  /** Writes down where the backup stands. */
  save: () => Promise<void>;
}

/** What DynamoDB says of a table whose recovery was only just turned on, or of which too many exports are under way. */
const notYet = ["PointInTimeRecoveryUnavailableException", "InvalidExportTimeException", "LimitExceededException"];

/** Asks DynamoDB for an export, which takes none of the table's capacity; where it cannot be had yet, the next look asks again. */
export const startExport = async (
  { archive, tables, save }: ExportTools,
  backupId: string,
  TableArn: string,
  progress: TableProgress,
): Promise<void> => {
  const command = new ExportTableToPointInTimeCommand({
    TableArn,
    S3Bucket: archive.bucket,
    S3Prefix: places.table(backupId, progress.physicalName),
    S3SseAlgorithm: "AES256",
    ExportFormat: "DYNAMODB_JSON",
    // A run that was interrupted before it wrote down the export finds the same one.
    ClientToken: checksumOf(JSON.stringify([backupId, progress.physicalName, progress.failures])),
  });
  try {
    const { ExportDescription: begun } = await tables.send(command);
    progress.exportArn = begun?.ExportArn;
  } catch (error) {
    if (!hasName(error, ...notYet)) throw error;
    return;
  }
  await save();
};

/**
 * Looks whether an export is complete, checks it against its manifests, and says so in `progress.done`.
 *
 * @returns what is wrong with an export that failed or that is not what its manifests say; the next run asks for another
 */
export const checkExport = async (
  tools: ExportTools,
  backupId: string,
  progress: TableProgress,
): Promise<string | undefined> => {
  const { tables, save } = tools;
  const { ExportDescription: found } = await tables.send(new DescribeExportCommand({ ExportArn: progress.exportArn }));
  if (found?.ExportStatus === "IN_PROGRESS") return undefined;
  const problem =
    found?.ExportStatus === "COMPLETED"
      ? await complete(tools, backupId, found, progress)
      : `${found?.FailureCode}: ${found?.FailureMessage}`;
  if (problem !== undefined) {
    progress.exportArn = undefined;
    progress.failures += 1;
  }
  await save();
  return problem && `the export of ${progress.physicalName} failed: ${problem}`;
};

/** Takes a completed export for the table's backup, unless something is wrong with it. */
const complete = async (
  { archive, tables }: ExportTools,
  backupId: string,
  { ExportManifest: summaryKey = "" }: ExportDescription,
  progress: TableProgress,
): Promise<string | undefined> => {
  const { name, physicalName } = progress;
  const read = async (key: string): Promise<string> => Buffer.from(await getFile(archive, key)).toString();
  const summary: { manifestFilesS3Key: string; itemCount: number } = JSON.parse(await read(summaryKey));
  const text = await read(summary.manifestFilesS3Key);
  const files = readManifest(text);
  const items = files.reduce((sum, { itemCount }) => sum + itemCount, 0);
  if (items !== summary.itemCount) return `its files have ${items} items, its summary says ${summary.itemCount}`;
  const missing: string[] = [];
  await inParallel(8, files, async (file) => {
    if (!(await isThere(archive, file))) missing.push(file.dataFileS3Key);
  });
  if (missing.length > 0) return `${missing.length} of its files are not there as they were written: ${missing[0]}`;
  const { keys } = await describeTable(tables, physicalName);
  const checksum = checksumOf(text);
  const manifest = places.manifest(backupId, physicalName, checksum);
  await putFile(archive, manifest, text);
  const folder = dirname(summaryKey);
  progress.done = { name, physicalName, keys, items, folder, manifest, checksum };
  return undefined;
};

const isThere = async (archive: Archive, { dataFileS3Key, etag }: DataFile): Promise<boolean> => {
  try {
    return bareEtag((await headFile(archive, dataFileS3Key)).ETag) === bareEtag(etag);
  } catch (error) {
    if (hasName(error, "NotFound", "NoSuchKey")) return false;
    throw error;
  }
};
