import { CopyObjectCommand, DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { hasName } from "../kit/errors";
import { entityTagOf, headOf } from "../kit/object-events";
import { type DataBucket, openVersion, type Version } from "./data-bucket";
import { columns, type Day, readMeasurements } from "./measurements";
import { type MetricsTable, readMetric } from "./metrics";

/** Where a file's rejected lines are kept, or the whole of it where it cannot be taken. */
export const rejectedKey = (key: string): string => key.replace(/^measurements\//, "rejected/");

/** What is kept of a version of a file: the whole of it where it could not be taken, or its rejected lines. */
export interface Kept {
  /** Of the version that could not be taken; of lines, their own. */
  etag: string;
  /** Of the version. */
  sequencer: string;
  /** Why the version could not be taken; missing where an earlier version of the program set it aside. */
  reason?: string;
  updatedAt?: Date;
}

/** Keeps a file that cannot be taken at all, and why; nothing is left to keep where it was deleted or replaced since. */
export const setAside = async (
  { storage, bucket }: DataBucket,
  { key, etag, sequencer }: Version & { sequencer: string },
  reason: string,
): Promise<void> => {
  const copy = new CopyObjectCommand({
    Bucket: bucket,
    Key: rejectedKey(key),
    CopySource: `${bucket}/${key.split("/").map(encodeURIComponent).join("/")}`,
    CopySourceIfMatch: `"${etag}"`,
    MetadataDirective: "REPLACE",
    Metadata: { sequencer, etag, reason },
    // Tags would take one more permission.
    TaggingDirective: "REPLACE",
  });
  try {
    await storage.send(copy);
  } catch (error) {
    if (!hasName(error, "NoSuchKey", "PreconditionFailed")) throw error;
  }
};

/** What is kept of a file; undefined where nothing is. */
export const readKept = async ({ storage, bucket }: DataBucket, key: string): Promise<Kept | undefined> => {
  const kept = await headOf(storage, bucket, rejectedKey(key));
  if (!kept) return undefined;
  // An earlier version of the program kept no tag; that of a copy is its original's, unless that was sent in parts.
  const { sequencer = "", etag = entityTagOf(kept), reason } = kept.Metadata ?? {};
  return { etag, sequencer, reason, updatedAt: kept.LastModified };
};

/** The lines of a version that are none of its day's measurements, below the columns; undefined where it is gone. */
const rejectedLines = async (bucket: DataBucket, version: Version, date: string): Promise<string | undefined> => {
  const content = await openVersion(bucket, version);
  if (!content) return undefined;
  const lines = [columns];
  await readMeasurements(content, date, (line) => lines.push(line));
  return `${lines.join("\n")}\n`;
};

/**
 * Makes what is kept of a file's rejected lines that of the version which its metric is of. It looks again after each
 * change: versions that came at once may be taken in any order, and each ends with this.
 */
export const keepRejects = async (tools: DataBucket & MetricsTable, key: string, day: Day): Promise<void> => {
  const { storage, bucket: Bucket } = tools;
  const Key = rejectedKey(key);
  for (;;) {
    const metric = await readMetric(tools, day);
    if (!metric) return;
    const { etag, sequencer } = metric;
    const kept = (await readKept(tools, key))?.sequencer;
    const wanted = metric.rejectedLines > 0 ? sequencer : undefined;
    // A later version that could not be taken was set aside.
    if (kept === wanted || (kept !== undefined && kept > sequencer)) return;
    if (wanted === undefined) {
      await storage.send(new DeleteObjectCommand({ Bucket, Key }));
      continue;
    }
    const Body = await rejectedLines(tools, { key, etag }, day.date);
    if (Body === undefined) return;
    await storage.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: "text/csv", Metadata: { sequencer } }));
  }
};
