import { S3Client } from "@aws-sdk/client-s3";
import type { Output } from "@pulumi/pulumi";
import type { S3Event, S3EventRecord } from "aws-lambda";
import { isUnusable, unusable } from "./csv";
import { type DataBucket, openVersion, type Version } from "./data-bucket";
import { documentClient } from "../kit/documents";
import { dayOf, readMeasurements } from "./measurements";
import { type MetricsTable, readMetric, writeMetric } from "./metrics";
import { isRestoredAt, keyOf, sequencerOf } from "../kit/object-events";
import { keepRejects, rejectedKey, setAside } from "./rejects";

/** Where files come in, and where their metrics are kept. */
export interface IngestEnvironment {
  bucket: Output<string>;
  metrics: Output<string>;
}

/** What the ingest works with. */
interface Tools extends DataBucket, MetricsTable {}

interface Upload extends Version {
  sequencer: string;
}

/** @throws an `unusable` error (see csv.ts) for a file that is no day's measurements */
const take = async (tools: Tools, { key, etag, sequencer }: Upload): Promise<void> => {
  const day = dayOf(key);
  if (!day) throw unusable("its name is not measurements/{type}/{YYYY-MM-DD}.csv");
  const known = await readMetric(tools, day);
  if (known && known.sequencer >= sequencer) return;
  const content = await openVersion(tools, { key, etag });
  if (!content) return;
  let rejectedLines = 0;
  const figures = await readMeasurements(content, day.date, () => rejectedLines++);
  await writeMetric(tools, { ...day, ...figures, rejectedLines, etag, sequencer });
};

const ingest = async (tools: Tools, record: S3EventRecord): Promise<void> => {
  const key = keyOf(record);
  // Consoles show a folder by an object without content, whose key ends in a slash.
  if (key.endsWith("/")) return;
  // Its metric is brought back by itself.
  if (await isRestoredAt(tools.storage, tools.bucket, key)) return;
  const upload = { key, etag: record.s3.object.eTag, sequencer: sequencerOf(record) };
  const day = dayOf(key);
  try {
    await take(tools, upload);
  } catch (error) {
    if (!isUnusable(error)) throw error;
    await setAside(tools, upload, error.message);
    if (day) await keepRejects(tools, key, day);
    throw new Error(`${key} cannot be taken: ${error.message}; it is kept as ${rejectedKey(key)}`);
  }
  if (day) await keepRejects(tools, key, day);
};

/**
 * The data bucket's notification of files: aggregates each into its metric and the totals. What happens twice changes
 * nothing, and of two versions of a file the later one wins in whatever order they come.
 *
 * It throws what it does not expect, and for files that cannot be taken, so that Lambda tries again and then keeps the
 * event in the dead-letter queue.
 */
export const ingestMeasurements = (env: IngestEnvironment) => () => {
  const tools = {
    documents: documentClient(),
    storage: new S3Client({}),
    table: env.metrics.get(),
    bucket: env.bucket.get(),
  };
  return async (event: S3Event): Promise<void> => {
    for (const record of event.Records) await ingest(tools, record);
  };
};
