import { accessDenied, markerNotAllowed, noSuchKey, noSuchVersion } from "../errors";
import type { S3Call } from "../context";
import { bucketArn } from "../request";
import type { BucketSettings } from "../settings";
import { idOf, isMarker, type StoredObject } from "../store/changes";

/**
 * An object that the caller may read: the current one, or a version.
 *
 * @throws NoSuchKey if there is none, or a delete marker is current, which the answer then tells by its headers;
 *   NoSuchVersion; MethodNotAllowed for a delete marker that is named; but AccessDenied if the caller may not list the
 *   bucket: S3 does not tell such a caller which keys exist
 */
export function findObject(
  { store, call }: Pick<S3Call, "store" | "call">,
  { name }: BucketSettings,
  key: string,
  id?: string,
): StoredObject {
  const held = store.bucket(name);
  const version = id === undefined ? held.current(key) : held.version(key, id);
  if (version && !isMarker(version)) return version;
  if (version && id !== undefined) throw markerNotAllowed(version);
  if (!call.may([{ action: "s3:ListBucket", resource: bucketArn(name) }])) throw accessDenied("Access Denied");
  if (id !== undefined) throw noSuchVersion(key, id);
  throw noSuchKey(key, version && { "x-amz-delete-marker": "true", "x-amz-version-id": idOf(version) });
}
