import type { Callback, Range, SubStore, Write } from "dynalite/db";
import { AwsError } from "../../protocol/service";
import { afterEntry } from "./items";
import { listCursor, type Source } from "./source";
import type { View } from "./view";

/** A part of the storage as dynalite's actions use it; the base serves tags. */
export class ViewStore implements SubStore {
  constructor(
    protected readonly view: View,
    protected readonly prefix: string,
  ) {}

  get(key: string, callback: Callback): void {
    callback(null, this.view.find(this.prefix + key));
  }

  put(key: string, value: unknown, callback: Callback): void {
    this.batch([{ type: "put", key, value }], callback);
  }

  del(key: string, callback: Callback): void {
    this.batch([{ type: "del", key }], callback);
  }

  batch(writes: Write[], callback: Callback): void {
    this.view.writes.push(...writes.map((write) => ({ ...write, key: this.prefix + write.key })));
    callback(null);
  }

  lock(key: string, run: Parameters<SubStore["lock"]>[1]): void {
    // The view keeps its locks until what it wrote is committed, which is after dynalite would release them.
    this.view.lock(this.prefix + key, () => run((done) => done));
  }

  createKeyStream(): Source {
    return this.view.source(this.view.database.storage.keys(this.prefix));
  }

  createValueStream(range?: Range): Source {
    return this.view.source(this.view.database.storage.values(this.prefix, range));
  }
}

/** The items of a table: writing one writes its index entries too. */
export class ItemStore extends ViewStore {
  constructor(
    view: View,
    prefix: string,
    private readonly table: string,
  ) {
    super(view, prefix);
  }

  override get(key: string, callback: Callback): void {
    let found: unknown;
    try {
      found = this.view.lookUp(this.prefix + key);
    } catch (error) {
      if (error instanceof AwsError) return callback(error);
      throw error;
    }
    callback(null, found);
  }

  override put(key: string, item: unknown, callback: Callback): void {
    this.view.replace(this.table, key, item);
    callback(null);
  }

  override del(key: string, callback: Callback): void {
    this.view.replace(this.table, key, undefined);
    callback(null);
  }
}

/** The entries of an index. They are written with their items: dynalite would write them one by one, before. */
export class IndexStore extends ViewStore {
  constructor(
    view: View,
    prefix: string,
    private readonly table: string,
  ) {
    super(view, prefix);
  }

  override put(_key: string, _entry: unknown, callback: Callback): void {
    callback(null);
  }

  override del(_key: string, callback: Callback): void {
    callback(null);
  }

  override createValueStream(range: Range = {}): Source {
    const startKey = this.view.request.ExclusiveStartKey;
    const table = this.view.database.catalog.get(this.table);
    return super.createValueStream(startKey && table ? afterEntry(range, startKey, table) : range);
  }
}

/** The descriptions of tables. They change at once, not with the view's commit: dynalite goes on after its answer. */
export class TableStore extends ViewStore {
  readonly awsAccountId = this.view.database.location.account;
  readonly awsRegion = this.view.database.location.region;

  override get(name: string, callback: Callback): void {
    callback(null, this.view.database.catalog.get(name));
  }

  override put(name: string, description: unknown, callback: Callback): void {
    this.view.settle(this.view.database.catalog.put(name, description), callback);
  }

  override del(name: string, callback: Callback): void {
    this.view.settle(this.view.database.catalog.delete(name), callback);
  }

  override createKeyStream(): Source {
    return this.view.source(listCursor(this.view.database.catalog.names()));
  }
}
