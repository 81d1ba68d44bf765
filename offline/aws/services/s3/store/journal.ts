import {
  closeSync,
  fdatasync,
  fsyncSync,
  ftruncate,
  openSync,
  readFileSync,
  renameSync,
  write,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";
import type { Change } from "./changes";

const files = { write: promisify(write), datasync: promisify(fdatasync), truncate: promisify(ftruncate) };

interface Entry {
  line: string;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** The append-only index: a line of JSON for each set of changes that become true together. */
export class Journal {
  readonly #file: number;
  readonly #beforeSync: () => Promise<void>;
  #size: number;
  #waiting: Entry[] = [];
  #flushing: Promise<void> | undefined;
  #broken: Error | undefined;

  /**
   * Replaces the index by `lines`, the compacted state, and opens it for appending.
   *
   * @param beforeSync makes durable what the lines refer to; runs once for each group of appended lines
   */
  constructor(path: string, lines: Iterable<Change[]>, beforeSync: () => Promise<void>) {
    this.#size = replaceFile(path, lines);
    this.#file = openSync(path, "a");
    this.#beforeSync = beforeSync;
  }

  /**
   * Returns when the changes are on disk. Changes that wait meanwhile go to the disk together: one flush serves every
   * concurrent request. Throws if the disk refuses; the index is then as it was.
   */
  append(changes: Change[]): Promise<void> {
    const written = new Promise<void>((resolve, reject) => {
      this.#waiting.push({ line: `${JSON.stringify(changes)}\n`, resolve, reject });
    });
    this.#flushing ??= this.#flushAll();
    return written;
  }

  async #flushAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      await this.#flush(Buffer.from(group.map((entry) => entry.line).join(""))).then(
        () => group.forEach((entry) => entry.resolve()),
        (error: unknown) => group.forEach((entry) => entry.reject(error)),
      );
    }
    this.#flushing = undefined;
  }

  async #flush(bytes: Buffer): Promise<void> {
    if (this.#broken) throw this.#broken;
    try {
      await this.#beforeSync();
      for (let done = 0; done < bytes.length;) done += (await files.write(this.#file, bytes, done)).bytesWritten;
      await files.datasync(this.#file);
      this.#size += bytes.length;
    } catch (error) {
      // Half a line must not precede the next one. If even this fails, nothing more may be acknowledged.
      await files.truncate(this.#file, this.#size).catch((cause: unknown) => {
        this.#broken = new Error("The index could not be repaired after a failed write", { cause });
      });
      throw error;
    }
  }

  /** Ends after the last append; later ones are refused, since the number of a closed file may soon be another's. */
  async close(): Promise<void> {
    await this.#flushing;
    this.#broken = new Error("The index is closed");
    closeSync(this.#file);
  }
}

/**
 * The lines of an index; none if there is no file. A last line without its line feed was never acknowledged: the
 * process died while writing it, and it is dropped. Throws if any other line is damaged.
 */
export function readJournal(path: string): Change[][] {
  const lines = readIfThere(path).split("\n");
  lines.pop();
  return lines.map((line, index) => {
    try {
      // The file is ours alone: what it holds was written by Journal.append.
      const changes: Change[] = JSON.parse(line);
      return changes;
    } catch (error) {
      throw new Error(`${path} is damaged at line ${index + 1}: restore or delete the folder`, { cause: error });
    }
  });
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}

/** Writes beside and renames, so that a crash leaves the old index or the new one; returns the new one's size. */
function replaceFile(path: string, lines: Iterable<Change[]>): number {
  const temporary = `${path}.new`;
  const file = openSync(temporary, "w", 0o600);
  let size = 0;
  try {
    for (const bytes of inBlocks(lines)) {
      for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
      size += bytes.length;
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
  syncFolder(dirname(path));
  return size;
}

/** Lines by the thousand: a write for each would take most of the time that opening takes. */
function* inBlocks(lines: Iterable<Change[]>): Generator<Buffer> {
  let block: string[] = [];
  for (const changes of lines) {
    block.push(`${JSON.stringify(changes)}\n`);
    if (block.length < 1000) continue;
    yield Buffer.from(block.join(""));
    block = [];
  }
  yield Buffer.from(block.join(""));
}

function syncFolder(path: string): void {
  const folder = openSync(path, "r");
  fsyncSync(folder);
  closeSync(folder);
}
