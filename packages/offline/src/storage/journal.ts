import { closeSync, fdatasync, fstatSync, ftruncate, statSync, write } from "node:fs";
import { promisify } from "node:util";
import { UserError } from "../errors";
import { diskError } from "./disk";
import { readRecords, replaceRecords } from "./journal-file";
import { type Opening, strictly } from "./opening";
import { recordOf } from "./records";
import { writeSeal } from "./seal";

/** A file is compacted when it has grown by this factor since, small ones excepted. */
const growth = { factor: 4, leastBytes: 16 * 1024 * 1024 } as const;

const files = { write: promisify(write), datasync: promisify(fdatasync), truncate: promisify(ftruncate) };

interface Entry<Change> {
  changes: Change[];
  record: string;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** What a journal keeps: all of it in memory, made by the changes that the journal holds. */
export interface Journaled<Change> {
  /** Makes the changes of one record true. The journal alone calls it. */
  apply(changes: Change[]): unknown;
  /** The fewest records that lead to what is there. */
  lines(): Iterable<Change[]>;
}

export interface JournalOptions {
  /** Makes durable what the changes refer to; runs once for each group of records. */
  beforeSync?: () => Promise<void>;
  /** Runs when all records are applied and nothing has been written yet; what it throws ends the opening. */
  check?: () => void;
  /** The file is never compacted while it has no more bytes than this; 16 MB if undefined. */
  leastBytes?: number;
  opening?: Opening;
}

/**
 * An append-only file: a record for each set of changes that become true together.
 *
 * What is in memory is what is on disk. A change becomes true when its record has reached the disk, and not before:
 * nobody sees what a crash may take back, and of a write that the disk refused nothing is there, neither now nor after a
 * restart. The price is that a change is not true while it is on its way; who must not decide the same thing twice
 * meanwhile, as a queue that hands out messages, remembers what it has decided until its commit returns.
 */
export class Journal<Change> {
  readonly #path: string;
  readonly #state: Journaled<Change>;
  readonly #beforeSync: () => Promise<void>;
  readonly #leastBytes: number;
  #file = -1;
  #id = "";
  #size = 0;
  /** The size above which the file is compacted. */
  #limit = 0;
  /** Whether the file may end in half a record, which must go before another is written. */
  #isTorn = false;
  #waiting: Entry<Change>[] = [];
  #flushing: Promise<void> | undefined;
  #refusal: Error | undefined;

  /**
   * Applies what the file holds, creating it if need be, replaces it by its compacted form and opens it for appending.
   *
   * @throws UserError if the file is damaged elsewhere than at its torn end, and is not to be repaired; the file is then
   *   as it was
   */
  constructor(path: string, state: Journaled<Change>, options: JournalOptions = {}) {
    const { beforeSync = async () => undefined, leastBytes = growth.leastBytes, opening = strictly, check } = options;
    this.#path = path;
    this.#state = state;
    this.#beforeSync = beforeSync;
    this.#leastBytes = leastBytes;
    for (const changes of readRecords<Change[]>(path, opening).entries) state.apply(changes);
    check?.();
    this.#replace();
  }

  /**
   * Makes changes true, and returns when they are. Changes that wait meanwhile go to the disk together: one flush serves
   * every concurrent request.
   *
   * @throws UserError if the disk refuses; the changes are then not true, and the file is as it was
   */
  commit(changes: Change[]): Promise<void> {
    const committed = new Promise<void>((resolve, reject) => {
      this.#waiting.push({ changes, record: recordOf(changes), resolve, reject });
    });
    this.#flushing ??= this.#flushAll();
    return committed;
  }

  async #flushAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      await this.#flush(Buffer.from(group.map(({ record }) => record).join(""))).then(
        () => group.forEach((entry) => this.#settle(entry)),
        (error: unknown) => group.forEach(({ reject }) => reject(error)),
      );
    }
    this.#flushing = undefined;
  }

  #settle({ changes, resolve, reject }: Entry<Change>): void {
    try {
      this.#state.apply(changes);
      resolve();
    } catch (error) {
      reject(error);
    }
  }

  async #flush(bytes: Buffer): Promise<void> {
    if (this.#refusal) throw this.#refusal;
    try {
      await this.#beforeSync();
      if (this.#isTorn) await this.#mend();
      if (this.#size > this.#limit) this.#compact();
      this.#isTorn = true;
      for (let done = 0; done < bytes.length;) done += (await files.write(this.#file, bytes, done)).bytesWritten;
      await files.datasync(this.#file);
      this.#size += bytes.length;
      this.#isTorn = false;
    } catch (error) {
      // If this fails, it is tried again before the next record: none may be written behind half a record.
      if (this.#isTorn) await this.#mend().catch(() => undefined);
      throw diskError(error, this.#path);
    }
  }

  async #mend(): Promise<void> {
    await files.truncate(this.#file, this.#size);
    this.#isTorn = false;
  }

  /** Where there is no room for another file, the old one goes on growing for a while. */
  #compact(): void {
    const old = this.#file;
    try {
      this.#replace();
      closeSync(old);
    } catch (cause) {
      this.#limit = this.#size + this.#leastBytes;
      if (fstatSync(old).ino === statSync(this.#path).ino) return;
      // The new file has the name, but may lose it in a power failure.
      this.#refusal = new UserError(`${this.#path} could not be compacted: start the host again`, { cause });
      throw this.#refusal;
    }
  }

  #replace(): void {
    const { file, seal } = replaceRecords(this.#path, this.#state.lines());
    [this.#file, this.#id, this.#size] = [file, seal.id, seal.bytes];
    this.#limit = Math.max(seal.bytes * growth.factor, this.#leastBytes);
  }

  /** Ends after the last commit; later ones are refused, since the number of a closed file may soon be another's. */
  async close(): Promise<void> {
    await this.#flushing;
    if (this.#isTorn) await this.#mend().catch(() => undefined);
    if (this.#refusal) return;
    this.#refusal = new Error("The journal is closed");
    closeSync(this.#file);
    writeSeal(this.#path, { id: this.#id, bytes: this.#size });
  }
}
