import { timingSafeEqual } from "node:crypto";

/** Takes the same time wherever the two differ, so that a signature cannot be guessed digit by digit. */
export const isSame = (expected: string, given: string): boolean =>
  given.length === expected.length && timingSafeEqual(Buffer.from(expected, "latin1"), Buffer.from(given, "latin1"));
