import { crc32, deflateRawSync } from "node:zlib";
import type { Files } from "../../../graph/graph";

/** Signatures of a zip file's parts (APPNOTE.TXT, section 4.3). */
const signatures = { file: 0x04034b50, entry: 0x02014b50, end: 0x06054b50 } as const;

/** Version 2.0 of the format, which compresses by deflate. */
const version = 20;
/** Names are UTF-8. */
const flags = 0x0800;
const deflated = 8;
/** The first of January 1980 at midnight, so that the same files make the same archive. */
const [time, date] = [0, 0x0021];

/** An archive as Pulumi's providers get it: a zip file. */
export function zip(files: Files): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [path, content] of Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const name = Buffer.from(path);
    const packed = deflateRawSync(content);
    const about = aboutOf(name, content, packed);
    const file = Buffer.concat([uint32(signatures.file), uint16(version), about, uint16(0), name, packed]);
    const where = Buffer.concat([...[0, 0, 0, 0].map(uint16), uint32(0), uint32(offset)]);
    directory.push(Buffer.concat([uint32(signatures.entry), uint16(version), uint16(version), about, where, name]));
    parts.push(file);
    offset += file.length;
  }
  return Buffer.concat([...parts, ...directory, endOf(directory, offset)]);
}

/** What both the file itself and the directory say of it. */
const aboutOf = (name: Buffer, content: Uint8Array, packed: Buffer): Buffer =>
  Buffer.concat([
    ...[flags, deflated, time, date].map(uint16),
    ...[crc32(content), packed.length, content.length].map(uint32),
    uint16(name.length),
  ]);

function endOf(directory: Buffer[], offset: number): Buffer {
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  return Buffer.concat([
    uint32(signatures.end),
    ...[0, 0, directory.length, directory.length].map(uint16),
    ...[size, offset].map(uint32),
    uint16(0),
  ]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
