import {
  createKey,
  getIndexActions,
  validateKey,
  type Item,
  type Range,
  type TableDescription,
  type Write,
} from "dynalite/db";
import { prefixes } from "./storage";

/** The attributes of a table's primary key in an item; not all of them need be there. */
export function keyAttributes(item: Item, table: TableDescription): Item {
  const names = table.KeySchema.map(({ AttributeName }) => AttributeName);
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)));
}

/** The storage key of an item, or undefined if its primary key is not valid for the table. */
export function storageKey(item: Item, table: TableDescription): string | undefined {
  const key = keyAttributes(item, table);
  return validateKey(key, table) ? undefined : prefixes.item(table.TableName) + createKey(key, table);
}

/**
 * The key of an index's entry. Dynalite ends it with 24 bits of a hash of the primary key: of a few thousand items that
 * share an index key, two would overwrite each other's entry. The whole primary key follows, so that none do.
 */
const entryKey = (indexKey: string, itemKey: string): string => `${indexKey}/${itemKey}`;

/**
 * All that has to be written when an item takes the place of another, so that a table and its indexes always agree.
 *
 * @param itemKey the item's key within its table
 * @param item undefined to delete
 */
export function itemWrites(
  table: TableDescription,
  itemKey: string,
  existing: Item | undefined,
  item: Item | undefined,
): Write[] {
  const key = prefixes.item(table.TableName) + itemKey;
  const writes: Write[] = [item ? { type: "put", key, value: item } : { type: "del", key }];
  for (const type of ["Local", "Global"] as const) {
    const indexes = table[`${type}SecondaryIndexes`];
    if (!indexes) continue;
    const { puts, deletes } = getIndexActions(indexes, existing, item, table);
    const entry = (index: string, indexKey: string) =>
      prefixes.index(type, table.TableName, index) + entryKey(indexKey, itemKey);
    for (const { index, key } of deletes) writes.push({ type: "del", key: entry(index, key) });
    for (const { index, key, item } of puts) writes.push({ type: "put", key: entry(index, key), value: item });
  }
  return writes;
}

/** The range of an index that dynalite reads, made to begin after the entry of its start key. */
export function afterEntry(range: Range, startKey: Item, table: TableDescription): Range {
  const itemKey = createKey(keyAttributes(startKey, table), table);
  if (range.reverse) return { ...range, lt: range.lt && entryKey(range.lt, itemKey) };
  return { ...range, gt: range.gt && entryKey(range.gt, itemKey) };
}
