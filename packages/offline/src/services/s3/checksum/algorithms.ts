import { createHash } from "node:crypto";
import { crc32cRunning, crc32Running, crc64NvmeRunning, type Running } from "./crc";

const hash = (name: string) => (): Running => {
  const running = createHash(name);
  return { update: (bytes) => void running.update(bytes), digest: () => running.digest() };
};

/** The checksums S3 knows, by the name that its `x-amz-checksum-*` headers end in, with their length in bytes. */
const algorithms = {
  crc32: { start: crc32Running, bytes: 4 },
  crc32c: { start: crc32cRunning, bytes: 4 },
  crc64nvme: { start: crc64NvmeRunning, bytes: 8 },
  sha1: { start: hash("sha1"), bytes: 20 },
  sha256: { start: hash("sha256"), bytes: 32 },
} as const;

export type ChecksumAlgorithm = keyof typeof algorithms;

export const checksumAlgorithms = ["crc32", "crc32c", "crc64nvme", "sha1", "sha256"] as const;

/** An algorithm by its name in any case (`CRC32C` in XML and in `x-amz-checksum-algorithm`); undefined if unknown. */
export const algorithmNamed = (name: string): ChecksumAlgorithm | undefined =>
  checksumAlgorithms.find((algorithm) => algorithm === name.toLowerCase());

export const startChecksum = (algorithm: ChecksumAlgorithm): Running => algorithms[algorithm].start();

/** Whether a text can be a value of this algorithm: base64 of the right length. */
export const isChecksum = (algorithm: ChecksumAlgorithm, value: string): boolean => {
  const bytes = Buffer.from(value, "base64");
  return bytes.length === algorithms[algorithm].bytes && bytes.toString("base64") === value;
};

/** The header that carries a value of this algorithm. */
export const checksumHeader = (algorithm: ChecksumAlgorithm): string => `x-amz-checksum-${algorithm}`;

/** The XML element that carries a value of this algorithm, such as `ChecksumCRC32C`. */
export const checksumElement = (algorithm: ChecksumAlgorithm): string => `Checksum${algorithm.toUpperCase()}`;
