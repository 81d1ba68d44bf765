import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { DeleteObjectCommand, HeadObjectCommand } from "@aws-sdk/client-s3";
import {
  type Archive,
  bareEtag,
  checksumOf,
  copyKeyOf,
  headFile,
  type IndexEntry,
  type IndexPart,
  isLost,
  isSettled,
  places,
  putFile,
} from "./archive";
import type { Deadline } from "./clock";
import { copyObject, hasChanged, hasSameProperties, headOf, inParallel, isGone } from "./copies";
import { entriesOf, follow, latestCopiesOf, type LatestCopy, type ListedObject, objectsOf } from "./listings";
import type { BucketProgress } from "./progress";

/** What copying works with. */
export interface ObjectTools {
  archive: Archive;
  clock: Deadline;
  /** Writes down where the backup stands. */
  save: () => Promise<void>;
}

const atOnce = 16;

/** When a part of an index is full; an interrupted run copies again what no part names. */
const partLimits = { entries: 5000, milliseconds: 60_000 } as const;

/** How often an object may change while it is copied. */
const attempts = 5;

/** An object, and what the archive has of it. */
interface Found {
  object: ListedObject;
  /** What the last backup says. */
  known?: IndexEntry;
  /** What is there. */
  latest?: LatestCopy;
}

/**
 * Goes on with the backup of a bucket: copies what the archive does not have yet, and indexes all. It writes down where it
 * stands with each part of the index. A copy whose object is gone gets a marker, which lets the lifecycle delete it when
 * no index names it any more.
 *
 * Only the latest version of a copy may be named again: any other one is already on its way out.
 *
 * @param before the index of the last backup, and when that began, in milliseconds since 1970
 */
export const backUpBucket = async (
  tools: ObjectTools,
  backupId: string,
  progress: BucketProgress,
  before: { index: IndexPart[]; began: number },
): Promise<void> => {
  const { archive, clock } = tools;
  const { physicalName: bucket } = progress;
  const after = progress.index.at(-1)?.last;
  const gone: string[] = [];
  const known = follow(untilLost(entriesOf(archive, before.index, after)));
  const latest = follow(latestCopiesOf(archive, bucket, after), ({ key, isMarker }) => {
    if (!isMarker) gone.push(key);
  });
  const part = openPart(tools, backupId, progress, before.began);
  let batch: Found[] = [];
  const work = async (): Promise<void> => {
    await part.add(batch);
    await markGone(archive, bucket, gone.splice(0));
    batch = [];
  };
  for await (const object of objectsOf(archive.storage, bucket, { after })) {
    batch.push({ object, known: await known.at(object.key), latest: await latest.at(object.key) });
    if (batch.length < 4 * atOnce) continue;
    await work();
    if (clock.isLate()) return part.close();
    if (part.isFull()) await part.close();
  }
  await latest.end();
  await work();
  progress.isDone = true;
  await part.close();
};

/** The part of the index that is being made. */
const openPart = ({ archive, clock, save }: ObjectTools, backupId: string, progress: BucketProgress, began: number) => {
  const { physicalName: bucket } = progress;
  let entries: IndexEntry[] = [];
  let full = clock.now() + partLimits.milliseconds;
  return {
    async add(batch: Found[]): Promise<void> {
      const added: (IndexEntry | undefined)[] = [];
      await inParallel(atOnce, batch, async (found, index) => {
        const { entry, isCopied } = await entryOf(archive, bucket, found, began);
        added[index] = entry;
        if (isCopied) progress.copied += 1;
      });
      for (const entry of added) if (entry) entries.push(entry);
    },
    isFull: () => entries.length >= partLimits.entries || clock.now() >= full,
    async close(): Promise<void> {
      const last = entries.at(-1)?.key;
      if (last !== undefined) {
        const lines = entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
        const body = await promisify(gzip)(lines);
        const checksum = checksumOf(body);
        const key = places.indexPart(backupId, bucket, progress.index.length, checksum);
        await putFile(archive, key, body);
        progress.index.push({ key, entries: entries.length, last, checksum });
        progress.objects += entries.length;
        progress.bytes += entries.reduce((sum, { size }) => sum + size, 0);
      }
      await save();
      [entries, full] = [[], clock.now() + partLimits.milliseconds];
    },
  };
};

/** An index that is not whole any more says nothing of what follows: it is copied again. */
async function* untilLost(entries: AsyncGenerator<IndexEntry>): AsyncGenerator<IndexEntry> {
  try {
    yield* entries;
  } catch (error) {
    if (!isLost(error)) throw error;
  }
}

/**
 * The entry of an object, which is copied unless the archive has it; none where it is gone by now.
 *
 * @param began when the last backup did, in milliseconds since 1970
 */
const entryOf = async (
  archive: Archive,
  bucket: string,
  found: Found,
  began: number,
): Promise<{ entry?: IndexEntry; isCopied: boolean }> => {
  const { object, known } = found;
  if (known && isArchived(bucket, found)) {
    if (known.modified === object.modified && isSettled(known.modified, began))
      return { entry: known, isCopied: false };
    if (await isCopyAsItIs(archive, bucket, known))
      return { entry: { ...known, modified: object.modified }, isCopied: false };
  }
  const entry = await copyIn(archive, bucket, object);
  return { entry, isCopied: entry !== undefined };
};

const isArchived = (bucket: string, { object: { key, etag, size }, known, latest }: Found): boolean => {
  if (known?.etag !== etag || known.size !== size) return false;
  // Copies under a hash are not listed with the others.
  const isListed = copyKeyOf(bucket, key) === `${places.objects(bucket)}${key}`;
  return !isListed || latest?.version === known.version;
};

/** Whether an object that was written again with the same content has the same headers and metadata, too. */
const isCopyAsItIs = async (archive: Archive, bucket: string, known: IndexEntry): Promise<boolean> => {
  const { storage } = archive;
  const { key, etag, version } = known;
  try {
    const object = await storage.send(headOf({ bucket, key, etag }));
    const copy = await headFile(archive, copyKeyOf(bucket, key), version);
    return hasSameProperties(object, copy);
  } catch (error) {
    if (isGone(error) || hasChanged(error)) return false;
    throw error;
  }
};

const copyIn = async (archive: Archive, bucket: string, listed: ListedObject): Promise<IndexEntry | undefined> => {
  const { storage } = archive;
  const { key } = listed;
  const target = { bucket: archive.bucket, key: copyKeyOf(bucket, key) };
  let object = listed;
  for (let attempt = 1; ; attempt++) {
    try {
      const { version, etag } = await copyObject(storage, { bucket, ...object }, target);
      return { ...object, version, copyEtag: etag };
    } catch (error) {
      if (isGone(error)) return undefined;
      if (!hasChanged(error) || attempt === attempts) throw error;
    }
    const now = await lookAgain(archive, bucket, key);
    if (!now) return undefined;
    object = now;
  }
};

const lookAgain = async ({ storage }: Archive, Bucket: string, key: string): Promise<ListedObject | undefined> => {
  try {
    const head = await storage.send(new HeadObjectCommand({ Bucket, Key: key }));
    const { ETag, ContentLength = 0, LastModified } = head;
    return { key, etag: bareEtag(ETag), size: ContentLength, modified: LastModified?.getTime() ?? 0 };
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
};

/** Marks copies of objects that are gone. It deletes no version. */
const markGone = ({ storage, bucket }: Archive, from: string, keys: string[]): Promise<void> =>
  inParallel(atOnce, keys, async (key) => {
    await storage.send(new DeleteObjectCommand({ Bucket: bucket, Key: `${places.objects(from)}${key}` }));
  });
