import { day, midnightAfter } from "../days";
import { S3Error } from "../errors";
import type { StoredObject } from "../store/changes";
import type { Content } from "../xml";
import { type ArchiveClass, isArchive, type StorageClass } from "./classes";

/** How fast a restoration is to be. */
export type Tier = "Expedited" | "Standard" | "Bulk";

/** A copy for a while of an archived object, which has been asked for. */
export interface Restoration {
  tier: Tier;
  /** When the copy is there; ISO 8601. */
  ready: string;
  /** How long it stays, from then on. */
  days: number;
}

const hour = day / 24;

/**
 * How long a restoration takes: the most that S3 names ("Archive retrieval options",
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects-retrieval-options.html). S3 is often faster, and
 * nothing here should be early that is late there. A deep archive knows no expedited one.
 */
export const durations: Record<ArchiveClass, Partial<Record<Tier, number>>> = {
  GLACIER: { Expedited: hour / 12, Standard: 5 * hour, Bulk: 12 * hour },
  DEEP_ARCHIVE: { Standard: 12 * hour, Bulk: 48 * hour },
};

/** Where a restoration is at a moment; undefined if none was asked for, or its copy is gone again. */
export type RestoreStatus = { ongoing: true } | { ongoing: false; until: Date };

export function restoreStatus({ restoration }: StoredObject, now: Date): RestoreStatus | undefined {
  if (!restoration) return undefined;
  const ready = Date.parse(restoration.ready);
  if (now.getTime() < ready) return { ongoing: true };
  const until = midnightAfter(ready, restoration.days);
  return now.getTime() < until ? { ongoing: false, until: new Date(until) } : undefined;
}

/** What an answer says of an object's class, and of its restoration; nothing of `STANDARD`. */
export function storageHeaders(object: StoredObject, now: Date): Record<string, string> {
  if (object.storageClass === undefined) return {};
  const status = restoreStatus(object, now);
  return {
    "x-amz-storage-class": object.storageClass,
    ...(status && { "x-amz-restore": restoreHeader(status) }),
  };
}

const restoreHeader = (status: RestoreStatus): string =>
  status.ongoing ? 'ongoing-request="true"' : `ongoing-request="false", expiry-date="${status.until.toUTCString()}"`;

/** What a listing says of a restoration, where it is asked to. */
export function restoreEntry(object: StoredObject, now: Date): Content[] {
  const status = restoreStatus(object, now);
  if (!status) return [];
  const entry: Content[] = [["IsRestoreInProgress", status.ongoing]];
  if (!status.ongoing) entry.push(["RestoreExpiryDate", status.until.toISOString()]);
  return [["RestoreStatus", entry]];
}

/** @throws InvalidObjectState for an archived object of which there is no restored copy */
export function checkReadable(
  object: StoredObject,
  now: Date,
  message = "The operation is not valid for the object's storage class",
): void {
  if (isArchive(object.storageClass) && restoreStatus(object, now)?.ongoing !== false)
    throw invalidObjectState(message, object.storageClass);
}

export const invalidObjectState = (message: string, storageClass: StorageClass = "STANDARD"): S3Error =>
  new S3Error("InvalidObjectState", message, 403, { StorageClass: storageClass });
