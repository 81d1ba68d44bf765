import type { Callback, Cursor, Item, Store, SubStore, TableDescription } from "dynalite/db";
import type { Checked } from "./checked";
import type { CountedWrite } from "./counts";
import type { Database } from "./database";
import { DynamoDbError } from "./errors";
import { holds } from "./expressions/evaluate";
import { itemWrites } from "./items";
import { IndexStore, ItemStore, ViewStore, TableStore } from "./view-stores";
import { Source } from "./source";
import { isItem, prefixes } from "./storage";

/** Dynalite's settings: items of 400 KB, and no waiting for tables. */
export const options = { maxItemSize: 400 * 1024, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 };

const notFound = (name?: string) => ({
  name: "NotFoundError",
  message: "table not found",
  statusCode: 400,
  body: {
    __type: "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",
    message: `Requested resource not found${name ? `: Table: ${name} not found` : ""}`,
  },
});

/**
 * What one action of dynalite sees of the data. Reads go through; writes of items are kept in {@link writes}, so that
 * an item and its index entries, or the items of a batch or transaction, are committed as one.
 */
export class View implements Store {
  readonly options = options;
  readonly tableDb: TableStore;
  /** What to write if all goes well. */
  readonly writes: CountedWrite[] = [];
  /** The items that the action has looked up, by storage key. */
  readonly found = new Map<string, Item | undefined>();
  /** Told of what the action throws where nobody could catch it. */
  onDefect: (error: unknown) => void = () => undefined;
  private readonly locked: string[] = [];

  /** @param held keys that the caller has locked; an action that locks more than one other key could wait forever */
  constructor(
    readonly database: Database,
    readonly request: Checked,
    private readonly held: ReadonlySet<string>,
  ) {
    this.tableDb = new TableStore(this, prefixes.table);
  }

  /** A table that can be used. */
  table(name: string): TableDescription {
    const table = this.database.catalog.get(name);
    if (!table || table.TableStatus === "DELETING") throw Object.assign(new Error(), notFound());
    return table;
  }

  getTable(name: string, first: false | Callback<TableDescription>, second?: Callback<TableDescription>): void {
    const table = this.database.catalog.get(name);
    const callback = first || second;
    if (!table || (first && table.TableStatus === "DELETING")) {
      callback?.(Object.assign(new Error(), notFound(first ? undefined : name)));
      return;
    }
    // An action that does not mind the table's status goes on to change the description it gets.
    callback?.(null, first ? table : structuredClone(table));
  }

  getItemDb = (table: string): SubStore => new ItemStore(this, prefixes.item(table), table);

  getIndexDb = (type: string, table: string, index: string): SubStore =>
    new IndexStore(this, prefixes.index(type, table, index), table);

  getTagDb = (table: string): SubStore => new ViewStore(this, prefixes.tag(table));

  deleteItemDb = (table: string, callback: Callback): void => this.clear(prefixes.item(table), callback);

  deleteIndexDb = (type: string, table: string, index: string, callback: Callback): void =>
    this.clear(prefixes.index(type, table, index), callback);

  deleteTagDb = (table: string, callback: Callback): void => this.clear(prefixes.tag(table), callback);

  find(key: string): Item | undefined {
    const value = this.database.storage.get(key);
    const item = isItem(value) ? value : undefined;
    this.found.set(key, item);
    return item;
  }

  /**
   * As {@link find}, where what follows depends on the item that is there.
   *
   * @throws {AwsError} ConditionalCheckFailedException if the request's condition does not hold
   */
  lookUp(key: string): Item | undefined {
    const item = this.find(key);
    const { condition } = this.request.meaning;
    if (condition && !holds(condition.condition, item ?? {}))
      throw new DynamoDbError("ConditionalCheckFailedException", "The conditional request failed");
    return item;
  }

  /** Puts `item`, or nothing, in the place of the one that was found there. */
  replace(tableName: string, itemKey: string, item: unknown): void {
    const table = this.database.catalog.get(tableName);
    if (!table || table.TableStatus === "DELETING") throw new Error(`table ${tableName} was deleted meanwhile`);
    const existing = this.found.get(prefixes.item(tableName) + itemKey);
    this.writes.push(...itemWrites(table, itemKey, existing, isItem(item) ? item : undefined));
  }

  source(cursor: Cursor<unknown>): Source {
    return new Source(cursor, (error) => this.onDefect(error));
  }

  /** Answers a callback of dynalite's with the outcome; what the callback itself throws is a defect. */
  settle(outcome: Promise<unknown>, callback: Callback): void {
    outcome
      .then(
        (value) => callback(null, value),
        (error) => callback(error instanceof Error ? error : new Error(String(error))),
      )
      .catch((error: unknown) => this.onDefect(error));
  }

  lock(key: string, run: () => void): void {
    if (this.held.has(key)) return run();
    this.database.locks.acquire(key, () => {
      this.locked.push(key);
      try {
        run();
      } catch (error) {
        this.onDefect(error);
      }
    });
  }

  /** Gives back the locks that the action took. */
  release(): void {
    for (const key of this.locked.splice(0)) this.database.locks.release(key);
  }

  private clear(prefix: string, callback: Callback): void {
    this.settle(this.database.storage.clear(prefix), callback);
  }
}
