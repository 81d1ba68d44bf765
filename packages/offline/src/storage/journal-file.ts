import { randomUUID } from "node:crypto";
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { hasCode, UserError } from "../errors";
import { copyAside, diskError, removeQuietly, syncFolder, makeFolder } from "./disk";
import { type Opening, remedy } from "./opening";
import { inBlocks, readOldLine, readRecord, recordOf, type Scan, scan } from "./records";
import { readSeal, type Seal, writeSeal } from "./seal";

/**
 * The first record of a file. Files without it are of the versions before, which wrote each line as JSON alone; they are
 * read, and written anew in this format.
 */
interface Header {
  journal: number;
  id: string;
}

/** The format that is written here. */
const version = 1;

const isHeader = (value: unknown): value is Header =>
  typeof value === "object" && value !== null && "journal" in value && "id" in value;

/** What a file of records holds. */
export interface Found<Entry> {
  entries: Entry[];
  id: string;
  bytes: number;
  /** Whether it may be appended to as it is; otherwise it must be replaced first. */
  isCurrent: boolean;
}

/**
 * Reads a file of records, whichever version wrote it. There may be none yet. A last record that is cut off was never
 * acknowledged and is dropped.
 *
 * @param opening with `repair` set, damage is reported and what is whole is returned; a copy of the file is kept
 * @throws UserError for any other damage, saying where it is, what is whole, and what can be done
 */
export function readRecords<Entry>(path: string, opening: Opening): Found<Entry> {
  const bytes = readIfThere(path);
  const seal = readSeal(path);
  if (!bytes?.length) {
    if (seal) endOrReport(opening, path, `${path} is ${bytes ? "empty" : "missing"}, and had ${seal.bytes} bytes`);
    return { entries: [], id: "", bytes: 0, isCurrent: false };
  }
  const { isOld, scanned } = scanAny<Entry>(bytes);
  const [first] = scanned.values;
  const header = isHeader(first) ? first : undefined;
  if (header && header.journal > version)
    throw new UserError(`${path} was written by a newer version of the host: update it, or choose another --data`);
  const problem = problemOf(path, scanned, isOld ? "old" : header, seal);
  if (problem !== undefined) endOrReport(opening, path, problem, scanned);
  const entries = header ? scanned.values.slice(1) : scanned.values;
  const isCurrent = header !== undefined && problem === undefined && scanned.isComplete;
  return { entries, id: header?.id ?? "", bytes: scanned.end, isCurrent };
}

/** Versions before began each line with a bracket or a brace. */
function scanAny<Entry>(bytes: Buffer): { isOld: boolean; scanned: Scan<Entry> } {
  const scanned = scan<Entry>(bytes, readRecord);
  if (scanned.values.length > 0) return { isOld: false, scanned };
  const old = scan<Entry>(bytes, readOldLine);
  const isOld = old.values.length > 0 || bytes[0] === 0x5b || bytes[0] === 0x7b;
  return isOld ? { isOld, scanned: old } : { isOld, scanned };
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

function problemOf(
  path: string,
  { values, damage, before, end }: Scan<unknown>,
  header: Header | "old" | undefined,
  seal: Seal | undefined,
): string | undefined {
  const [first] = damage;
  const records = (count: number) => `${count} record${count === 1 ? "" : "s"}`;
  if (first) {
    const others = damage.length > 1 ? ` and in ${damage.length - 1} more` : "";
    const rest = `${records(before)} before it and ${values.length - before} after it are whole`;
    return `${path} is damaged at line ${first.line} (byte ${first.byte})${others}: ${rest}`;
  }
  if (!header) return `${path} is damaged at line 1 (byte 0): ${records(values.length)} after it are whole`;
  if (header === "old" || header.id !== seal?.id || end >= seal.bytes) return undefined;
  return `${path} ends at byte ${end} and had ${seal.bytes} bytes: ${records(values.length)} before that are whole`;
}

/** @throws UserError unless the opening repairs */
function endOrReport(opening: Opening, path: string, problem: string, scanned?: Scan<unknown>): void {
  if (!opening.repair) throw new UserError(`${problem}; ${remedy}, which keeps what is whole`);
  if (!scanned) return opening.report(`repaired: ${problem}; it starts empty`);
  opening.report(`repaired: ${problem}; the rest is dropped, and the file as it was is ${copyAside(path)}`);
}

/** A file that takes another's place: as long as it has not, a crash leaves the other as it was. */
export class Replacement {
  readonly #path: string;
  readonly #temporary: string;
  readonly #id = randomUUID();
  readonly file: number;
  #bytes = 0;

  constructor(path: string) {
    this.#path = path;
    this.#temporary = `${path}.new`;
    makeFolder(dirname(path));
    removeQuietly(this.#temporary);
    this.file = openSync(this.#temporary, "ax", 0o600);
    try {
      this.write(Buffer.from(recordOf({ journal: version, id: this.#id })));
    } catch (error) {
      this.abandon();
      throw error;
    }
  }

  write(block: Buffer): void {
    for (let done = 0; done < block.length;) done += writeSync(this.file, block, done);
    this.#bytes += block.length;
  }

  /** Gives it the name, once it is on the disk; returns what its seal says. From here on it may be appended to. */
  finish(): Seal {
    renameSync(this.#temporary, this.#path);
    syncFolder(dirname(this.#path));
    const seal = { id: this.#id, bytes: this.#bytes };
    writeSeal(this.#path, seal);
    return seal;
  }

  /** Leaves the other as it was. */
  abandon(): void {
    closeSync(this.file);
    removeQuietly(this.#temporary);
  }
}

/**
 * Replaces a file by these records.
 *
 * @returns the new file, opened for appending, and its seal
 * @throws UserError if the disk refuses; nothing half-written is left then
 */
export function replaceRecords(path: string, entries: Iterable<unknown>): { file: number; seal: Seal } {
  try {
    const replacement = new Replacement(path);
    try {
      for (const block of inBlocks(entries, 1000)) replacement.write(block);
      fsyncSync(replacement.file);
      return { file: replacement.file, seal: replacement.finish() };
    } catch (error) {
      replacement.abandon();
      throw error;
    }
  } catch (error) {
    throw diskError(error, path);
  }
}
