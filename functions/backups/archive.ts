import { createHash } from "node:crypto";
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { hasName } from "../kit/errors";

/** The bucket that keeps backups, of this stack or of another one. */
export interface Archive {
  storage: S3Client;
  bucket: string;
}

/** A bucket or table of the program, by the name it has there and by its physical one. */
export interface Named {
  name: string;
  physicalName: string;
}

/** A complete backup: what `backups/{id}/backup.json` holds, which is written last. */
export interface Backup {
  /** When it began, in a form that sorts: `2026-11-28T02-00-00-000Z`. */
  id: string;
  startedAt: string;
  completedAt: string;
  seconds: number;
  /** The stack, and the version of the program, that made it. */
  stack: string;
  version: string;
  tables: TableBackup[];
  buckets: BucketBackup[];
}

/** A table in the layout of DynamoDB's own exports, so that AWS's ImportTable reads it as well. */
export interface TableBackup extends Named {
  /** Names of the attributes of its key. */
  keys: string[];
  items: number;
  /** Where its export is, manifests included. */
  folder: string;
  /** Key of a copy of its `manifest-files.json`, which stays at hand where the export goes to Glacier; and its checksum. */
  manifest: string;
  checksum: string;
}

/** A bucket as an index of its objects, whose copies are under `objects/`. */
export interface BucketBackup extends Named {
  objects: number;
  bytes: number;
  /** How many objects this backup had to copy; the archive had the others. */
  copied: number;
  index: IndexPart[];
}

/** A part of an index: a file of compressed lines, each an {@link IndexEntry}, ordered by key. */
export interface IndexPart {
  key: string;
  entries: number;
  /** Key of the last entry. */
  last: string;
  checksum: string;
}

/** An object as it was, and the version that is its copy. */
export interface IndexEntry {
  key: string;
  etag: string;
  size: number;
  /** When it came to be, in milliseconds since 1970. */
  modified: number;
  version: string;
  /** The copy's own entity tag: another one where either was uploaded in parts. */
  copyEtag: string;
}

/** A line of `manifest-files.json`, as DynamoDB writes it. */
export interface DataFile {
  itemCount: number;
  md5Checksum: string;
  etag: string;
  dataFileS3Key: string;
}

/** A checksum as it may stand in a name. */
const named = (checksum: string): string => Buffer.from(checksum, "base64").toString("hex");

/**
 * Where a backup's parts are. Lifecycle rules go by the first names (`infra/backups/archive.ts`).
 *
 * What differs from run to run has a name by its content: a run that is overtaken writes until it notices, and must not
 * write over what the other one has made.
 */
export const places = {
  progress: "progress.json",
  backups: "backups/",
  tables: "tables/",
  indexes: "indexes/",
  copies: "objects/",
  backup: (id: string): string => `backups/${id}/backup.json`,
  manifest: (id: string, table: string, checksum: string): string =>
    `backups/${id}/${table}.${named(checksum)}.manifest-files.json`,
  table: (id: string, table: string): string => `tables/${table}/${id}`,
  indexPart: (id: string, bucket: string, part: number, checksum: string): string =>
    `indexes/${id}/${bucket}/${String(part).padStart(5, "0")}.${named(checksum)}.jsonl.gz`,
  objects: (bucket: string): string => `objects/${bucket}/`,
};

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const longestKey = 1024;

/** Where an object's copy is. A key that would be too long with what comes before it is known by its hash there. */
export const copyKeyOf = (bucket: string, key: string): string => {
  const copyKey = `${places.objects(bucket)}${key}`;
  if (Buffer.byteLength(copyKey) <= longestKey) return copyKey;
  // No bucket is called so.
  return `objects/~long/${bucket}/${createHash("sha256").update(key).digest("hex")}`;
};

/** The MD5 of a file as manifests have it, in base64. */
export const checksumOf = (bytes: string | Uint8Array): string => createHash("md5").update(bytes).digest("base64");

/** S3 lists keys in this order: of their bytes in UTF-8, which is not that of JavaScript's texts. */
export const compareKeys = (one: string, other: string): number =>
  one === other ? 0 : Buffer.compare(Buffer.from(one), Buffer.from(other));

/**
 * Whether an object that came to be then, and has not been written again, was as it is when a backup began: S3 tells
 * times by the second, in which it may have been written twice.
 */
export const isSettled = (modified: number, began: number): boolean => modified < began - 1000;

/** Entity tags come in quotes from some operations, and without from others. */
export const bareEtag = (etag = ""): string => etag.replaceAll('"', "");

/** Writes a file of the archive; returns its entity tag. */
export const putFile = async (
  { storage, bucket }: Archive,
  key: string,
  body: string | Uint8Array,
): Promise<string> => {
  const ContentType = key.endsWith(".json") ? "application/json" : "application/octet-stream";
  const { ETag } = await storage.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType }));
  return bareEtag(ETag);
};

/** A file of the archive. */
export const getFile = async ({ storage, bucket }: Archive, key: string): Promise<Uint8Array> => {
  const { Body } = await storage.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  if (!Body) throw new Error(`${key} came without a body`);
  return Body.transformToByteArray();
};

/**
 * A file of the archive that must be as it was written.
 *
 * @throws Error naming the file, where it is not
 */
export const getChecked = async (archive: Archive, key: string, checksum: string): Promise<Uint8Array> => {
  const bytes = await getFile(archive, key);
  if (checksumOf(bytes) === checksum) return bytes;
  throw Object.assign(new Error(`${key} is damaged: its MD5 is not the one that the backup has`), { name: damaged });
};

const damaged = "Damaged";

/** Whether a file of the archive is not what it was, or not there any more. */
export const isLost = (error: unknown): boolean => hasName(error, damaged, "NoSuchKey", "NotFound");

/** A complete backup, by its id. */
export const readBackup = async (archive: Archive, id: string): Promise<Backup> =>
  JSON.parse(Buffer.from(await getFile(archive, places.backup(id))).toString());

/** What is said of an object of the archive. */
export const headFile = ({ storage, bucket }: Archive, key: string, version?: string) =>
  storage.send(new HeadObjectCommand({ Bucket: bucket, Key: key, VersionId: version }));

/** The data files of a table's backup, as its manifest lists them. */
export const dataFilesOf = async (archive: Archive, { manifest, checksum }: TableBackup): Promise<DataFile[]> => {
  const text = Buffer.from(await getChecked(archive, manifest, checksum)).toString();
  return readManifest(text);
};

export const readManifest = (text: string): DataFile[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
