import { create, type Cursor, type Item, type Level, type Range, type Write } from "dynalite/db";
import { UserError } from "../../errors";

/** What a prefix covers: keys are ASCII, and no table or index name holds a `~`. */
const within = (prefix: string): Range => ({ gte: prefix, lt: `${prefix}\x7f` });

/** Whether what was found is an item: everything under an item's key has been through dynalite's checks. */
export const isItem = (value: unknown): value is Item => typeof value === "object" && value !== null;

/** The prefixes of what is kept; the first four are dynalite's. */
export const prefixes = {
  table: "table~",
  item: (table: string) => `item-${table}~`,
  index: (type: string, table: string, index: string) => `index-${type.toLowerCase()}~${table}~${index}~`,
  tag: (table: string) => `tag-${table}~`,
  timeToLive: "ttl~",
  transaction: "transaction~",
};

/**
 * LevelDB in a folder, or in memory.
 *
 * A write is one record of LevelDB's log: after a crash all of it is there or nothing. It has reached the operating
 * system when `write` resolves, so it survives the end of the process however that comes, though not a power failure:
 * waiting for the disk would cost milliseconds a write.
 */
export class Storage {
  private constructor(private readonly level: Level) {}

  /** @throws an error with a remedy, when the folder cannot be opened */
  static async open(directory?: string): Promise<Storage> {
    const { db } = create({ path: directory });
    try {
      await db.open();
    } catch (error) {
      const reason = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
      throw new UserError(`Cannot open the DynamoDB data in ${directory}: is another host using it? (${reason})`);
    }
    return new Storage(db);
  }

  /** Reads without waiting: LevelDB has it in a few microseconds, of which a thread of its own would make a hundred. */
  get(key: string): unknown {
    return this.level.getSync(key);
  }

  /** Writes all or nothing. */
  async write(writes: readonly Write[]): Promise<void> {
    if (writes.length > 0) await this.level.batch(writes);
  }

  /** Values under a prefix, in the order of their keys; `range` is relative to the prefix. */
  values(prefix: string, range: Range = {}): Cursor<unknown> {
    const { gt, gte, lt, lte, ...rest } = range;
    const lower = gte ? { gte: prefix + gte } : gt ? { gt: prefix + gt } : { gte: prefix };
    const upper = lte ? { lte: prefix + lte } : lt ? { lt: prefix + lt } : { lt: within(prefix).lt };
    return this.level.values({ ...rest, ...lower, ...upper });
  }

  /** The keys under a prefix, without it. */
  keys(prefix: string): Cursor<string> {
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
        for (const [key, value] of found) yield [key.slice(prefix.length), value];
    } finally {
      await cursor.close();
    }
  }

  clear(prefix: string): Promise<void> {
    return this.level.clear(within(prefix));
  }

  close(): Promise<void> {
    return this.level.close();
  }
}
