import { crc32 } from "node:zlib";
import { UserError } from "../../errors";
import { parseJson } from "../../parse-json";
import { remedy } from "../../storage/opening";

/** Hexadecimal digits of the checksum that a stored value begins with. */
const digits = 8;

/** A value did not come back as it was stored. */
export class DamagedValue extends UserError {
  constructor(readonly key: string) {
    super(`the DynamoDB data is damaged at ${JSON.stringify(key.slice(0, 100))}: stop the host, ${remedy}`);
  }
}

/** JSON, and its checksum. */
interface Text {
  json: string;
  sum: number;
}

function textOf(value: unknown): Text {
  const json = JSON.stringify(value);
  return { json, sum: crc32(json) };
}

const stored = (key: string, { json, sum }: Text): string => crc32(key, sum).toString(16).padStart(digits, "0") + json;

/**
 * A value as it is stored: the checksum of its JSON and its key, then the JSON. LevelDB verifies no checksums when it
 * reads, so we do. The key is part of it: a value under another key than its own is damage too.
 */
export const encode = (key: string, value: unknown): string => stored(key, textOf(value));

/** As {@link encode}, for writes that follow each other: an index often has the very item that its table has. */
export function encoder(): typeof encode {
  let last: { value: unknown; text: Text } = { value: undefined, text: { json: "", sum: 0 } };
  return (key, value) => {
    if (last.value !== value) last = { value, text: textOf(value) };
    return stored(key, last.text);
  };
}

/** @throws DamagedValue */
export function decode(key: string, stored: string): unknown {
  const json = stored.slice(digits);
  if (crc32(key, crc32(json)) !== Number.parseInt(stored.slice(0, digits), 16)) throw new DamagedValue(key);
  const value: unknown = JSON.parse(json);
  return value;
}

/** Whether a value is what was stored under its key. */
export const isWhole = (key: string, stored: string): boolean =>
  crc32(key, crc32(stored.slice(digits))) === Number.parseInt(stored.slice(0, digits), 16);

/** Reads a value of the versions before, which stored its JSON alone; returns undefined if it is damaged. */
export function decodeOld(stored: string): unknown {
  // Our own checksum begins with a digit or a letter.
  return /^[{"]/.test(stored) ? parseJson(stored) : undefined;
}
