import type { Facts } from "dynalite/validations";
import type { Location } from "../../protocol/service";
import { Catalog } from "./catalog";
import type { Checked } from "./checked";
import type { CountedWrite } from "./counts";
import { performMetered } from "./consumption";
import { check, type Operation } from "./engine";
import { DynamoDbError } from "./errors";
import type { Faults } from "./faults";
import { storageKey } from "./items";
import type { TableMetrics } from "./metrics";
import { Locks } from "../../storage/locks";
import type { Opening } from "../../storage/opening";
import { Storage } from "./storage";
import { Streams } from "./streams/streams";
import { options, View } from "./view";

export interface DatabaseSettings {
  /** Where the data is kept; in memory if undefined. */
  directory?: string;
  location: Location;
  /** Milliseconds since 1970; a test may stop the clock. */
  now: () => number;
  faults?: Faults;
  metrics: TableMetrics;
  opening?: Opening;
}

/** Tables and their items: dynalite's operations on our storage, each committed as one. */
export class Database {
  readonly locks = new Locks();
  readonly location: Location;
  readonly now: () => number;
  readonly metrics: TableMetrics;
  private readonly faults: Faults | undefined;
  private readonly facts: Facts;

  private constructor(
    readonly storage: Storage,
    readonly catalog: Catalog,
    readonly streams: Streams,
    settings: DatabaseSettings,
  ) {
    this.location = settings.location;
    this.now = settings.now;
    this.metrics = settings.metrics;
    this.faults = settings.faults;
    this.facts = { options, tableDb: { awsAccountId: settings.location.account } };
  }

  /** @throws UserError if the folder cannot be opened, or is damaged and not to be repaired */
  static async open(settings: DatabaseSettings): Promise<Database> {
    const storage = await Storage.open(settings.directory, settings.opening);
    const catalog = await Catalog.load(storage);
    return new Database(storage, catalog, await Streams.load(storage, catalog, settings), settings);
  }

  /** A request of an operation, checked; see {@link check}. */
  check(operation: Operation, body: Record<string, unknown>): Checked {
    return check(operation, body, this.facts);
  }

  /**
   * Does a checked request.
   *
   * @throws {AwsError} what DynamoDB answers
   */
  async run(operation: Operation, request: Checked): Promise<unknown> {
    if (!this.storage.isOpen) await this.storage.recover();
    const keys = new Set(operation === "BatchWriteItem" ? this.batchKeys(request) : []);
    return keys.size > 0
      ? this.locks.holding(keys, () => this.runHolding(keys, operation, request))
      : this.runHolding(keys, operation, request);
  }

  /** Writes all or nothing, and with it the records of what it does to tables with streams. */
  async commit(operation: string, writes: readonly CountedWrite[]): Promise<void> {
    if (writes.length === 0) return;
    this.faults?.onCommit("before", operation);
    // In one turn with the write: records are read in the order of their numbers.
    const records = this.streams.recordsOf(writes, operation);
    await this.storage.write(records.length > 0 ? [...writes, ...records] : writes);
    if (records.length > 0) this.streams.announce();
    this.faults?.onCommit("after", operation);
    this.metrics.written(writes);
  }

  private async runHolding(keys: ReadonlySet<string>, operation: Operation, request: Checked): Promise<unknown> {
    const view = new View(this, request, keys);
    try {
      const answer = await performMetered(operation, view, request);
      await this.commit(operation, view.writes);
      return answer;
    } catch (error) {
      throw withOldItem(error, view);
    } finally {
      view.release();
    }
  }

  private *batchKeys(request: Checked): Iterable<string> {
    for (const [name, writes] of Object.entries(request.RequestItems ?? {})) {
      const table = this.catalog.get(name);
      if (!table || !Array.isArray(writes)) continue;
      for (const { PutRequest, DeleteRequest } of writes) {
        const key = storageKey(PutRequest?.Item ?? DeleteRequest?.Key ?? {}, table);
        if (key !== undefined) yield key;
      }
    }
  }
}

/** Dynalite ignores `ReturnValuesOnConditionCheckFailure`: the failure gets the item it found, if there was one. */
function withOldItem(error: unknown, { request, found }: View): unknown {
  if (!(error instanceof DynamoDbError) || error.code !== "ConditionalCheckFailedException") return error;
  const [Item] = found.values();
  if (!Item || request.ReturnValuesOnConditionCheckFailure !== "ALL_OLD") return error;
  return new DynamoDbError(error.code, error.message, { Item });
}
