import { BatchWriteItemCommand, type DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
} from "@aws-sdk/client-s3";
import { type Archive, type Backup, bareEtag, places, putFile } from "../../functions/backups/archive";
import type { Clock } from "../../functions/backups/clock";
import { encodeItem, type Item, type JsonItem } from "../../functions/backups/items";
import { restore, type Restoration, type RestoreAnswer } from "../../functions/backups/restore";
import type { RestoreInput, RestoreResources } from "../../functions/backups/restore-input";
import type { Counts } from "../../functions/backups/restore-progress";
import type { RestoreTools } from "../../functions/backups/restore-run";
import { TestClock } from "../../packages/offline/test/support/clock";
import { startS3 } from "../../packages/offline/test/support/s3";
import { start } from "../../packages/offline/test/services/dynamodb/support/fixture";
import { type Layout, tables, writeBackup } from "./written-backup";
import { Faults } from "../../packages/offline/src/services/dynamodb/service";

/** Time that passes when somebody sleeps, or a test says so. */
export class SteppingClock {
  /** Milliseconds that were slept. */
  slept = 0;
  private time = Date.parse("2026-12-01T12:00:00Z");

  /** As functions take it. */
  readonly clock: Clock = {
    now: () => this.time,
    sleep: async (milliseconds) => {
      this.slept += milliseconds;
      this.time += milliseconds;
    },
  };

  pass(milliseconds: number): void {
    this.time += milliseconds;
  }
}

/** Counts of which all that is not named is 0. */
export const counts = (some: Partial<Counts>): Counts => ({
  ...{ restored: 0, equal: 0, different: 0, missing: 0, pending: 0, removed: 0 },
  ...some,
});

/** Tables, two buckets and an archive, with backups written by hand. */
export class Scene {
  readonly clock = new SteppingClock();
  /** Time as S3 has it. */
  readonly s3Clock: TestClock;
  readonly tools: RestoreTools;
  readonly archive: Archive;
  readonly own: RestoreResources = {
    stack: "dev",
    archive: "archive",
    restoreFrom: "elsewhere",
    tables: tables.map(({ name }) => ({ name: `the-${name}`, physicalName: name })),
    buckets: [
      { name: "the-images", physicalName: "images" },
      { name: "the-files", physicalName: "files" },
    ],
  };
  private readonly calls: string[] = [];

  private constructor(
    private readonly database: DynamoDBClient,
    readonly storage: S3Client,
    readonly faults: Faults,
    s3Clock: TestClock,
    readonly close: () => Promise<void>,
  ) {
    this.s3Clock = s3Clock;
    this.tools = { tables: database, storage, clock: this.clock.clock };
    this.archive = { storage, bucket: "archive" };
    const note = (commandName = ""): void => {
      const operation = commandName.replace(/Command$/, "");
      this.calls.push(operation);
      this.onCall(operation);
    };
    database.middlewareStack.add(
      (next, { commandName }) =>
        (args) => {
          note(commandName);
          return next(args);
        },
      { step: "initialize" },
    );
    storage.middlewareStack.add(
      (next, { commandName }) =>
        (args) => {
          note(commandName);
          return next(args);
        },
      { step: "initialize" },
    );
  }

  static async open(): Promise<Scene> {
    const faults = new Faults();
    const database = await start({ tables, faults });
    const clock = new TestClock("2026-11-28T00:00:00Z");
    const versioning = "Enabled" as const;
    const buckets = [
      ...[
        { name: "archive", versioning },
        { name: "elsewhere", versioning },
      ],
      ...[{ name: "images" }, { name: "files" }],
    ];
    const s3 = await startS3({ buckets, clock });
    return new Scene(database.client, s3.client, faults, clock, async () => {
      await database.close();
      await s3.stop();
    });
  }

  /** Called before each operation of the clients; a test may have time pass, or something happen. */
  onCall: (operation: string) => void = () => undefined;

  /** How often operations were called since the last time. */
  takeCalls(): Record<string, number> {
    const taken: Record<string, number> = {};
    for (const call of this.calls.splice(0)) taken[call] = (taken[call] ?? 0) + 1;
    return taken;
  }

  async putItems(table: string, items: Item[]): Promise<void> {
    for (let at = 0; at < items.length; at += 25) {
      const requests = items.slice(at, at + 25).map((Item) => ({ PutRequest: { Item } }));
      await this.database.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }));
    }
  }

  async deleteItems(table: string, keys: Item[]): Promise<void> {
    for (let at = 0; at < keys.length; at += 25) {
      const requests = keys.slice(at, at + 25).map((Key) => ({ DeleteRequest: { Key } }));
      await this.database.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }));
    }
  }

  /** All of a table, in an order of its own that is always the same. */
  async items(TableName: string): Promise<JsonItem[]> {
    const items: JsonItem[] = [];
    for await (const { Items = [] } of paginateScan({ client: this.database }, { TableName }))
      items.push(...Items.map(encodeItem));
    const text = (item: JsonItem): string => JSON.stringify(item);
    return items.sort((one, other) => (text(one) < text(other) ? -1 : 1));
  }

  async put(Bucket: string, Key: string, Body: string | Uint8Array, more: Partial<PutObjectCommandInput> = {}) {
    const { ETag, VersionId = "" } = await this.storage.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
    return { etag: bareEtag(ETag), version: VersionId };
  }

  async remove(Bucket: string, Key: string, VersionId?: string): Promise<void> {
    await this.storage.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
  }

  head(Bucket: string, Key: string) {
    return this.storage.send(new HeadObjectCommand({ Bucket, Key }));
  }

  /** An object's text and what it carries. */
  async read(Bucket: string, Key: string) {
    const { Body, ContentType, Metadata } = await this.storage.send(new GetObjectCommand({ Bucket, Key }));
    return { text: await Body?.transformToString(), ContentType, Metadata };
  }

  async keys(Bucket: string): Promise<string[]> {
    const keys: string[] = [];
    for await (const { Contents = [] } of paginateListObjectsV2(
      { client: this.storage },
      { Bucket, EncodingType: "url" },
    ))
      keys.push(...Contents.map(({ Key = "" }) => decodeURIComponent(Key.replaceAll("+", " "))));
    return keys;
  }

  async writeBackup(backup: Backup): Promise<void> {
    await putFile(this.archive, places.backup(backup.id), JSON.stringify(backup));
  }

  /** Backs up all tables and buckets as they are. */
  backUp(layout: Layout = {}): Promise<Backup> {
    return writeBackup(this, layout);
  }

  /** Invokes the function once. */
  ask(input: RestoreInput | null, remaining = 900_000): Promise<RestoreAnswer> {
    // As Lambda hands it on.
    const event: RestoreInput | null = JSON.parse(JSON.stringify(input));
    return restore(this.tools, this.own, event, { getRemainingTimeInMillis: () => remaining });
  }

  /** Invokes it for a backup once. */
  async restore(input: RestoreInput = {}, remaining?: number): Promise<Restoration> {
    const answer = await this.ask({ date: "2026-11-28", ...input }, remaining);
    if ("backups" in answer) throw new Error("asked for a list");
    return JSON.parse(JSON.stringify(answer));
  }

  /** Invokes it until it has ended. */
  async restoreAll(input: RestoreInput = {}): Promise<{ last: Restoration; invocations: number }> {
    let last = await this.restore(input);
    let invocations = 1;
    while (last.next) {
      last = await this.restore({ ...input, next: last.next });
      invocations += 1;
    }
    return { last, invocations };
  }
}

/** Items of a table whose key is `id`. */
export const notes = (count: number, more: Item = {}): Item[] =>
  Array.from({ length: count }, (_, at) => ({ id: { S: `note-${String(at).padStart(4, "0")}` }, ...more }));
