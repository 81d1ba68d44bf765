import { createHmac, randomBytes } from "node:crypto";
import { isSameText } from "./hash";

/*
 * Time-based one-time passwords (RFC 6238) as authenticator apps make them: six digits, thirty seconds, SHA-1. One step
 * before and after counts too, as clocks differ.
 */

const step = 30_000;
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** A secret in base 32, of 160 bits. */
export const newTotpSecret = (): string =>
  [...randomBytes(32)].map((byte) => alphabet.charAt(byte % alphabet.length)).join("");

function bytesOf(secret: string): Buffer {
  let bits = "";
  for (const character of secret) bits += alphabet.indexOf(character).toString(2).padStart(5, "0");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** The code of a time, in milliseconds since the epoch. */
export function totpCode(secret: string, time: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(time / step)));
  const digest = createHmac("sha1", bytesOf(secret)).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 0xf;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** The step that a code is of; undefined for a wrong one. Who uses it notes the step: no code is good twice. */
export const totpStep = (secret: string, code: string, now: number): number | undefined =>
  [0, -1, 1]
    .map((shift) => now + shift * step)
    .flatMap((time) => (isSameText(code, totpCode(secret, time)) ? Math.floor(time / step) : []))[0];
