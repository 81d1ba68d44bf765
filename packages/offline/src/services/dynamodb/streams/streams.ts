import type { Write } from "dynalite/db";
import type { Location } from "../../../protocol/service";
import { streamRetention } from "../../../protocol/event-sources";
import type { Catalog } from "../catalog";
import type { CountedWrite } from "../counts";
import { prefixes } from "../keys";
import type { Storage } from "../storage";
import { isKeptRecord, type KeptRecord, recordOf } from "./record";

/** Numbers go by the time: they grow on, also when all records before have been forgotten. */
const perMillisecond = 1000;

/** A number as DynamoDB writes it: 21 digits at least. */
const numberOf = (count: number): string => `1${String(count).padStart(20, "0")}`;

/** The time that a number goes by, in milliseconds since the epoch. */
export const millisecondsOf = (sequenceNumber: string): number => Number(sequenceNumber.slice(1)) / perMillisecond;

const deletionsAtOnce = 500;

/**
 * The streams of all tables that have one: what happens to items, in order, for 24 hours. Records are written with what
 * they tell of, so that neither is without the other.
 */
export class Streams {
  private readonly listeners = new Set<() => void>();

  private constructor(
    private readonly storage: Storage,
    private readonly catalog: Catalog,
    private readonly location: Location,
    private readonly now: () => number,
    /** The last number that was given. */
    private last: number,
  ) {}

  static async load(
    storage: Storage,
    catalog: Catalog,
    { location, now }: { location: Location; now: () => number },
  ): Promise<Streams> {
    let last = 0;
    for (const table of catalog.names()) {
      const cursor = storage.values(prefixes.stream(table), { reverse: true, limit: 1 });
      const [newest] = await cursor.nextv(1);
      await cursor.close();
      if (isKeptRecord(newest)) last = Math.max(last, Number(newest.sequenceNumber.slice(1)));
    }
    return new Streams(storage, catalog, location, now, last);
  }

  /** What writes add to streams; to be written with them, and before any others are asked for. */
  recordsOf(writes: readonly CountedWrite[], operation: string): Write[] {
    const records: Write[] = [];
    for (const { change } of writes) {
      if (!change) continue;
      const time = this.now();
      const count = Math.max(this.last + 1, time * perMillisecond);
      const record = recordOf(change, {
        sequenceNumber: numberOf(count),
        time,
        region: this.location.region,
        isExpiry: operation === "TimeToLive",
      });
      if (!record) continue;
      this.last = count;
      records.push({
        type: "put",
        key: prefixes.stream(change.table.TableName) + record.sequenceNumber,
        value: record,
      });
    }
    return records;
  }

  /** Tells those who listen that there are records. */
  announce(): void {
    for (const act of [...this.listeners]) act();
  }

  /** Tells whenever there may be more records; returns what ends it. */
  listen(act: () => void): () => void {
    this.listeners.add(act);
    return () => void this.listeners.delete(act);
  }

  /** The number before which all records are that there are now. */
  latest(): string {
    this.last = Math.max(this.last, this.now() * perMillisecond);
    return numberOf(this.last);
  }

  /** The first records of a table with higher numbers, as far as they are kept. */
  async read(table: string, after: string, count: number): Promise<KeptRecord[]> {
    const oldest = this.now() - streamRetention;
    const cursor = this.storage.values(prefixes.stream(table), { gt: after });
    const records: KeptRecord[] = [];
    try {
      for (
        let found = await cursor.nextv(count);
        found.length > 0;
        found = await cursor.nextv(count - records.length)
      ) {
        records.push(...found.filter(isKeptRecord).filter(({ time }) => time >= oldest));
        if (records.length >= count) break;
      }
    } finally {
      await cursor.close();
    }
    return records;
  }

  /** Forgets what is older than 24 hours. */
  async sweep(): Promise<void> {
    const oldest = this.now() - streamRetention;
    for (const table of this.catalog.names()) {
      const prefix = prefixes.stream(table);
      for (let old = await this.olderThan(prefix, oldest); old.length > 0; old = await this.olderThan(prefix, oldest))
        await this.storage.write(old.map((number) => ({ type: "del", key: prefix + number })));
    }
  }

  private async olderThan(prefix: string, time: number): Promise<string[]> {
    const cursor = this.storage.values(prefix, { limit: deletionsAtOnce });
    try {
      const found = (await cursor.nextv(deletionsAtOnce)).filter(isKeptRecord);
      return found.filter((record) => record.time < time).map(({ sequenceNumber }) => sequenceNumber);
    } finally {
      await cursor.close();
    }
  }
}
