import type { Access, AwsResponse } from "../../../protocol/service";
import { encrypted, quoted, xml } from "../answers";
import { checksumElement } from "../checksum/algorithms";
import { checkCopySource } from "../conditions";
import { invalidArgument, invalidRequest, noSuchBucket } from "../errors";
import type { S3Call, S3Input } from "../context";
import { objectHeaders } from "../headers";
import { limits } from "../limits";
import { checkKey, decode, objectArn, type S3Request } from "../request";
import type { Blobs } from "../store/blobs";
import type { Segment, StoredObject } from "../store/changes";
import type { Content } from "../xml";
import { writeObject } from "./change";
import { findObject } from "./find";
import { writeAccess } from "./put";

interface Source {
  bucket: string;
  key: string;
}

/**
 * CopyObject. The copy shares its bytes with the source on the disk. It keeps the source's ETag, also that of an object
 * uploaded in parts, where S3 would compute a new one.
 */
export async function copyObject(s3Call: S3Call): Promise<AwsResponse> {
  const { call, request, buckets, store } = s3Call;
  const source = readSource(request);
  if (!buckets.has(source.bucket)) throw noSuchBucket(source.bucket);
  const original = findObject(store, call, source.bucket, source.key);
  checkCopySource(request.headers, original);
  const headers = headersOfCopy(s3Call, source, original);
  const segments = await duplicate(store.blobs, original.segments);
  try {
    const object = { ...original, headers, segments };
    return answer(await writeObject(s3Call, { object, event: "ObjectCreated:Copy" }));
  } catch (error) {
    store.blobs.remove(segments.map((segment) => segment.blob));
    throw error;
  }
}

/** A copy reads its source, and writes the object that the request names. */
export function copyAccess(input: S3Input): Access[] {
  const source = readSource(input.request);
  return [{ action: "s3:GetObject", resource: objectArn(source.bucket, source.key) }, ...writeAccess(input)];
}

/** The header holds `bucket/key`, percent-encoded, with or without a leading slash. */
function readSource({ headers }: S3Request): Source {
  const header = headers["x-amz-copy-source"] ?? "";
  const [, bucket, key] = /^\/?([^/]+)\/([^?]+)(?:\?versionId=null)?$/.exec(header) ?? [];
  if (bucket === undefined || key === undefined)
    throw invalidArgument(
      "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
      "x-amz-copy-source",
      header,
    );
  const source = { bucket: decode(bucket), key: decode(key) };
  checkKey(source.key);
  return source;
}

function headersOfCopy({ request, bucket }: S3Call, source: Source, original: StoredObject): Record<string, string> {
  const directive = request.headers["x-amz-metadata-directive"] ?? "COPY";
  if (directive !== "COPY" && directive !== "REPLACE")
    throw invalidArgument("Unknown metadata directive.", "x-amz-metadata-directive", directive);
  if (original.size > limits.bodyBytes)
    throw invalidRequest(
      `The specified copy source is larger than the maximum allowable size for a copy source: ${limits.bodyBytes}`,
    );
  const own = objectHeaders(request.headers);
  if (directive === "REPLACE") return own;
  if (source.bucket === bucket.name && source.key === request.key)
    throw invalidRequest(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  return original.headers;
}

async function duplicate(blobs: Blobs, segments: Segment[]): Promise<Segment[]> {
  const release = blobs.hold(segments.map((segment) => segment.blob));
  try {
    const copies: Segment[] = [];
    for (const { blob, size } of segments) copies.push({ blob: await blobs.duplicate(blob), size });
    return copies;
  } finally {
    release();
  }
}

function answer(copy: StoredObject): AwsResponse {
  const content: Content[] = [
    ["LastModified", copy.modified],
    ["ETag", quoted(copy.etag)],
  ];
  if (copy.checksum) content.push([checksumElement(copy.checksum.algorithm), copy.checksum.value]);
  return xml("CopyObjectResult", content, encrypted);
}
