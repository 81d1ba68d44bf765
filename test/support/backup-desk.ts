import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import {
  type Archive,
  type Backup,
  type DataFile,
  dataFilesOf,
  getFile,
  type IndexEntry,
  readBackup,
} from "../../functions/backups/archive";
import type { Deadline } from "../../functions/backups/clock";
import type { Item } from "../../functions/backups/items";
import { openProgress } from "../../functions/backups/progress";
import { type BackupEvent, type Outcome, runBackup } from "../../functions/backups/run";
import { ofType, text } from "../../packages/offline/src/graph/graph";
import type { Host, HostOptions } from "../../packages/offline/src/host/host";
import { output, testHost } from "../../packages/offline/test/support/host";
import { eventually } from "../../packages/offline/test/support/poll";
import { administratorOf } from "../../packages/offline/test/support/sdk";

/** A clock that nobody waits for: who sleeps is later at once. */
export class FastClock implements Deadline {
  /** How long was slept, in milliseconds. */
  slept = 0;
  private time = Date.now();

  /** @param until when runs are late; never if undefined */
  constructor(private readonly until: () => boolean = () => false) {}

  now(): number {
    return this.time;
  }

  async sleep(milliseconds: number): Promise<void> {
    this.slept += milliseconds;
    this.time += milliseconds;
  }

  isLate(): boolean {
    return this.until();
  }

  /** What runs take by themselves is not waited for either. */
  readonly bound: Deadline = {
    now: () => this.now(),
    sleep: (milliseconds) => this.sleep(milliseconds),
    isLate: () => this.isLate(),
  };
}

/** The program on a host, and backups of it that tests run by hand, in this process. */
export interface BackupDesk {
  host: Host;
  archive: Archive;
  tables: DynamoDBClient;
  storage: S3Client;
  /** Physical names by the program's. */
  names: Record<string, string>;
  put(table: string, item: Item): Promise<void>;
  drop(bucket: string, key: string, body: string, more?: object): Promise<void>;
  /** Works at a backup as the function would. */
  run(options?: { event?: BackupEvent; clock?: Deadline; usesExports?: boolean; share?: number }): Promise<Outcome>;
  /** What `backup.json` of the last backup says. */
  backup(): Promise<Backup>;
  /** The items of a table in a backup, in the order of its files. */
  items(backup: Backup, table: string): Promise<unknown[]>;
  files(backup: Backup, table: string): Promise<DataFile[]>;
  index(backup: Backup, bucket: string): Promise<IndexEntry[]>;
  close(): Promise<void>;
}

const tableType = "aws:dynamodb/table:Table";
const bucketType = "aws:s3/bucket:Bucket";

export async function openBackupDesk(options: Partial<HostOptions> = {}): Promise<BackupDesk> {
  const host = await testHost(options);
  const administrator = administratorOf(host);
  const tables = new DynamoDBClient(administrator);
  const storage = new S3Client({ ...administrator, forcePathStyle: true });
  const archive = { storage, bucket: output(host, "archiveBucket") };
  // The program makes a first backup by itself, which is not to be met half-way.
  await eventually("the first backup", async () => (await openProgress(archive)).progress.last);
  const nameOf = (type: string, kind: string) =>
    ofType(host.graph, type).map(({ name, outputs }) => ({
      name,
      physicalName: text(outputs, kind),
      arn: text(outputs, "arn"),
    }));
  const known = [...nameOf(tableType, "name"), ...nameOf(bucketType, "bucket")];
  const names = Object.fromEntries(known.map(({ name, physicalName }) => [name, physicalName]));
  const physical = (name: string): string => names[name] ?? name;

  const read = async (key: string): Promise<string> =>
    (await promisify(gunzip)(await getFile(archive, key))).toString();
  const lines = (content: string): unknown[] =>
    content
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line));
  const tableOf = ({ tables: backedUp }: Backup, name: string) => {
    const table = backedUp.find((one) => one.name === name);
    if (!table) throw new Error(`the backup has no table ${name}`);
    return table;
  };

  return {
    ...{ host, archive, tables, storage, names },
    async put(table, Item) {
      await tables.send(new PutItemCommand({ TableName: physical(table), Item }));
    },
    async drop(bucket, Key, Body, more = {}) {
      await storage.send(new PutObjectCommand({ Bucket: physical(bucket), Key, Body, ...more }));
    },
    run: ({ event = {}, clock = new FastClock().bound, usesExports = false, share = 1 } = {}) => {
      const buckets = nameOf(bucketType, "bucket").filter(({ physicalName }) => physicalName !== archive.bucket);
      const settings = { stack: "test", version: "1", usesExports, share, tables: nameOf(tableType, "name"), buckets };
      return runBackup({ archive, tables, clock }, settings, event);
    },
    async backup() {
      const { last } = (await openProgress(archive)).progress;
      return readBackup(archive, last?.id ?? "");
    },
    files: (backup, table) => dataFilesOf(archive, tableOf(backup, table)),
    async items(backup, table) {
      const files = await dataFilesOf(archive, tableOf(backup, table));
      const contents = await Promise.all(files.map(({ dataFileS3Key }) => read(dataFileS3Key)));
      return contents.flatMap(lines).map((line) => Object(line).Item);
    },
    async index(backup, bucket) {
      const parts = backup.buckets.find(({ name }) => name === bucket)?.index ?? [];
      const contents = await Promise.all(parts.map(({ key }) => read(key)));
      return contents.flatMap((content) =>
        content
          .split("\n")
          .filter((line) => line !== "")
          .map((line): IndexEntry => JSON.parse(line)),
      );
    },
    async close() {
      tables.destroy();
      storage.destroy();
      await host.close();
    },
  };
}
