import {
  createKey,
  getIndexActions,
  type IndexDescription,
  validateKey,
  type Item,
  type Range,
  type TableDescription,
} from "dynalite/db";
import type { CountedWrite } from "./counts";
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
): CountedWrite[] {
  const { TableName: name } = table;
  const prefix = prefixes.item(name);
  const key = prefix + itemKey;
  const by = Number(item !== undefined) - Number(existing !== undefined);
  const growth =
    by === 1 || by === -1 ? { table: name, prefix, by: by === 1 ? (1 as const) : (-1 as const) } : undefined;
  const change = table.StreamSpecification?.StreamEnabled ? { table, existing, item } : undefined;
  const writes: CountedWrite[] = [
    item ? { type: "put", key, value: item, growth, change } : { type: "del", key, growth, change },
  ];
  for (const type of ["Local", "Global"] as const) {
    const indexes = table[`${type}SecondaryIndexes`];
    if (!indexes) continue;
    const { puts, deletes } = getIndexActions(indexes, existing, item, table);
    const prefixOf = (index: string) => prefixes.index(type, name, index);
    for (const { index, key } of deletes) {
      const prefix = prefixOf(index);
      writes.push({ type: "del", key: prefix + entryKey(key, itemKey), growth: { table: name, prefix, by: -1 } });
    }
    for (const { index, key, item } of puts) {
      const prefix = prefixOf(index);
      // It takes the place of the entry that was there, unless that was deleted first.
      const replaces =
        existing !== undefined && isIndexed(existing, index, indexes) && !deletes.some((one) => one.index === index);
      const growth = replaces ? undefined : { table: name, prefix, by: 1 as const };
      writes.push({ type: "put", key: prefix + entryKey(key, itemKey), value: item, growth });
    }
  }
  return writes;
}

/** Whether an index has an entry for an item. */
const isIndexed = (item: Item, name: string, indexes: IndexDescription[]): boolean =>
  indexes.some(
    ({ IndexName, KeySchema }) =>
      IndexName === name && KeySchema.every(({ AttributeName }) => item[AttributeName] !== undefined),
  );

/** The range of an index that dynalite reads, made to begin after the entry of its start key. */
export function afterEntry(range: Range, startKey: Item, table: TableDescription): Range {
  const itemKey = createKey(keyAttributes(startKey, table), table);
  if (range.reverse) return { ...range, lt: range.lt && entryKey(range.lt, itemKey) };
  return { ...range, gt: range.gt && entryKey(range.gt, itemKey) };
}
