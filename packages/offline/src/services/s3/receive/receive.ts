import { chunksOf } from "../../../protocol/body";
import { createHash, type Hash } from "node:crypto";
import type { AwsRequest } from "../../../protocol/service";
import { type ChecksumAlgorithm, checksumHeader, startChecksum } from "../checksum/algorithms";
import type { Running } from "../checksum/crc";
import { entityTooLarge, S3Error } from "../errors";
import { badDigest, incompleteBody, missingContentLength } from "./body-errors";
import { decodeChunks } from "./chunked";
import { type Expected, invalidChecksum, readExpected } from "./expected";

/** A body that has arrived whole and is what its headers said. */
export interface Received {
  size: number;
  /** Hexadecimal. */
  md5: string;
  checksum?: { algorithm: ChecksumAlgorithm; value: string };
}

export interface Destination {
  /** Largest body taken, in bytes. */
  limit: number;
  write(bytes: Uint8Array): void | Promise<void>;
}

/**
 * Reads a body to its end, out of its framing, and checks it against everything the headers say about it: length,
 * `x-amz-content-sha256`, `Content-MD5`, a checksum in a header or a trailer, and the signatures within it.
 *
 * @throws EntityTooLarge, IncompleteBody, MissingContentLength, BadDigest, XAmzContentSHA256Mismatch,
 *   SignatureDoesNotMatch; what was written by then is to be thrown away
 */
export async function receive(
  headers: Record<string, string>,
  sent: Pick<AwsRequest, "body" | "chunks">,
  destination: Destination,
): Promise<Received> {
  const expected = readExpected(headers);
  checkLength(expected, headers, destination.limit);
  const trailers = new Map<string, string>();
  const sums = startSums(expected);
  let size = 0;
  for await (const bytes of expected.chunked ? decodeChunks(sent, trailers) : chunksOf(sent.body)) {
    size += bytes.length;
    if (size > destination.limit) throw entityTooLarge(size, destination.limit);
    for (const sum of sums.all) sum.update(bytes);
    await destination.write(bytes);
  }
  if (expected.length !== undefined && size !== expected.length) throw incompleteBody();
  return { size, ...verify(expected, sums, trailers) };
}

/** S3 takes no body of unknown length, which is what plain chunked transfer encoding is. */
function checkLength(expected: Expected, headers: Record<string, string>, limit: number): void {
  const unknown = expected.chunked || /chunked/i.test(headers["transfer-encoding"] ?? "");
  if (expected.length === undefined && unknown) throw missingContentLength();
  if (expected.length !== undefined && expected.length > limit) throw entityTooLarge(expected.length, limit);
}

interface Sums {
  md5: Hash;
  sha256?: Hash;
  checksum?: Running;
  all: { update(bytes: Uint8Array): unknown }[];
}

function startSums({ sha256, algorithm }: Expected): Sums {
  const sums = {
    md5: createHash("md5"),
    sha256: sha256 === undefined ? undefined : createHash("sha256"),
    checksum: algorithm && startChecksum(algorithm),
  };
  return { ...sums, all: [sums.md5, sums.sha256, sums.checksum].filter((sum) => sum !== undefined) };
}

function verify(expected: Expected, sums: Sums, trailers: Map<string, string>): Omit<Received, "size"> {
  const md5 = sums.md5.digest("hex");
  if (sums.sha256 && sums.sha256.digest("hex") !== expected.sha256) throw contentMismatch();
  if (expected.md5 !== undefined && expected.md5 !== md5) throw badDigest("Content-MD5");
  const { algorithm } = expected;
  if (!algorithm || !sums.checksum) return { md5 };
  const value = sums.checksum.digest().toString("base64");
  const promised = expected.checksum ?? trailers.get(checksumHeader(algorithm));
  if (promised === undefined) throw invalidChecksum(algorithm);
  if (promised !== value) throw badDigest(algorithm.toUpperCase());
  return { md5, checksum: { algorithm, value } };
}

const contentMismatch = (): S3Error =>
  new S3Error(
    "XAmzContentSHA256Mismatch",
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
  );
