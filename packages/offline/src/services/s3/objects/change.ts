import { checkWrite } from "../conditions";
import type { S3Call } from "../context";
import { type Change, idOf, isMarker, type StoredObject, type Version } from "../store/changes";
import { objectLock } from "../store/store";
import { commit } from "./commit";
import { nextVersion, versioningOf } from "../versions/versioning";

/** An object that is about to be written. */
export interface Writing {
  object: Omit<StoredObject, "modified" | "version">;
  /** The event it raises, such as `ObjectCreated:Put`. */
  event: string;
  /** Changes that become true with it. */
  with?: Change[];
}

/**
 * Writes the object the request names: checks the write's conditions, makes it durable together with its notifications,
 * and lets those go. Concurrent writers of one key take turns, so of several that demand `If-None-Match: *` one wins.
 *
 * @throws what {@link checkWrite} throws; the object's blobs are then still the caller's
 */
export function writeObject(s3Call: S3Call, writing: Writing): Promise<StoredObject> {
  const { store, bucket, request, call } = s3Call;
  const { key } = request;
  return store.exclusive(objectLock(bucket.name, key), async () => {
    checkWrite(request.headers, key, store.object(bucket.name, key));
    const object = { ...writing.object, modified: toSecond(s3Call.now()), version: nextVersion(store, bucket) };
    const put: Change = { kind: "put", bucket: bucket.name, key, object };
    const happening = { name: writing.event, key, created: object, version: object.version, requestId: call.requestId };
    await commit(s3Call, bucket, [put, ...(writing.with ?? [])], [happening]);
    return object;
  });
}

/** What is to be deleted. */
export interface Deletion {
  key: string;
  /** The version that goes for good; undefined to delete the object in the way of its bucket. */
  id?: string;
  /** An ETag that it must have. */
  ifMatch?: string;
}

/** What a deletion has done, in a bucket that keeps versions. */
export interface Deleted {
  /** The version that is gone, or the delete marker that has come. */
  id?: string;
  isMarker: boolean;
}

/**
 * Deletes an object of the request's bucket, or a version of it; neither need exist. Where versions are kept, a deletion
 * that names none adds a delete marker
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeletingObjectVersions.html).
 *
 * @throws what {@link checkWrite} throws for `If-Match`
 */
export function deleteObject(s3Call: S3Call, { key, id, ifMatch }: Deletion): Promise<Deleted> {
  const { store, bucket } = s3Call;
  return store.exclusive(objectLock(bucket.name, key), async () => {
    const held = store.bucket(bucket.name);
    const present = id === undefined ? held.current(key) : held.version(key, id);
    if (ifMatch !== undefined)
      checkWrite({ "if-match": ifMatch }, key, present && !isMarker(present) ? present : undefined);
    if (id === undefined && versioningOf(store, bucket)) return mark(s3Call, key);
    if (present) await remove(s3Call, key, present);
    return { id, isMarker: present !== undefined && isMarker(present) };
  });
}

/** Adds a delete marker. While versions are suspended it takes the place of the version `null`. */
async function mark(s3Call: S3Call, key: string): Promise<Deleted> {
  const { store, bucket, call, now } = s3Call;
  const marker = { marker: true as const, modified: toSecond(now()), version: nextVersion(store, bucket) };
  const name = "ObjectRemoved:DeleteMarkerCreated";
  const happening = { name, key, version: marker.version, requestId: call.requestId };
  await commit(s3Call, bucket, [{ kind: "mark", bucket: bucket.name, key, marker }], [happening]);
  return { id: idOf(marker), isMarker: true };
}

function remove(s3Call: S3Call, key: string, { version }: Version): Promise<void> {
  const { bucket, call } = s3Call;
  const happening = { name: "ObjectRemoved:Delete", key, version, requestId: call.requestId };
  return commit(s3Call, bucket, [{ kind: "delete", bucket: bucket.name, key, version }], [happening]);
}

/** S3 keeps times to the second; so does `Last-Modified`, and both must agree. */
export const toSecond = (time: Date): string => new Date(Math.floor(time.getTime() / 1000) * 1000).toISOString();
