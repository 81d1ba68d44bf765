import type { CountedWrite, TableCounts } from "./counts";
import { prefixes } from "./keys";
import type { Operation } from "./level";
import { encode, encoder } from "./values";

/** Writes that become true together, and who waits for them. */
export interface Waiting {
  writes: readonly CountedWrite[];
  operations: Operation[];
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** Writes as LevelDB takes them. */
export function encoded(writes: readonly CountedWrite[]): Operation[] {
  const encodeNext = encoder();
  return writes.map((write) => operationOf(write, encodeNext));
}

/** The operations of a group, and the counts that are true with them. */
export function operationsOf([first, ...others]: Waiting[], after: Map<string, TableCounts>): Operation[] {
  const operations = first?.operations ?? [];
  for (const other of others) operations.push(...other.operations);
  for (const [table, counts] of after) operations.push(countOf(table, counts));
  return operations;
}

/** What stores a table's counts. */
export const countOf = (table: string, counts: TableCounts): Operation =>
  operationOf({ type: "put", key: prefixes.count + table, value: counts });

const operationOf = (write: CountedWrite, encoding = encode): Operation =>
  write.type === "put"
    ? { type: "put", key: write.key, value: encoding(write.key, write.value) }
    : { type: "del", key: write.key };
