import { type AwsResponse, notImplemented } from "../../../protocol/service";
import { checkRead } from "../conditions";
import type { S3Call } from "../context";
import { answerHeaders, checksumHeaders, overrides } from "../headers";
import { type Range, readRange } from "../range";
import type { S3Request } from "../request";
import type { StoredObject } from "../store/changes";
import { checkReadable, storageHeaders } from "../storage-classes/restoration";
import { readVersionId, versionHeader } from "../versions/versioning";
import { bodyOf } from "./body";
import { findObject } from "./find";

/** GetObject, of the current version or the one that is named. */
export async function getObject(s3Call: S3Call): Promise<AwsResponse> {
  const { object, range, answer } = describe(s3Call);
  checkReadable(object, s3Call.now());
  const body = await bodyOf(s3Call.store.blobs, object.segments, range);
  return { ...answer, body };
}

/** HeadObject: what GetObject answers, without the body; IAM knows it by the same actions. */
export async function headObject(s3Call: S3Call): Promise<AwsResponse> {
  return { ...describe(s3Call).answer, body: "" };
}

interface Description {
  object: StoredObject;
  range: Range;
  answer: Omit<AwsResponse, "body">;
}

function describe(s3Call: S3Call): Description {
  const { request, bucket, store } = s3Call;
  if (request.query.has("partNumber")) throw notImplemented("s3", "GetObject by part number");
  const object = findObject(s3Call, bucket, request.key, readVersionId(request));
  checkRead(request.headers, object);
  const part = readRange(request.headers.range, object.size);
  const range = part ?? { start: 0, end: object.size - 1 };
  const headers = {
    ...answerHeaders(object),
    ...versionHeader(store, bucket, object),
    ...storageHeaders(object, s3Call.now()),
    ...overrides(request.query),
    "content-length": String(range.end - range.start + 1),
    ...(part ? { "content-range": `bytes ${part.start}-${part.end}/${object.size}` } : wholeChecksum(request, object)),
  };
  return { object, range, answer: { status: part ? 206 : 200, headers } };
}

/** A checksum covers the whole object, so a part of it goes without. */
const wholeChecksum = ({ headers }: S3Request, object: StoredObject): Record<string, string> =>
  headers["x-amz-checksum-mode"]?.toUpperCase() === "ENABLED" ? checksumHeaders(object) : {};
