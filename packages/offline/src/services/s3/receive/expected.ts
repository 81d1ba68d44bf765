import {
  algorithmNamed,
  checksumAlgorithms,
  type ChecksumAlgorithm,
  checksumHeader,
  isChecksum,
} from "../checksum/algorithms";
import { invalidRequest, S3Error } from "../errors";

/** What a request says about its body before the body comes. */
export interface Expected {
  /** Hexadecimal; the body the signature covers. */
  sha256?: string;
  /** Hexadecimal; what `Content-MD5` says. */
  md5?: string;
  algorithm?: ChecksumAlgorithm;
  /** The checksum, unless it follows as a trailer. */
  checksum?: string;
  /** Length without framing, where it is known. */
  length?: number;
  chunked: boolean;
}

type Headers = Record<string, string>;

/**
 * Reads what the headers promise.
 *
 * @throws InvalidDigest, or InvalidRequest for checksums that no body could have, more than one, or one announced in vain
 */
export function readExpected(headers: Headers): Expected {
  const payload = headers["x-amz-content-sha256"] ?? "";
  const chunked = payload.startsWith("STREAMING-");
  const length = headers[chunked ? "x-amz-decoded-content-length" : "content-length"];
  return {
    sha256: /^[0-9a-f]{64}$/.test(payload) ? payload : undefined,
    md5: readMd5(headers["content-md5"]),
    ...readChecksum(headers),
    length: length === undefined ? undefined : Number(length),
    chunked,
  };
}

function readMd5(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const bytes = Buffer.from(value, "base64");
  if (bytes.length !== 16) throw new S3Error("InvalidDigest", "The Content-MD5 you specified was invalid.");
  return bytes.toString("hex");
}

function readChecksum(headers: Headers): Pick<Expected, "algorithm" | "checksum"> {
  const trailing = algorithmOfHeader(headers["x-amz-trailer"] ?? "");
  const sent = checksumAlgorithms.filter((algorithm) => headers[checksumHeader(algorithm)] !== undefined);
  if (sent.length + (trailing ? 1 : 0) > 1)
    throw invalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
  const algorithm = sent[0] ?? trailing;
  if (!algorithm) return refuseUnkept(headers);
  const checksum = headers[checksumHeader(algorithm)];
  if (checksum !== undefined && !isChecksum(algorithm, checksum)) throw invalidChecksum(algorithm);
  return { algorithm, checksum };
}

/** An algorithm that is named without a value, in a header or as a trailer, would check nothing. */
function refuseUnkept(headers: Headers): Record<string, never> {
  if (headers["x-amz-sdk-checksum-algorithm"] === undefined) return {};
  throw invalidRequest(
    "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.",
  );
}

const algorithmOfHeader = (header: string): ChecksumAlgorithm | undefined =>
  header.toLowerCase().startsWith("x-amz-checksum-")
    ? algorithmNamed(header.slice("x-amz-checksum-".length))
    : undefined;

export const invalidChecksum = (algorithm: ChecksumAlgorithm): S3Error =>
  invalidRequest(`Value for ${checksumHeader(algorithm)} header is invalid.`);
