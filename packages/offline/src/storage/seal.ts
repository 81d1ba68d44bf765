import { readFileSync } from "node:fs";
import { hasCode } from "../errors";
import { replaceFile } from "./disk";
import { readRecord, recordOf } from "./records";
import { membersOf } from "../is-record";

/** What a journal's file must at least be. */
export interface Seal {
  /** Names the file among those that had its name before; each compaction makes another. */
  id: string;
  /** The fewest bytes it may have. */
  bytes: number;
}

const sealPath = (path: string): string => `${path}.seal`;

/**
 * The seal beside a file. A checksum tells that a record is damaged; only the seal tells that records are missing at the
 * end, or the file as a whole. It is written when the file is opened, compacted and closed; what is appended between
 * and then lost in a crash looks like a torn end.
 *
 * @returns undefined if there is none, or none that can be read: then the file alone counts
 */
export function readSeal(path: string): Seal | undefined {
  try {
    const { id, bytes } = membersOf(readRecord(readFileSync(sealPath(path)).subarray(0, -1)));
    return typeof id === "string" && typeof bytes === "number" ? { id, bytes } : undefined;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

/**
 * Seals a file that is on disk already. Nothing depends on it that it is written: an older seal names another file, or
 * fewer bytes.
 */
export function writeSeal(path: string, seal: Seal): void {
  try {
    replaceFile(sealPath(path), recordOf(seal), "neither");
  } catch {
    // The disk is full, for instance; then less is noticed, and nothing is lost.
  }
}

/** The file that a seal is of, by the seal's name; undefined for another file. */
export const sealedName = (name: string): string | undefined =>
  name.endsWith(".seal") ? name.slice(0, -".seal".length) : undefined;
