import { crc32 } from "node:zlib";
import { UserError } from "../../errors";
import { remedy } from "../../storage/opening";

/** Hexadecimal digits of the checksum that a stored value begins with. */
const digits = 8;

/** A value did not come back as it was stored. */
export class DamagedValue extends UserError {
  constructor(readonly key: string) {
    super(`the DynamoDB data is damaged at ${JSON.stringify(key.slice(0, 100))}: stop the host, ${remedy}`);
  }
}

/**
 * A value as it is stored: the checksum of its key and its JSON, then the JSON. LevelDB verifies no checksums when it
 * reads, so we do. The key is part of it: a value under another key than its own is damage too.
 */
export function encode(key: string, value: unknown): string {
  const json = JSON.stringify(value);
  return crc32(json, crc32(key)).toString(16).padStart(digits, "0") + json;
}

/** @throws DamagedValue */
export function decode(key: string, stored: string): unknown {
  if (!isWhole(key, stored)) throw new DamagedValue(key);
  const value: unknown = JSON.parse(stored.slice(digits));
  return value;
}

/** Whether a value is what was stored under its key. */
export const isWhole = (key: string, stored: string): boolean =>
  crc32(stored.slice(digits), crc32(key)) === Number.parseInt(stored.slice(0, digits), 16);

/** Reads a value of the versions before, which stored its JSON alone; returns undefined if it is damaged. */
export function decodeOld(stored: string): unknown {
  // Our own checksum begins with a digit or a letter.
  if (!/^[{"]/.test(stored)) return undefined;
  try {
    const value: unknown = JSON.parse(stored);
    return value;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
