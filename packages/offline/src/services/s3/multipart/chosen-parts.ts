import { type ChecksumAlgorithm, checksumElement } from "../checksum/algorithms";
import { malformedXml, S3Error } from "../errors";
import { limits } from "../limits";
import type { Part } from "../store/changes";
import type { OpenUpload } from "../store/state";
import type { Element } from "../xml-parse";

/**
 * The parts that a CompleteMultipartUpload names, in order.
 *
 * @throws MalformedXML, InvalidPartOrder, InvalidPart, EntityTooSmall
 */
export function chooseParts(root: Element, { upload, parts }: OpenUpload): Part[] {
  const named = root.all("Part").map((element) => readPart(element, upload.checksum?.algorithm));
  if (named.length === 0 || named.length > limits.parts) throw malformedXml();
  if (named.some(({ number }, index) => number <= (named[index - 1]?.number ?? 0))) throw invalidPartOrder();
  return named.map((one, index) => {
    const part = parts.get(one.number);
    if (!part || !agrees(one, part)) throw invalidPart(one, upload.id);
    if (index < named.length - 1 && part.segment.size < limits.minimumPartBytes) throw tooSmall(one, part);
    return part;
  });
}

interface NamedPart {
  number: number;
  etag: string;
  checksum?: string;
}

function readPart(element: Element, algorithm: ChecksumAlgorithm | undefined): NamedPart {
  const number = Number(element.text("PartNumber")?.trim() ?? "");
  const etag = element.text("ETag")?.trim().replace(/^"|"$/g, "");
  if (!Number.isInteger(number) || etag === undefined) throw malformedXml();
  return { number, etag, checksum: algorithm && element.text(checksumElement(algorithm))?.trim() };
}

const agrees = (named: NamedPart, part: Part): boolean =>
  named.etag === part.etag && (named.checksum === undefined || named.checksum === part.checksum);

const invalidPartOrder = (): S3Error =>
  new S3Error(
    "InvalidPartOrder",
    "The list of parts was not in ascending order. Parts must be ordered by part number.",
  );

const invalidPart = ({ number, etag }: NamedPart, upload: string): S3Error =>
  new S3Error(
    "InvalidPart",
    "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    400,
    { UploadId: upload, PartNumber: String(number), ETag: etag },
  );

const tooSmall = ({ number, etag }: NamedPart, { segment }: Part): S3Error =>
  new S3Error("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size", 400, {
    ProposedSize: String(segment.size),
    MinSizeAllowed: String(limits.minimumPartBytes),
    PartNumber: String(number),
    ETag: etag,
  });
