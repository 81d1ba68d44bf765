import type { Access } from "../../../protocol/service";
import { checkCopySource } from "../conditions";
import { invalidArgument, invalidRequest, noSuchBucket, S3Error } from "../errors";
import type { S3Call } from "../context";
import { checkKey, decode, objectArn, type S3Request } from "../request";
import type { BucketSettings } from "../settings";
import { checkReadable } from "../storage-classes/restoration";
import type { StoredObject } from "../store/changes";
import { checkVersionId, versionContext, versionHeader } from "../versions/versioning";
import { findObject } from "./find";

/** What `x-amz-copy-source` names. */
export interface CopySource {
  bucket: string;
  key: string;
  /** The version; undefined for the current one. */
  id?: string;
}

/**
 * The header holds `bucket/key`, percent-encoded, with or without a leading slash, and perhaps `?versionId=`.
 *
 * @throws InvalidArgument
 */
export function readSource({ headers }: S3Request): CopySource {
  const header = headers["x-amz-copy-source"] ?? "";
  const [, bucket, key, id] = /^\/?([^/]+)\/([^?]+)(?:\?versionId=(.*))?$/.exec(header) ?? [];
  if (bucket === undefined || key === undefined)
    throw invalidArgument(
      "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
      "x-amz-copy-source",
      header,
    );
  const source = { bucket: decode(bucket), key: decode(key), id: checkVersionId(id && decode(id)) };
  checkKey(source.key);
  return source;
}

/** The right to read the source. */
export function sourceAccess(request: S3Request): Access[] {
  const { bucket, key, id } = readSource(request);
  const resource = objectArn(bucket, key);
  if (id === undefined) return [{ action: "s3:GetObject", resource }];
  return [{ action: "s3:GetObjectVersion", resource, context: versionContext(id) }];
}

/** A source that may be copied. */
export interface FoundSource extends CopySource {
  original: StoredObject;
  /** What the answer says of it. */
  headers: Record<string, string>;
}

/**
 * Finds the source, and holds it to the request's conditions.
 *
 * @throws NoSuchBucket, what {@link findObject} and {@link checkCopySource} throw; InvalidRequest for a delete marker;
 *   InvalidObjectState for what is archived
 */
export function findSource(s3Call: S3Call): FoundSource {
  const { request, buckets, store } = s3Call;
  const source = readSource(request);
  const bucket = buckets.get(source.bucket);
  if (!bucket) throw noSuchBucket(source.bucket);
  const original = find(s3Call, bucket, source);
  checkReadable(original, s3Call.now(), "Operation is not valid for the source object's storage class");
  checkCopySource(request.headers, original);
  return { ...source, original, headers: versionHeader(store, bucket, original, "x-amz-copy-source-version-id") };
}

function find(s3Call: S3Call, bucket: BucketSettings, { key, id }: CopySource): StoredObject {
  try {
    return findObject(s3Call, bucket, key, id);
  } catch (error) {
    if (!(error instanceof S3Error)) throw error;
    if (error.code === "MethodNotAllowed")
      throw invalidRequest("The source of a copy request may not specifically refer to a delete marker by version id.");
    // What the source is must not look like what has been written.
    throw new S3Error(error.code, error.message, error.status, error.details);
  }
}
