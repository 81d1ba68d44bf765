import { crc32 } from "node:zlib";

const lineFeed = 0x0a;
/** Digits of a checksum and the space behind them. */
const prefixLength = 9;

/** Eight hexadecimal digits of a text's or some bytes' CRC-32. */
export const checksum = (content: string | Uint8Array): string => crc32(content).toString(16).padStart(8, "0");

/** A record: a line that holds the checksum of its JSON, a space, and the JSON. */
export function recordOf(value: unknown): string {
  const json = JSON.stringify(value);
  return `${checksum(json)} ${json}\n`;
}

/** Records by the hundred, so that each needs no write of its own. */
export function* inBlocks(values: Iterable<unknown>, size: number): Generator<Buffer> {
  let block: string[] = [];
  for (const value of values) {
    block.push(recordOf(value));
    if (block.length < size) continue;
    yield Buffer.from(block.join(""));
    block = [];
  }
  if (block.length > 0) yield Buffer.from(block.join(""));
}

/** A line of a file that is not what was written. */
export interface Damage {
  /** Counted from 1. */
  line: number;
  /** Where it begins. */
  byte: number;
}

/** What is found in the bytes of a file of records. */
export interface Scan<Value> {
  /** What the whole records hold, in order. */
  values: Value[];
  damage: Damage[];
  /** How many records are whole before the first damage. */
  before: number;
  /** Where the last whole record ends. */
  end: number;
  /**
   * Whether the file ends with its last whole record and a line feed. If not, the process died while it wrote the rest,
   * and nobody was told that it was written. One case is special: a last record that lacks its line feed alone is whole
   * by its checksum. It is kept: to lose what was acknowledged is worse than to keep what was not.
   */
  isComplete: boolean;
}

/** Reads a record without its line feed; returns undefined if it is damaged. */
export function readRecord<Value>(line: Buffer): Value | undefined {
  const json = line.subarray(prefixLength);
  const isWhole = line[prefixLength - 1] === 0x20 && line.toString("latin1", 0, prefixLength - 1) === checksum(json);
  return isWhole ? readOldLine(json) : undefined;
}

/** Reads a line as versions before the first format wrote it, JSON alone; returns undefined if it is damaged. */
export function readOldLine<Value>(line: Buffer): Value | undefined {
  try {
    // The files are ours alone: what is whole was written here.
    const value: Value | null = JSON.parse(line.toString("utf8"));
    return typeof value === "object" && value !== null ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Reads all lines of a file. */
export function scan<Value>(bytes: Buffer, read: (line: Buffer) => Value | undefined): Scan<Value> {
  const found: Scan<Value> = { values: [], damage: [], before: 0, end: 0, isComplete: true };
  let at = 0;
  for (let line = 1; at < bytes.length; line++) {
    const feed = bytes.indexOf(lineFeed, at);
    const end = feed < 0 ? bytes.length : feed;
    const value = read(bytes.subarray(at, end)) ?? (feed < 0 ? read(bytes.subarray(at, end - 1)) : undefined);
    if (value !== undefined) {
      found.values.push(value);
      found.end = Math.min(end + 1, bytes.length);
      if (found.damage.length === 0) found.before++;
    } else if (feed >= 0) found.damage.push({ line, byte: at });
    if (feed < 0) found.isComplete = false;
    at = end + 1;
  }
  return found;
}
