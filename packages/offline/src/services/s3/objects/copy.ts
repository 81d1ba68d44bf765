import type { Access, AwsResponse } from "../../../protocol/service";
import { encrypted, quoted, xml } from "../answers";
import { checksumElement } from "../checksum/algorithms";
import { invalidArgument, invalidRequest } from "../errors";
import type { S3Call, S3Input } from "../context";
import { objectHeaders, redirectHeader } from "../headers";
import { limits } from "../limits";
import type { Blobs } from "../store/blobs";
import type { Segment, StoredObject } from "../store/changes";
import { readStorageClass } from "../storage-classes/classes";
import { versionHeader } from "../versions/versioning";
import type { Content } from "../xml";
import { writeObject } from "./change";
import { findSource, type FoundSource, sourceAccess } from "./copy-source";
import { writeAccess } from "./put";

/**
 * CopyObject. The copy shares its bytes with the source on the disk, and is in the class that the request says, or in
 * `STANDARD`. It keeps the source's ETag, also that of an object
 * uploaded in parts, where S3 would compute a new one.
 */
export async function copyObject(s3Call: S3Call): Promise<AwsResponse> {
  const { bucket, store } = s3Call;
  const source = findSource(s3Call);
  const { size, etag, checksum } = source.original;
  const headers = headersOfCopy(s3Call, source);
  const storageClass = readStorageClass(s3Call.request.headers);
  const segments = await duplicate(store.blobs, source.original.segments);
  try {
    const object = { segments, size, etag, headers, checksum, storageClass };
    const copy = await writeObject(s3Call, { object, event: "ObjectCreated:Copy" });
    return answer(copy, { ...versionHeader(store, bucket, copy), ...source.headers });
  } catch (error) {
    store.blobs.remove(segments.map((segment) => segment.blob));
    throw error;
  }
}

/** A copy reads its source, and writes the object that the request names. */
export const copyAccess = (input: S3Input): Access[] => [...sourceAccess(input.request), ...writeAccess(input)];

/**
 * To bring an earlier version back is to copy it onto its own key; to change an object's class is to copy it onto itself.
 */
function headersOfCopy({ request, bucket }: S3Call, source: FoundSource): Record<string, string> {
  const directive = request.headers["x-amz-metadata-directive"] ?? "COPY";
  if (directive !== "COPY" && directive !== "REPLACE")
    throw invalidArgument("Unknown metadata directive.", "x-amz-metadata-directive", directive);
  checkSourceSize(source.original.size);
  const own = objectHeaders(request.headers);
  if (directive === "REPLACE") return own;
  const isItself = source.bucket === bucket.name && source.key === request.key && source.id === undefined;
  const changes = ["x-amz-storage-class", redirectHeader].some((name) => request.headers[name] !== undefined);
  if (isItself && !changes)
    throw invalidRequest(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  // Where a website redirects to is never copied: the copy redirects if its own request says so.
  const { [redirectHeader]: _, ...copied } = source.original.headers;
  const redirect = own[redirectHeader];
  return redirect === undefined ? copied : { ...copied, [redirectHeader]: redirect };
}

/** @throws InvalidRequest for more bytes than one request may copy */
export function checkSourceSize(size: number): void {
  if (size > limits.bodyBytes)
    throw invalidRequest(
      `The specified copy source is larger than the maximum allowable size for a copy source: ${limits.bodyBytes}`,
    );
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

function answer(copy: StoredObject, headers: Record<string, string>): AwsResponse {
  const content: Content[] = [
    ["LastModified", copy.modified],
    ["ETag", quoted(copy.etag)],
  ];
  if (copy.checksum) content.push([checksumElement(copy.checksum.algorithm), copy.checksum.value]);
  return xml("CopyObjectResult", content, { ...headers, ...encrypted });
}
