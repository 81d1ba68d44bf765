import { setTimeout } from "node:timers/promises";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { HeadObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { UserError } from "../../packages/offline/src/errors";
import { propertiesOf } from "../json";
import type { Home } from "../home";
import { lastDays, type SampleFile, sampleFile, sampleTypes } from "./measurements";

/** Seconds that a day's metrics may take: Lambda tries a second time after one minute. */
const patience = 120;

export interface LoadOptions {
  home: Home;
  /** The header by which requests are let in to its API. */
  credential: [name: string, value: string];
  now: Date;
  /** How many days, the last that have ended. */
  days: number;
  /** Is told how it goes, a line at a time. */
  say: (line: string) => void;
}

/** What came of it. */
export interface Loaded {
  dates: string[];
  /** Days whose reports the job wrote. */
  reports: string[];
}

/**
 * Drops sample files into a home's data bucket, waits for their metrics, and has the reports written.
 *
 * @throws UserError where measurements that are no samples would be overwritten, or metrics do not come
 */
export async function load({ home, credential, now, days, say }: LoadOptions): Promise<Loaded> {
  const { region, endpoint, credentials } = home;
  const [dataBucket, reportFunction] = [home.output("dataBucket"), home.output("reportFunction")];
  const clients = { region, endpoint, credentials };
  const storage = new S3Client({ ...clients, forcePathStyle: endpoint !== undefined });
  const lambda = new LambdaClient(clients);
  const dates = lastDays(days, now);
  const byDay = dates.map((date) => sampleTypes.map((type) => sampleFile(type, date)));
  try {
    for (const file of byDay.flat()) await refuseToOverwrite(storage, dataBucket, file);
    for (const files of byDay) {
      // All metrics change the totals: day by day, they wait for each other no longer than they must.
      await Promise.all(files.map((file) => drop(storage, dataBucket, file)));
      await arrive(home, credential, files);
      say(`  ${files[0]?.date}  ${files.map(({ type, count }) => `${type} ${count}`).join("  ")}`);
    }
    return { dates, reports: await writeReports(lambda, reportFunction) };
  } finally {
    storage.destroy();
    lambda.destroy();
  }
}

const isMissing = (error: unknown): boolean => error instanceof Error && error.name === "NotFound";

async function refuseToOverwrite(storage: S3Client, Bucket: string, { key }: SampleFile): Promise<void> {
  try {
    const { Metadata } = await storage.send(new HeadObjectCommand({ Bucket, Key: key }));
    if (Metadata?.source !== "sample") {
      throw new UserError(`${key} is in ${Bucket} and is no sample: nothing was dropped, as it would be overwritten`);
    }
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

async function drop(storage: S3Client, Bucket: string, { key, csv }: SampleFile): Promise<void> {
  const Metadata = { source: "sample" };
  await storage.send(new PutObjectCommand({ Bucket, Key: key, Body: csv, ContentType: "text/csv", Metadata }));
}

/** Waits until a day's metrics are of these files. */
async function arrive({ output }: Home, credential: [name: string, value: string], files: SampleFile[]): Promise<void> {
  const date = files[0]?.date ?? "";
  const deadline = Date.now() + patience * 1000;
  for (;;) {
    const answer = await fetch(`${output("apiUrl")}/metrics/${date}`, { headers: [credential] });
    const body: unknown = await answer.json();
    const { metrics } = propertiesOf(body);
    const there = answer.ok && Array.isArray(metrics) ? metrics.map(propertiesOf) : [];
    const isThere = ({ type, count }: SampleFile) =>
      there.some((metric) => metric.type === type && metric.count === count);
    if (files.every(isThere)) return;
    if (Date.now() > deadline) {
      const last = `${answer.status} ${JSON.stringify(body)}`;
      throw new UserError(
        `no metrics of ${date} after ${patience} s: see the logs of the ingest function; last ${last}`,
      );
    }
    await setTimeout(100);
  }
}

/** Has the daily job run at once. */
async function writeReports(lambda: LambdaClient, FunctionName: string): Promise<string[]> {
  const { FunctionError, Payload } = await lambda.send(new InvokeCommand({ FunctionName, Payload: "{}" }));
  const answer = Payload?.transformToString() ?? "";
  if (FunctionError !== undefined) throw new UserError(`the report job failed: ${answer}`);
  const { written } = propertiesOf(JSON.parse(answer));
  if (!Array.isArray(written)) throw new UserError(`the report job answered ${answer}`);
  return written.map(String);
}
