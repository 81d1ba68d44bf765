import { checkWrite } from "../conditions";
import type { S3Call } from "../context";
import type { Change, StoredObject } from "../store/changes";
import { objectLock } from "../store/store";

/** An object that is about to be written. */
export interface Writing {
  object: Omit<StoredObject, "modified">;
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
  const { store, bucket, request, notifications, call } = s3Call;
  const { key } = request;
  return store.exclusive(objectLock(bucket.name, key), async () => {
    checkWrite(request.headers, key, store.object(bucket.name, key));
    const time = s3Call.now();
    const object = { ...writing.object, modified: toSecond(time) };
    const sequence = store.nextSequence();
    const objectEvent = { name: writing.event, bucket, key, created: object, time, requestId: call.requestId };
    const changes: Change[] = [
      sequence,
      { kind: "put", bucket: bucket.name, key, object },
      ...(writing.with ?? []),
      ...notifications.of({ ...objectEvent, sequence: sequence.value }),
    ];
    await store.commit(changes);
    notifications.deliver(changes);
    return object;
  });
}

/**
 * Deletes an object of the request's bucket, which need not exist.
 *
 * @throws what {@link checkWrite} throws for `If-Match`
 */
export function deleteObject(s3Call: S3Call, key: string, conditions: Record<string, string>): Promise<void> {
  const { store, bucket, notifications, call, now } = s3Call;
  return store.exclusive(objectLock(bucket.name, key), async () => {
    const present = store.object(bucket.name, key);
    if (conditions["if-match"] !== undefined) checkWrite({ "if-match": conditions["if-match"] }, key, present);
    if (!present) return;
    const sequence = store.nextSequence();
    const objectEvent = { name: "ObjectRemoved:Delete", bucket, key, time: now(), requestId: call.requestId };
    const changes: Change[] = [
      sequence,
      { kind: "delete", bucket: bucket.name, key },
      ...notifications.of({ ...objectEvent, sequence: sequence.value }),
    ];
    await store.commit(changes);
    notifications.deliver(changes);
  });
}

/** S3 keeps times to the second; so does `Last-Modified`, and both must agree. */
export const toSecond = (time: Date): string => new Date(Math.floor(time.getTime() / 1000) * 1000).toISOString();
