import { randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { HeadObjectCommandOutput, PutObjectCommandInput } from "@aws-sdk/client-s3";
import {
  type Archive,
  type Backup,
  bareEtag,
  type BucketBackup,
  checksumOf,
  compareKeys,
  copyKeyOf,
  type IndexEntry,
  type Named,
  places,
  putFile,
  type TableBackup,
} from "../../functions/backups/archive";
import type { JsonItem } from "../../functions/backups/items";
import type { TableSettings } from "../../packages/offline/src/services/dynamodb/service";

/** Tables: one as wide as can be, one of few units that an index has still fewer of, one whose key is binary. */
export const tables: TableSettings[] = [
  { name: "wide", attributes: [{ name: "id", type: "S" }], hashKey: "id", billingMode: "PAY_PER_REQUEST" },
  {
    name: "narrow",
    attributes: [
      { name: "day", type: "S" },
      { name: "at", type: "N" },
      { name: "topic", type: "S" },
    ],
    hashKey: "day",
    rangeKey: "at",
    readCapacity: 10,
    writeCapacity: 10,
    globalSecondaryIndexes: [
      { name: "by-topic", hashKey: "topic", projectionType: "ALL", readCapacity: 5, writeCapacity: 5 },
    ],
  },
  { name: "binary", attributes: [{ name: "key", type: "B" }], hashKey: "key", billingMode: "PAY_PER_REQUEST" },
];

export const id = "2026-11-28T02-00-00-000Z";

/** What a backup is to look like. */
export interface Layout {
  /** How many items a data file has. */
  perFile?: number;
  /** How many entries a part of an index has. */
  perPart?: number;
  id?: string;
  /** Of the copies and the data files. */
  storageClass?: PutObjectCommandInput["StorageClass"];
  /** Names in the program, where only these are to be in the backup. */
  only?: string[];
}

/** What is to be backed up. */
export interface Live {
  archive: Archive;
  own: { tables: Named[]; buckets: Named[] };
  items(table: string): Promise<JsonItem[]>;
  keys(bucket: string): Promise<string[]>;
  head(bucket: string, key: string): Promise<HeadObjectCommandOutput>;
  read(
    bucket: string,
    key: string,
  ): Promise<{ text?: string } & Pick<HeadObjectCommandOutput, "ContentType" | "Metadata">>;
  put(
    bucket: string,
    key: string,
    body: string | Uint8Array,
    more?: Partial<PutObjectCommandInput>,
  ): Promise<{ etag: string; version: string }>;
}

/** Writes a backup of what there is, by hand: with files as small as a test wants them. */
export async function writeBackup(live: Live, { id: backupId = id, only, ...layout }: Layout = {}): Promise<Backup> {
  const isWanted = ({ name }: Named): boolean => only === undefined || only.includes(name);
  const tables: TableBackup[] = [];
  for (const named of live.own.tables.filter(isWanted)) tables.push(await tableBackup(live, backupId, named, layout));
  const buckets: BucketBackup[] = [];
  for (const named of live.own.buckets.filter(isWanted))
    buckets.push(await bucketBackup(live, backupId, named, layout));
  const [startedAt, completedAt] = ["2026-11-28T02:00:00.000Z", "2026-11-28T02:01:00.000Z"];
  const backup = { id: backupId, startedAt, completedAt, seconds: 60, stack: "dev", version: "1", tables, buckets };
  await putFile(live.archive, places.backup(backup.id), JSON.stringify(backup));
  return backup;
}

async function tableBackup(
  live: Live,
  backupId: string,
  { name, physicalName }: Named,
  { perFile = 1000, storageClass }: Layout,
): Promise<TableBackup> {
  const { archive } = live;
  const items = await live.items(physicalName);
  const folder = `${places.table(backupId, physicalName)}/AWSDynamoDB/01-abcd`;
  let files = "";
  for (let at = 0; at === 0 || at < items.length; at += perFile) {
    const some = items.slice(at, at + perFile);
    const body = gzipSync(some.map((Item) => `${JSON.stringify({ Item })}\n`).join(""));
    const dataFileS3Key = `${folder}/data/${randomUUID()}.json.gz`;
    const { etag } = await live.put(archive.bucket, dataFileS3Key, body, { StorageClass: storageClass });
    files += `${JSON.stringify({ itemCount: some.length, md5Checksum: checksumOf(body), etag, dataFileS3Key })}\n`;
  }
  const checksum = checksumOf(files);
  const manifest = places.manifest(backupId, physicalName, checksum);
  await putFile(archive, manifest, files);
  const settings = tables.find((table) => table.name === physicalName);
  const keys = [settings?.hashKey, settings?.rangeKey].flatMap((key) => key ?? []);
  return { name, physicalName, keys, items: items.length, folder, manifest, checksum };
}

async function bucketBackup(
  live: Live,
  backupId: string,
  { name, physicalName }: Named,
  { perPart = 1000, storageClass }: Layout,
): Promise<BucketBackup> {
  const { archive } = live;
  const entries: IndexEntry[] = [];
  for (const key of (await live.keys(physicalName)).sort(compareKeys)) {
    const { LastModified, ContentLength: size = 0, ETag } = await live.head(physicalName, key);
    const { text = "", ContentType, Metadata } = await live.read(physicalName, key);
    const carried = { ContentType, Metadata, StorageClass: storageClass };
    const { etag: copyEtag, version } = await live.put(archive.bucket, copyKeyOf(physicalName, key), text, carried);
    entries.push({ key, etag: bareEtag(ETag), size, modified: LastModified?.getTime() ?? 0, version, copyEtag });
  }
  const bucket: BucketBackup = { name, physicalName, objects: entries.length, bytes: 0, copied: 0, index: [] };
  for (let at = 0; at < entries.length; at += perPart) {
    const some = entries.slice(at, at + perPart);
    const body = gzipSync(some.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
    const checksum = checksumOf(body);
    const key = places.indexPart(backupId, physicalName, bucket.index.length, checksum);
    await putFile(archive, key, body);
    bucket.index.push({ key, entries: some.length, last: some.at(-1)?.key ?? "", checksum });
  }
  return bucket;
}
