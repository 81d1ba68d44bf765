import type { Cursor, Item, Range } from "dynalite/db";
import { UserError } from "../../errors";
import { diskError } from "../../storage/disk";
import { type Opening, strictly } from "../../storage/opening";
import type { Counts, CountedWrite } from "./counts";
import { within } from "./keys";
import { expectRoom, type Level, openLevel, type Operation } from "./level";
import { seal } from "./level-files";
import { openStore } from "./open-store";
import { countOf, encoded, operationsOf, type Waiting } from "./operations";
import { decode } from "./values";

export { prefixes } from "./keys";

/** Whether what was found is an item: everything under an item's key has been through dynalite's checks. */
export const isItem = (value: unknown): value is Item => typeof value === "object" && value !== null;

/**
 * LevelDB in a folder, or its like in memory.
 *
 * A write is one record of LevelDB's log: after a crash all of it is there or nothing. It has reached the operating
 * system when `write` resolves, so it survives the end of the process however that comes, though not a power failure:
 * waiting for the disk would cost milliseconds a write. Writes that come meanwhile go together, in order, so that the
 * counts that are stored with them are always those of the last one.
 *
 * LevelDB goes on behind half a record that a full disk left, and drops that half and all behind it when it opens. So
 * after a write that failed there is no other until the store was closed and opened again, which the next write does.
 */
export class Storage {
  private readonly waiting: Waiting[] = [];
  private writing: Promise<void> | undefined;
  /** The last writes that were acknowledged. */
  private last: Operation[] = [];
  private hasFailed = false;

  private constructor(
    private level: Level,
    private readonly counts: Counts,
    private readonly directory: string | undefined,
    /** Whether indexes and counts are to be made anew: something was dropped. */
    readonly isRepaired: boolean,
  ) {}

  /** @throws UserError if the folder cannot be opened, or is damaged and not to be repaired */
  static async open(directory?: string, opening: Opening = strictly): Promise<Storage> {
    const { level, counts, isRepaired } = await openStore(directory, opening);
    return new Storage(level, counts, directory, isRepaired);
  }

  /**
   * Reads without waiting: LevelDB has it in a few microseconds, of which a thread of its own would make a hundred.
   *
   * @throws UserError for a value that is damaged, and while the store is opened again after a write that failed
   */
  get(key: string): unknown {
    this.expectOpen();
    const stored = this.level.getSync(key);
    return stored === undefined ? undefined : decode(key, stored);
  }

  /**
   * Writes all or nothing.
   *
   * @throws UserError if the disk refuses
   */
  write(writes: readonly CountedWrite[]): Promise<void> {
    if (writes.length === 0) return Promise.resolve();
    return this.enqueue(writes);
  }

  /** Whether it can be read; if not, it could not be opened again after a write that failed. */
  get isOpen(): boolean {
    return this.level.status === "open";
  }

  /**
   * Tries to open it again.
   *
   * @throws UserError if the disk still refuses
   */
  recover(): Promise<void> {
    return this.enqueue([]);
  }

  private enqueue(writes: readonly CountedWrite[]): Promise<void> {
    const operations = encoded(writes);
    return new Promise((resolve, reject) => {
      this.waiting.push({ writes, operations, resolve, reject });
      this.writing ??= this.writeWaiting();
    });
  }

  private async writeWaiting(): Promise<void> {
    for (let group = this.waiting.splice(0); group.length > 0; group = this.waiting.splice(0)) {
      try {
        if (this.hasFailed) await this.reopen();
        const after = this.counts.after(group);
        const operations = operationsOf(group, after);
        await this.level.batch(operations);
        for (const [table, counts] of after) this.counts.set(table, counts);
        this.last = operations;
        for (const { resolve } of group) resolve();
      } catch (error) {
        const reason = this.failure(error);
        for (const { reject } of group) reject(reason);
      }
    }
    this.writing = undefined;
  }

  /** After this nothing else changes the store until it was opened again. */
  private failure(error: unknown): unknown {
    this.hasFailed = this.directory !== undefined;
    return diskError(error, this.directory ?? "the memory");
  }

  /** Values under a prefix, in the order of their keys; `range` is relative to the prefix. */
  values(prefix: string, range: Range = {}): Cursor<unknown> {
    this.expectOpen();
    const { gt, gte, lt, lte, ...rest } = range;
    const lower = gte ? { gte: prefix + gte } : gt ? { gt: prefix + gt } : { gte: prefix };
    const upper = lte ? { lte: prefix + lte } : lt ? { lt: prefix + lt } : { lt: within(prefix).lt };
    const cursor = this.level.iterator({ ...rest, ...lower, ...upper });
    return {
      nextv: async (size) => (await cursor.nextv(size)).map(([key, stored]) => decode(key, stored)),
      close: () => cursor.close(),
    };
  }

  /** The keys under a prefix, without it. */
  keys(prefix: string): Cursor<string> {
    this.expectOpen();
    const cursor = this.level.keys(within(prefix));
    return {
      nextv: async (size) => (await cursor.nextv(size)).map((key) => key.slice(prefix.length)),
      close: () => cursor.close(),
    };
  }

  /** Everything under a prefix, by the rest of its key. */
  async *entries(prefix: string): AsyncGenerator<[key: string, value: unknown]> {
    const cursor = this.level.iterator(within(prefix));
    try {
      for (let found = await cursor.nextv(100); found.length > 0; found = await cursor.nextv(100))
        for (const [key, stored] of found) yield [key.slice(prefix.length), decode(key, stored)];
    } finally {
      await cursor.close();
    }
  }

  /** Deletes everything under a prefix. A crash leaves a part of it: whoever clears goes on with it at the next start. */
  async clear(prefix: string): Promise<void> {
    while (this.writing) await this.writing;
    if (this.hasFailed) await this.reopen();
    try {
      for (const [table, counts] of this.counts.without(prefix)) {
        await this.level.batch([countOf(table, counts)]);
        this.counts.set(table, counts);
      }
      await this.level.clear(within(prefix));
      this.last = [];
    } catch (error) {
      throw this.failure(error);
    }
  }

  async close(): Promise<void> {
    while (this.writing) await this.writing;
    await this.level.close();
    if (this.directory === undefined || this.hasFailed) return;
    try {
      seal(this.directory);
    } catch (error) {
      // The disk is full, for instance: the next start takes longer, and nothing is lost.
      if (!(error instanceof UserError)) throw error;
    }
  }

  /**
   * Opens the store again after a write that failed, as soon as there is room, and sees that it has what it had.
   *
   * @throws UserError if the disk still refuses
   */
  private async reopen(): Promise<void> {
    if (this.directory === undefined) return;
    expectRoom(this.directory);
    await this.level.close();
    this.level = await openLevel(this.directory);
    const last = new Map(this.last.map((write) => [write.key, write.type === "put" ? write.value : undefined]));
    for (const [key, expected] of last) {
      if (this.level.getSync(key) !== expected)
        throw new UserError(`the DynamoDB data in ${this.directory} lacks what was written last: start the host again`);
    }
    this.hasFailed = false;
  }

  private expectOpen(): void {
    if (!this.isOpen)
      throw new UserError("the DynamoDB data is being opened again after a write that the disk refused: try again");
  }
}
