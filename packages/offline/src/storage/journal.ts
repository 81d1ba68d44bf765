import { closeSync, fdatasync, ftruncate, mkdirSync, openSync, write } from "node:fs";
import { dirname } from "node:path";
import { setImmediate } from "node:timers/promises";
import { promisify } from "node:util";
import { readJournal, replaceJournal } from "./journal-file";

/** A file is compacted when it has grown by this factor since, small ones excepted. */
const growth = { factor: 4, leastBytes: 16 * 1024 * 1024 } as const;

const files = { write: promisify(write), datasync: promisify(fdatasync), truncate: promisify(ftruncate) };

interface Entry {
  line: string;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** What a journal keeps: all of it in memory, made by the changes that the journal holds. */
export interface Journaled<Change> {
  /**
   * Makes the changes of one line true; the journal does so when it opens. Whoever appends does it otherwise: when
   * they are on disk, or before, if to apply them twice is the same as once.
   */
  apply(changes: Change[]): unknown;
  /** The fewest lines that lead to what is there. */
  lines(): Iterable<Change[]>;
}

export interface JournalOptions {
  /** Makes durable what the changes refer to; runs once for each group of appended lines. */
  beforeSync?: () => Promise<void>;
  /** The file is never compacted while it has no more bytes than this; 16 MB if undefined. */
  leastBytes?: number;
}

/** An append-only file: a line of JSON for each set of changes that become true together. */
export class Journal<Change> {
  readonly #path: string;
  readonly #state: Journaled<Change>;
  readonly #beforeSync: () => Promise<void>;
  readonly #leastBytes: number;
  #file: number;
  #size: number;
  /** The size above which the file is compacted. */
  #limit: number;
  #waiting: Entry[] = [];
  #flushing: Promise<void> | undefined;
  #broken: Error | undefined;

  /**
   * Applies what the file holds, creating it if need be, replaces it by its compacted form and opens it for appending.
   *
   * @throws if the file is damaged elsewhere than at its torn end
   */
  constructor(path: string, state: Journaled<Change>, options: JournalOptions = {}) {
    const { beforeSync = async () => undefined, leastBytes = growth.leastBytes } = options;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    for (const changes of readJournal<Change>(path)) state.apply(changes);
    this.#path = path;
    this.#state = state;
    this.#beforeSync = beforeSync;
    this.#leastBytes = leastBytes;
    [this.#file, this.#size, this.#limit] = this.#openCompacted();
  }

  /**
   * Returns when the changes are on disk. Changes that wait meanwhile go to the disk together: one flush serves every
   * concurrent request. Throws if the disk refuses; the file is then as it was.
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
      if (this.#size > this.#limit) await this.#compact();
      for (let done = 0; done < bytes.length;) done += (await files.write(this.#file, bytes, done)).bytesWritten;
      await files.datasync(this.#file);
      this.#size += bytes.length;
    } catch (error) {
      // Half a line must not precede the next one. If even this fails, nothing more may be acknowledged.
      await files.truncate(this.#file, this.#size).catch((cause: unknown) => {
        this.#broken = new Error("The journal could not be repaired after a failed write", { cause });
      });
      throw error;
    }
  }

  async #compact(): Promise<void> {
    // What is on disk has been applied by then.
    await setImmediate();
    const old = this.#file;
    try {
      [this.#file, this.#size, this.#limit] = this.#openCompacted();
      closeSync(old);
    } catch (cause) {
      // Which of the two files has the name is not known.
      this.#broken = new Error("The journal could not be compacted", { cause });
      throw this.#broken;
    }
  }

  /** The file, its size, and the size at which it is to be compacted again. */
  #openCompacted(): [file: number, size: number, limit: number] {
    const size = replaceJournal(this.#path, this.#state.lines());
    return [openSync(this.#path, "a"), size, Math.max(size * growth.factor, this.#leastBytes)];
  }

  /** Ends after the last append; later ones are refused, since the number of a closed file may soon be another's. */
  async close(): Promise<void> {
    await this.#flushing;
    this.#broken = new Error("The journal is closed");
    closeSync(this.#file);
  }
}
