import type { AwsResponse } from "../../../protocol/service";
import { encrypted, quoted, xml } from "../answers";
import { type ChecksumAlgorithm, checksumElement, startChecksum } from "../checksum/algorithms";
import { invalidArgument } from "../errors";
import type { S3Call } from "../context";
import { streamOf } from "../objects/body";
import { checkSourceSize } from "../objects/copy";
import { findSource } from "../objects/copy-source";
import type { Range } from "../range";
import { receiveBlob, type Stored } from "../receive/destinations";
import type { Blobs } from "../store/blobs";
import type { Segment } from "../store/changes";
import type { Content } from "../xml";
import { findUpload, keepPart, readPartNumber } from "./upload";

/**
 * UploadPartCopy: a part whose bytes are another object's, or a range of them; for copies of more than 5 GB. Unlike a
 * whole copy it takes room on the disk, since it has an ETag of its own.
 */
export async function uploadPartCopy(s3Call: S3Call): Promise<AwsResponse> {
  const { request, store } = s3Call;
  const number = readPartNumber(request.query.get("partNumber") ?? "");
  const { upload } = findUpload(s3Call);
  const { original, headers } = findSource(s3Call);
  const range = readCopyRange(request.headers["x-amz-copy-source-range"], original.size);
  checkSourceSize(range.end - range.start + 1);
  const stored = await copyBytes(store.blobs, original.segments, range, upload.checksum?.algorithm);
  const { modified } = await keepPart(s3Call, number, stored);
  const content: Content[] = [
    ["LastModified", modified],
    ["ETag", quoted(stored.md5)],
  ];
  if (stored.checksum) content.push([checksumElement(stored.checksum.algorithm), stored.checksum.value]);
  return xml("CopyPartResult", content, { ...headers, ...encrypted });
}

/** @throws InvalidArgument for a range that is none, or goes beyond the source */
function readCopyRange(header: string | undefined, size: number): Range {
  if (header === undefined) return { start: 0, end: size - 1 };
  const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(header) ?? [];
  if (start === undefined || end === undefined || Number(end) < Number(start))
    throw invalidArgument(
      "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy",
      "x-amz-copy-source-range",
      header,
    );
  if (Number(end) < size) return { start: Number(start), end: Number(end) };
  const message = `Range specified is not valid for source object of size: ${size}`;
  throw invalidArgument(message, "x-amz-copy-source-range", header);
}

/** S3 itself computes the checksum of a part that it copies. */
async function copyBytes(
  blobs: Blobs,
  segments: Segment[],
  range: Range,
  algorithm: ChecksumAlgorithm | undefined,
): Promise<Stored> {
  const sum = algorithm && startChecksum(algorithm);
  async function* bytes(): AsyncGenerator<Buffer> {
    for await (const chunk of streamOf(blobs, segments, range)) {
      sum?.update(chunk);
      yield chunk;
    }
  }
  const release = blobs.hold(segments.map(({ blob }) => blob));
  try {
    const stored = await receiveBlob({}, { body: bytes() }, blobs);
    return sum && algorithm ? { ...stored, checksum: { algorithm, value: sum.digest().toString("base64") } } : stored;
  } finally {
    release();
  }
}
