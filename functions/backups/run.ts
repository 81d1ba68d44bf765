import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import type { Output } from "@pulumi/pulumi";
import { writeLine } from "../kit/log";
import {
  type Archive,
  type Backup,
  type BucketBackup,
  isLost,
  places,
  putFile,
  readBackup,
  type TableBackup,
} from "./archive";
import { type Clock, type Deadline, deadline, systemClock } from "./clock";
import { known, type NamedTable, type Resources } from "./environment";
import { checkExport, startExport } from "./export";
import { backUpBucket } from "./objects";
import { isOvertaken, openProgress, type Progress, type ProgressFile, type Unfinished } from "./progress";
import { scanTable } from "./scan";

/** What is backed up, where to, and how. */
export interface BackupsEnvironment extends Resources {
  /** The program's. */
  version: string;
  tables: (NamedTable & { arn: Output<string> })[];
  /** Whether tables have point-in-time recovery, from which DynamoDB exports them; otherwise they are scanned. */
  usesExports: boolean;
  /** Per cent of a table's read capacity that a scan may take. */
  capacityPercent: number;
}

/** What invokes the function. */
export interface BackupEvent {
  /**
   * `continue`: goes on with what is unfinished, or makes up for what was missed. `first`: as `continue`, of a deployment,
   * which does not fail for want of a backup. Otherwise, and from the daily schedule, a new backup begins.
   */
  mode?: "continue" | "first";
  /** By which EventBridge knows the event: the same where Lambda tries again, or it comes twice. */
  id?: string;
}

/** How a run ended. */
export interface Outcome {
  /** `idle`: there was nothing to do. `overtaken`: another run goes on with it. */
  status: "complete" | "unfinished" | "overtaken" | "idle" | "failed";
  backup?: string;
}

/** A backup is made up for that is so old: one a day, and an hour for the schedule to be late. */
const missedAfter = 25 * 3_600_000;

/** What a run keeps of its time, in milliseconds: to end what it has begun, and to write down where it stands. */
const reserve = 45_000;

/** Milliseconds between two looks at exports, which take minutes. */
const exportPatience = 10_000;

interface Tools {
  archive: Archive;
  tables: DynamoDBClient;
  clock: Deadline;
}

/** The settings of a program that runs: its outputs are known. */
type Settings = Omit<ReturnType<typeof settingsOf>, "archive">;

const settingsOf = (env: BackupsEnvironment) => ({
  ...known(env),
  version: env.version,
  usesExports: env.usesExports,
  share: env.capacityPercent / 100,
  tables: env.tables.map(({ name, table, arn }) => ({ name, physicalName: table.get(), arn: arn.get() })),
});

const begin = (settings: Settings, now: number, event: string | undefined): Unfinished => {
  const startedAt = new Date(now).toISOString();
  return upToDate(settings, { id: startedAt.replace(/[:.]/g, "-"), startedAt, event, tables: [], buckets: [] });
};

/** A deployment between two runs may bring tables and buckets, and take some away. */
const upToDate = (settings: Settings, { tables, buckets, ...backup }: Unfinished): Unfinished => ({
  ...backup,
  tables: settings.tables.map(
    ({ name, physicalName }) =>
      tables.find((known) => known.physicalName === physicalName) ?? { name, physicalName, files: [], failures: 0 },
  ),
  buckets: settings.buckets.map(({ name, physicalName }) => {
    const none = { name, physicalName, objects: 0, bytes: 0, copied: 0, index: [], isDone: false };
    return buckets.find((known) => known.physicalName === physicalName) ?? none;
  }),
});

/** The backup to work at: the one that is unfinished, or a new one where one is due. */
const backupOf = (settings: Settings, { unfinished, last }: Progress, event: BackupEvent, now: number) => {
  if (unfinished) return upToDate(settings, unfinished);
  // Another run has gone on with what this event began, and completed it.
  if (event.id !== undefined && event.id === last?.event) return undefined;
  const isMissed = last === undefined || now - Date.parse(last.startedAt) > missedAfter;
  return event.mode === undefined || isMissed ? begin(settings, now, event.id) : undefined;
};

/** Scans the tables, one after the other, or asks for exports of all. */
const backUpTables = async (tools: Tools, settings: Settings, backup: Unfinished, save: () => Promise<void>) => {
  for (const table of backup.tables) {
    if (table.done || tools.clock.isLate()) continue;
    const arn = settings.tables.find(({ physicalName }) => physicalName === table.physicalName)?.arn;
    if (!settings.usesExports) await scanTable({ ...tools, share: settings.share, save }, backup.id, table);
    else if (arn !== undefined && table.exportArn === undefined)
      await startExport({ ...tools, save }, backup.id, arn, table);
  }
};

const lastIndexes = async (archive: Archive, { last }: Progress): Promise<BucketBackup[]> => {
  if (last === undefined) return [];
  try {
    return (await readBackup(archive, last.id)).buckets;
  } catch (error) {
    if (isLost(error)) return [];
    throw error;
  }
};

const backUpBuckets = async (tools: Tools, progress: Progress, backup: Unfinished, save: () => Promise<void>) => {
  const before = await lastIndexes(tools.archive, progress);
  for (const bucket of backup.buckets) {
    if (bucket.isDone || tools.clock.isLate()) continue;
    const index = before.find(({ physicalName }) => physicalName === bucket.physicalName)?.index ?? [];
    const began = Date.parse(progress.last?.startedAt ?? backup.startedAt);
    await backUpBucket({ ...tools, save }, backup.id, bucket, { index, began });
  }
};

/** @throws Error for exports that failed, when all have been looked at, so that the next run asks for all of them again */
const awaitExports = async (tools: Tools, settings: Settings, backup: Unfinished, save: () => Promise<void>) => {
  const { clock } = tools;
  for (;;) {
    const problems: string[] = [];
    for (const table of backup.tables) {
      if (table.done || table.exportArn === undefined) continue;
      const problem = await checkExport({ ...tools, save }, backup.id, table);
      if (problem !== undefined) problems.push(problem);
    }
    if (problems.length > 0) throw new Error(problems.join("; "));
    if (backup.tables.every(({ done }) => done) || clock.isLate()) return;
    await clock.sleep(exportPatience);
    await backUpTables(tools, settings, backup, save);
  }
};

/** A backup is complete when its `backup.json` is there. */
const complete = async (
  { archive, clock }: Tools,
  { stack, version }: Settings,
  { progress, save }: ProgressFile,
  backup: Unfinished,
): Promise<boolean> => {
  const { id, startedAt, event } = backup;
  const tables = backup.tables.flatMap(({ done }): TableBackup[] => (done ? [done] : []));
  if (tables.length < backup.tables.length || !backup.buckets.every(({ isDone }) => isDone)) return false;
  const buckets = backup.buckets.map(({ isDone: _, ...bucket }): BucketBackup => bucket);
  const now = clock.now();
  const seconds = Math.round((now - Date.parse(startedAt)) / 1000);
  const document: Backup = {
    ...{ id, startedAt, completedAt: new Date(now).toISOString(), seconds, stack, version },
    tables,
    buckets,
  };
  await putFile(archive, places.backup(id), JSON.stringify(document, undefined, 2));
  progress.unfinished = undefined;
  progress.last = { id, startedAt, event };
  await save();
  return true;
};

/** Works at a backup until it is complete, or the time is up. */
export const runBackup = async (tools: Tools, settings: Settings, event: BackupEvent): Promise<Outcome> => {
  const file = await openProgress(tools.archive);
  const { progress } = file;
  const backup = backupOf(settings, progress, event, tools.clock.now());
  if (!backup) return { status: "idle" };
  progress.unfinished = backup;
  const save = () => file.save();
  try {
    // From here on, a run that began before ends at its next write.
    await save();
    await backUpTables(tools, settings, backup, save);
    await backUpBuckets(tools, progress, backup, save);
    if (settings.usesExports) await awaitExports(tools, settings, backup, save);
    const isComplete = await complete(tools, settings, file, backup);
    return { status: isComplete ? "complete" : "unfinished", backup: backup.id };
  } catch (error) {
    if (isOvertaken(error)) return { status: "overtaken", backup: backup.id };
    throw error;
  }
};

const report = (requestId: string, outcome: Outcome): void => {
  if (outcome.status === "idle") return;
  const isComplete = outcome.status === "complete";
  writeLine("INFO", { requestId, ...outcome }, isComplete ? { BackupCompleted: { value: 1, unit: "Count" } } : {});
};

interface Context {
  awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

/**
 * Backs up all tables and buckets into the archive. A run that does not come to the end in its time, or is interrupted,
 * is gone on with by the next one, which a schedule invokes every few minutes.
 *
 * @throws what it does not expect, so that Lambda tries again
 */
export const makeBackups = (env: BackupsEnvironment) => () => {
  const settings = settingsOf(env);
  const archive = { storage: new S3Client({}), bucket: env.archive.get() };
  const tables = new DynamoDBClient({});
  const clock: Clock = systemClock();
  return async (event: BackupEvent, context: Context): Promise<Outcome> => {
    const until = clock.now() + context.getRemainingTimeInMillis() - reserve;
    const { awsRequestId: requestId } = context;
    try {
      const outcome = await runBackup({ archive, tables, clock: deadline(clock, until) }, settings, event);
      report(requestId, outcome);
      return outcome;
    } catch (error) {
      if (event.mode !== "first") throw error;
      writeLine("ERROR", { requestId, error: String(error) });
      return { status: "failed" };
    }
  };
};
