import type { Item } from "dynalite/db";
import { isRecord } from "../../is-record";
import type { Database } from "./database";
import { constraintError, DynamoDbError, validationError } from "./errors";
import { itemWrites, storageKey } from "./items";
import { isItem, prefixes } from "./storage";

/** DynamoDB takes a time more than five years ago for a mistake, and keeps the item. */
const limits = { pastSeconds: 5 * 365 * 24 * 60 * 60, attributeNameLength: 255 } as const;

/** The tables whose items expire, each with the attribute that says when, and the deletion of those that have. */
export class TimeToLive {
  private readonly attributes = new Map<string, string>();

  private constructor(private readonly database: Database) {}

  static async load(database: Database): Promise<TimeToLive> {
    const timeToLive = new TimeToLive(database);
    for await (const [table, attribute] of database.storage.entries(prefixes.timeToLive))
      if (typeof attribute === "string") timeToLive.attributes.set(table, attribute);
    return timeToLive;
  }

  /** Has a table's items expire by an attribute, or no longer. */
  async set(table: string, attribute: string | undefined): Promise<void> {
    const key = prefixes.timeToLive + table;
    if (attribute === undefined) this.attributes.delete(table);
    else this.attributes.set(table, attribute);
    await this.database.storage.write([
      attribute === undefined ? { type: "del", key } : { type: "put", key, value: attribute },
    ]);
  }

  /** @throws {AwsError} what UpdateTimeToLive answers */
  async update(table: string, specification: unknown): Promise<unknown> {
    this.mustExist(table);
    const { AttributeName, Enabled } = isRecord(specification) ? specification : {};
    if (typeof Enabled !== "boolean")
      throw constraintError("null", "timeToLiveSpecification.enabled", "Member must not be null");
    if (typeof AttributeName !== "string" || !AttributeName || AttributeName.length > limits.attributeNameLength)
      throw constraintError("null", "timeToLiveSpecification.attributeName", "Member must not be null");
    const current = this.attributes.get(table);
    if (Enabled === (current !== undefined))
      throw validationError(`TimeToLive is already ${Enabled ? "enabled" : "disabled"}`);
    if (current !== undefined && current !== AttributeName)
      throw validationError(`TimeToLive is active on a different AttributeName: current AttributeName is ${current}`);
    await this.set(table, Enabled ? AttributeName : undefined);
    return { TimeToLiveSpecification: { AttributeName, Enabled } };
  }

  /** @throws {AwsError} what DescribeTimeToLive answers */
  describe(table: string): unknown {
    this.mustExist(table);
    const AttributeName = this.attributes.get(table);
    return {
      TimeToLiveDescription: AttributeName
        ? { TimeToLiveStatus: "ENABLED", AttributeName }
        : { TimeToLiveStatus: "DISABLED" },
    };
  }

  /** Deletes what has expired; DynamoDB does so within days, we once a minute. Returns how many items went. */
  async sweep(): Promise<number> {
    let deleted = 0;
    for (const [table, attribute] of this.attributes) {
      const cursor = this.database.storage.values(prefixes.item(table));
      try {
        for (let found = await cursor.nextv(100); found.length > 0; found = await cursor.nextv(100))
          for (const item of found)
            if (isItem(item) && this.expired(item, attribute) && (await this.remove(table, item, attribute)))
              deleted += 1;
      } finally {
        await cursor.close();
      }
    }
    return deleted;
  }

  private async remove(tableName: string, item: Item, attribute: string): Promise<boolean> {
    const table = this.database.catalog.get(tableName);
    const key = table && storageKey(item, table);
    if (!table || key === undefined) return false;
    return this.database.locks.holding([key], async () => {
      // It may have been given a longer life since the sweep read it.
      const current = this.database.storage.get(key);
      if (!isItem(current) || !this.expired(current, attribute)) return false;
      const itemKey = key.slice(prefixes.item(tableName).length);
      await this.database.commit("TimeToLive", itemWrites(table, itemKey, current, undefined));
      return true;
    });
  }

  private expired(item: Item, attribute: string): boolean {
    const until = Number(item[attribute]?.N ?? Number.NaN);
    const now = this.database.now() / 1000;
    return until < now && until > now - limits.pastSeconds;
  }

  private mustExist(table: string): void {
    if (this.database.catalog.get(table)) return;
    throw new DynamoDbError("ResourceNotFoundException", `Requested resource not found: Table: ${table} not found`);
  }
}
