import type { Call } from "../../../protocol/service";
import { accessDenied, noSuchKey } from "../errors";
import { bucketArn } from "../request";
import type { StoredObject } from "../store/changes";
import type { Store } from "../store/store";

/**
 * An object that the caller may read.
 *
 * @throws NoSuchKey if there is none; but AccessDenied if the caller may not list the bucket: S3 does not tell such a
 *   caller which keys exist
 */
export function findObject(store: Store, call: Call, bucket: string, key: string): StoredObject {
  const object = store.object(bucket, key);
  if (object) return object;
  if (call.may([{ action: "s3:ListBucket", resource: bucketArn(bucket) }])) throw noSuchKey(key);
  throw accessDenied("Access Denied");
}
