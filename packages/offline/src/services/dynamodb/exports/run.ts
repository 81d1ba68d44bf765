import type { Cursor } from "dynalite/db";
import type { NewObject } from "../../../protocol/targets";
import { checksum, dataFiles, randomName } from "./files";
import { defaultType, encryption, type ExportRecord, format, idOf } from "./record";

/** What an export is written with. */
export interface Run {
  record: ExportRecord;
  /** The table's items as they were when the export was asked for. */
  items: Cursor<unknown>;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Writes an object of the export's bucket and returns its ETag. */
  put: (key: string, object: NewObject) => Promise<string>;
  signal: AbortSignal;
}

/** What a completed export has in addition. */
export type Completion = Required<Pick<ExportRecord, "manifest" | "items" | "bytes" | "ended">>;

/**
 * Writes an export: a file that shows that the bucket is writable, then the items, and the manifests last.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html
 * @throws {AwsError} what S3 refuses; the signal's reason, if it is aborted
 */
export async function writeExport({ record, items, now, put, signal }: Run): Promise<Completion> {
  const folder = folderOf(record);
  const write = (name: string, body: Uint8Array): Promise<string> => {
    signal.throwIfAborted();
    return put(folder + name, { body, expectedOwner: record.bucketOwner });
  };
  await write("_started", new Uint8Array());
  const lines: string[] = [];
  let [count, bytes] = [0, 0];
  for await (const file of dataFiles(items)) {
    const name = `data/${randomName()}.json.gz`;
    const etag = await write(name, file.body);
    const line = { itemCount: file.items, md5Checksum: checksum(file.body), etag, dataFileS3Key: folder + name };
    lines.push(`${JSON.stringify(line)}\n`);
    count += file.items;
    bytes += file.itemBytes;
  }
  const writeManifest = async (name: string, text: string): Promise<void> => {
    await write(`${name}.json`, Buffer.from(text));
    await write(`${name}.md5`, Buffer.from(checksum(text)));
  };
  await writeManifest("manifest-files", lines.join(""));
  const completion = { manifest: `${folder}manifest-summary.json`, items: count, bytes, ended: now() };
  await writeManifest("manifest-summary", JSON.stringify(summaryOf(record, completion, folder)));
  return completion;
}

function folderOf({ prefix = "", ...record }: ExportRecord): string {
  const before = prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/`;
  return `${before}AWSDynamoDB/${idOf(record)}/`;
}

const summaryOf = (record: ExportRecord, { ended, bytes, items }: Completion, folder: string) => ({
  version: "2020-06-30",
  exportArn: record.arn,
  startTime: new Date(record.started).toISOString(),
  endTime: new Date(ended).toISOString(),
  tableArn: record.tableArn,
  tableId: record.tableId,
  exportTime: new Date(record.exportTime).toISOString(),
  s3Bucket: record.bucket,
  s3Prefix: record.prefix ?? null,
  s3SseAlgorithm: encryption,
  s3SseKmsKeyId: null,
  manifestFilesS3Key: `${folder}manifest-files.json`,
  billedSizeBytes: bytes,
  itemCount: items,
  outputFormat: format,
  exportType: record.type ?? defaultType,
});
