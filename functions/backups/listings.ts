import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { ListObjectsV2Command, ListObjectVersionsCommand, type S3Client } from "@aws-sdk/client-s3";
import { type Archive, bareEtag, compareKeys, getChecked, type IndexEntry, type IndexPart, places } from "./archive";

/** An object as its bucket lists it. */
export interface ListedObject {
  key: string;
  etag: string;
  size: number;
  /** When it came to be, in milliseconds since 1970. */
  modified: number;
}

/** The latest version under an object's key in the archive. */
export interface LatestCopy {
  key: string;
  version: string;
  /** Whether it is a marker: the object is gone, and was by the last backup. */
  isMarker: boolean;
}

/** Keys come encoded like forms: what XML cannot hold would be lost. */
const EncodingType = "url";
const decoded = (key = ""): string => decodeURIComponent(key.replace(/\+/g, " "));

/** The objects of a bucket after a key, by key. */
export async function* objectsOf(
  storage: S3Client,
  Bucket: string,
  { after, prefix }: { after?: string; prefix?: string } = {},
): AsyncGenerator<ListedObject> {
  let token: string | undefined;
  do {
    const list = new ListObjectsV2Command({
      Bucket,
      Prefix: prefix,
      EncodingType,
      StartAfter: after,
      ContinuationToken: token,
    });
    const { Contents = [], NextContinuationToken } = await storage.send(list);
    for (const { Key, ETag, Size = 0, LastModified } of Contents)
      yield { key: decoded(Key), etag: bareEtag(ETag), size: Size, modified: LastModified?.getTime() ?? 0 };
    token = NextContinuationToken;
  } while (token !== undefined);
}

/** The latest versions of all copies of a bucket's objects after a key, by key. */
export async function* latestCopiesOf(
  { storage, bucket: Bucket }: Archive,
  bucket: string,
  after?: string,
): AsyncGenerator<LatestCopy> {
  const Prefix = places.objects(bucket);
  let keyMarker = after === undefined ? undefined : `${Prefix}${after}`;
  let versionMarker: string | undefined;
  do {
    const list = new ListObjectVersionsCommand({
      Bucket,
      Prefix,
      EncodingType,
      KeyMarker: keyMarker,
      VersionIdMarker: versionMarker,
    });
    const { Versions = [], DeleteMarkers = [], NextKeyMarker, NextVersionIdMarker } = await storage.send(list);
    const latest = [
      ...Versions.map((one) => ({ ...one, isMarker: false })),
      ...DeleteMarkers.map((one) => ({ ...one, isMarker: true })),
    ]
      .filter(({ IsLatest }) => IsLatest === true)
      .map(({ Key, VersionId = "", isMarker }) => ({
        key: decoded(Key).slice(Prefix.length),
        version: VersionId,
        isMarker,
      }));
    // The SDK has markers in a list of their own.
    yield* latest.sort((one, other) => compareKeys(one.key, other.key));
    [keyMarker, versionMarker] = [NextKeyMarker && decoded(NextKeyMarker), NextVersionIdMarker];
  } while (keyMarker !== undefined);
}

/** The entries of an index after a key, by key. */
export async function* entriesOf(archive: Archive, index: IndexPart[], after?: string): AsyncGenerator<IndexEntry> {
  const isPassed = (key: string): boolean => after !== undefined && compareKeys(key, after) <= 0;
  for (const { key, last, checksum } of index) {
    if (isPassed(last)) continue;
    const text = (await promisify(gunzip)(await getChecked(archive, key, checksum))).toString();
    for (const line of text.split("\n")) {
      if (line === "") continue;
      const entry: IndexEntry = JSON.parse(line);
      if (!isPassed(entry.key)) yield entry;
    }
  }
}

/** Goes along what is ordered by key. */
export interface Follower<Entry> {
  /** The entry of a key, none below which is asked for again. */
  at(key: string): Promise<Entry | undefined>;
  /** Passes all that are left. */
  end(): Promise<void>;
}

/** @param passed told of entries that were not asked for */
export const follow = <Entry extends { key: string }>(
  entries: AsyncGenerator<Entry>,
  passed: (entry: Entry) => void = () => undefined,
): Follower<Entry> => {
  let next: Promise<IteratorResult<Entry>> | undefined;
  const passWhile = async (isBefore: (key: string) => boolean): Promise<Entry | undefined> => {
    for (;;) {
      const { done, value } = await (next ??= entries.next());
      if (done) return undefined;
      if (!isBefore(value.key)) return value;
      passed(value);
      next = undefined;
    }
  };
  return {
    async at(key) {
      const entry = await passWhile((other) => compareKeys(other, key) < 0);
      if (entry?.key !== key) return undefined;
      next = undefined;
      return entry;
    },
    async end() {
      await passWhile(() => true);
    },
  };
};
