import { closeSync, fdatasync, ftruncate, openSync, write } from "node:fs";
import { promisify } from "node:util";
import type { Change } from "./changes";
import { replaceIndex } from "./index-file";

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
    this.#size = replaceIndex(path, lines);
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
