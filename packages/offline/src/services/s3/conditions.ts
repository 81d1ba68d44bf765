import { notImplemented } from "../../protocol/service";
import { noSuchKey, preconditionFailed, S3Error } from "./errors";
import { validators } from "./headers";
import type { StoredObject } from "./store/changes";

type Headers = Record<string, string>;

const matches = (list: string, etag: string): boolean =>
  list
    .split(",")
    .map((one) => one.trim().replace(/^W\//, "").replace(/^"|"$/g, ""))
    .some((one) => one === "*" || one === etag);

/** Whether an object is newer than a header's date; a date that cannot be read counts as none. */
const modifiedSince = (object: StoredObject, date: string): boolean | undefined => {
  const instant = Date.parse(date);
  return Number.isNaN(instant) ? undefined : Date.parse(object.modified) > instant;
};

/**
 * Which condition of a reader fails, if any. An ETag wins over a date (RFC 9110, 13.2.2).
 *
 * @param prefix what the conditions' names begin with, such as `x-amz-copy-source-`
 */
function failing(headers: Headers, object: StoredObject, prefix: string): string | undefined {
  const ifMatch = headers[`${prefix}if-match`];
  const ifUnmodified = headers[`${prefix}if-unmodified-since`];
  const ifNoneMatch = headers[`${prefix}if-none-match`];
  const ifModified = headers[`${prefix}if-modified-since`];
  if (ifMatch !== undefined && !matches(ifMatch, object.etag)) return "If-Match";
  if (ifMatch === undefined && ifUnmodified && modifiedSince(object, ifUnmodified) === true)
    return "If-Unmodified-Since";
  if (ifNoneMatch !== undefined && matches(ifNoneMatch, object.etag)) return "If-None-Match";
  if (ifNoneMatch === undefined && ifModified && modifiedSince(object, ifModified) === false)
    return "If-Modified-Since";
  return undefined;
}

/** @throws PreconditionFailed, or NotModified (304) if the reader has the object already */
export function checkRead(headers: Headers, object: StoredObject): void {
  const condition = failing(headers, object, "");
  if (condition === "If-None-Match" || condition === "If-Modified-Since")
    throw new S3Error("NotModified", "Not Modified", 304, {}, validators(object));
  if (condition) throw preconditionFailed(condition);
}

/** @throws PreconditionFailed */
export function checkCopySource(headers: Headers, object: StoredObject): void {
  const condition = failing(headers, object, "x-amz-copy-source-");
  if (condition) throw preconditionFailed(`x-amz-copy-source-${condition}`);
}

/**
 * Checks a write against what is there; to be called where nothing can come between the check and the write.
 *
 * @throws PreconditionFailed, NoSuchKey for `If-Match` on nothing, NotImplemented for `If-None-Match` with an ETag
 */
export function checkWrite(headers: Headers, key: string, present: StoredObject | undefined): void {
  const { "if-match": ifMatch, "if-none-match": ifNoneMatch } = headers;
  if (ifNoneMatch !== undefined && ifNoneMatch !== "*")
    throw notImplemented("s3", "If-None-Match with an ETag on a write");
  if (ifNoneMatch !== undefined && present) throw preconditionFailed("If-None-Match");
  if (ifMatch === undefined) return;
  if (!present) throw noSuchKey(key);
  if (!matches(ifMatch, present.etag)) throw preconditionFailed("If-Match");
}
