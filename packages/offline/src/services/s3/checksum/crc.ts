import { crc32 } from "node:zlib";

/** A running cyclic redundancy check; the shape of a Node hash, as far as we use one. */
export interface Running {
  update(bytes: Uint8Array): void;
  /** The value, most significant byte first, as S3 encodes it. */
  digest(): Buffer;
}

/** CRC-32 (ISO 3309), by Node's own zlib. */
export function crc32Running(): Running {
  let value = 0;
  return {
    update: (bytes) => void (value = crc32(bytes, value)),
    digest: () => bigEndian(value),
  };
}

/** CRC-32C (Castagnoli), reflected polynomial 0x82F63B78. */
export function crc32cRunning(): Running {
  castagnoli ??= Uint32Array.from({ length: 256 }, (_, index) => Number(tableEntry(BigInt(index), 0x82f63b78n)));
  const table = castagnoli;
  let value = 0xffffffff;
  return {
    update: (bytes) => {
      for (let index = 0; index < bytes.length; index++)
        value = (value >>> 8) ^ (table[(value ^ (bytes[index] ?? 0)) & 0xff] ?? 0);
    },
    digest: () => bigEndian(value ^ 0xffffffff),
  };
}

/**
 * CRC-64/NVME, reflected polynomial 0x9A6C9329AC4BC9B5. In two halves of 32 bits: BigInt arithmetic per byte would be
 * some fifty times slower.
 */
export function crc64NvmeRunning(): Running {
  nvme ??= halves(0x9a6c9329ac4bc9b5n);
  const { high: highTable, low: lowTable } = nvme;
  let high = 0xffffffff;
  let low = 0xffffffff;
  return {
    update: (bytes) => {
      for (let index = 0; index < bytes.length; index++) {
        const entry = (low ^ (bytes[index] ?? 0)) & 0xff;
        low = ((low >>> 8) | (high << 24)) ^ (lowTable[entry] ?? 0);
        high = (high >>> 8) ^ (highTable[entry] ?? 0);
      }
    },
    digest: () => Buffer.concat([bigEndian(high ^ 0xffffffff), bigEndian(low ^ 0xffffffff)]),
  };
}

/** Tables are made when first needed: most hosts never see these algorithms. */
let castagnoli: Uint32Array | undefined;
let nvme: { high: Uint32Array; low: Uint32Array } | undefined;

function halves(polynomial: bigint): { high: Uint32Array; low: Uint32Array } {
  const entries = Array.from({ length: 256 }, (_, index) => tableEntry(BigInt(index), polynomial));
  return {
    high: Uint32Array.from(entries, (entry) => Number(entry >> 32n)),
    low: Uint32Array.from(entries, (entry) => Number(entry & 0xffffffffn)),
  };
}

function tableEntry(byte: bigint, polynomial: bigint): bigint {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1n ? (value >> 1n) ^ polynomial : value >> 1n;
  return value;
}

function bigEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}
