import type { TableDescription } from "dynalite/db";
import type { CountedWrite } from "./counts";
import type { Database } from "./database";
import { itemWrites, storageKey } from "./items";
import { isItem, prefixes } from "./storage";

const itemsPerWrite = 100;

/**
 * Makes every table's indexes anew of its items, after something of the store was dropped. An item that is not where its
 * key belongs is dropped too.
 */
export async function rebuildIndexes(database: Database): Promise<void> {
  for (const name of database.catalog.names()) {
    const table = database.catalog.get(name);
    if (table && table.TableStatus !== "DELETING") await rebuildTable(database, table);
  }
}

async function rebuildTable({ storage }: Database, table: TableDescription): Promise<void> {
  const { TableName: name, LocalSecondaryIndexes = [], GlobalSecondaryIndexes = [] } = table;
  for (const { IndexName } of LocalSecondaryIndexes) await storage.clear(prefixes.index("local", name, IndexName));
  for (const { IndexName } of GlobalSecondaryIndexes) await storage.clear(prefixes.index("global", name, IndexName));
  const prefix = prefixes.item(name);
  let writes: CountedWrite[] = [];
  let items = 0;
  for await (const [itemKey, item] of storage.entries(prefix)) {
    const isInPlace = isItem(item) && storageKey(item, table) === prefix + itemKey;
    if (!isInPlace) writes.push({ type: "del", key: prefix + itemKey, growth: { table: name, prefix, by: -1 } });
    else writes.push(...itemWrites(table, itemKey, undefined, item).filter(({ key }) => !key.startsWith(prefix)));
    items++;
    if (items % itemsPerWrite > 0) continue;
    await storage.write(writes);
    writes = [];
  }
  await storage.write(writes);
}
