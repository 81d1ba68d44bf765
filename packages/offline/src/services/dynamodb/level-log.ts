/** LevelDB's log: blocks of 32 KB that hold records, each with a header of a checksum, a length and a type. */
const blockBytes = 32_768;
const headerBytes = 7;

/** CRC-32C, which LevelDB uses; Node knows the other CRC-32 only. */
const table = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value >>> 0;
});

function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 0xff] ?? 0);
  return (crc ^ 0xffffffff) >>> 0;
}

/** LevelDB stores checksums so that a checksum of checksums still tells something. */
const masked = (crc: number): number => (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;

/**
 * Where a log is damaged, in bytes; undefined if it is whole. LevelDB itself skips what is damaged and the rest of its
 * block without a word, and so loses writes that were acknowledged. An end that is torn is none: the process died while
 * it wrote that.
 */
export function damageOfLog(bytes: Buffer): number | undefined {
  for (let at = 0; at + headerBytes <= bytes.length;) {
    const left = blockBytes - (at % blockBytes);
    const length = left < headerBytes ? 0 : bytes.readUInt16LE(at + 4);
    // The end of a block that has no room for a header, or that nothing was written to, is empty.
    if (left < headerBytes || (length === 0 && bytes[at + 6] === 0)) {
      const end = Math.min(at + left, bytes.length);
      if (bytes.subarray(at, end).some((byte) => byte !== 0)) return at;
      at = end;
      continue;
    }
    const end = at + headerBytes + length;
    if (end > bytes.length) return undefined;
    if (headerBytes + length > left) return at;
    if (masked(crc32c(bytes.subarray(at + 6, end))) !== bytes.readUInt32LE(at)) return at;
    at = end;
  }
  return undefined;
}
