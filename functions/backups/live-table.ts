import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  type ConsumedCapacity,
  type DynamoDBClient,
  PutItemCommand,
  type WriteRequest,
} from "@aws-sdk/client-dynamodb";
import { hasName } from "../kit/errors";
import type { TableBackup } from "./archive";
import { type Deadline, isPassing, type Pace, paceOf, patiently } from "./clock";
import { canonical, decodeItem, describeTable, encodeItem, type Item, type JsonItem } from "./items";
import type { Pair } from "./restore-choice";
import type { Counts, Paid } from "./restore-progress";
import type { Run } from "./restore-run";

/** A table that is restored. */
export interface LiveTable {
  client: DynamoDBClient;
  physicalName: string;
  /** Names of the attributes of its key, the hash key first. */
  keys: string[];
  reads: Pace;
  writes: Pace;
  /** Units that it may read and write in a second. */
  readRate: number;
  writeRate: number;
  /** When what was begun is given up. */
  limit: Deadline;
}

/** The share of a table's capacity that restoring takes: the rest is for those who use it meanwhile. */
const share = 0.8;

/**
 * Milliseconds of reads that may come at once: DynamoDB keeps five minutes of capacity that was not used
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/burst-adaptive-capacity.html), and a person waits.
 */
const savedReads = 60_000;

/**
 * Looks at a table, and waits until what an earlier run has spent of its capacity is paid for.
 *
 * @throws Error where the backup's items do not fit in
 */
export const openTable = async (run: Run, { name, from, to }: Pair<TableBackup>, paid: Paid): Promise<LiveTable> => {
  const { tables: client } = run.tools;
  const { keys, readUnits, writeUnits } = await describeTable(client, to);
  if ([...keys].sort().join() !== [...from.keys].sort().join())
    throw new Error(
      `the table ${name} has another key than its backup: ${keys.join(", ")}, not ${from.keys.join(", ")}`,
    );
  const [readRate, writeRate] = [readUnits * share, writeUnits * share];
  const reads = paceOf(readRate, run.deadline, paid.read, savedReads);
  const writes = paceOf(writeRate, run.deadline, paid.write);
  await reads.settle();
  await writes.settle();
  return { client, physicalName: to, keys, reads, writes, readRate, writeRate, limit: run.limit };
};

/** Whether the time was up before all was paid for that an earlier run has spent. */
export const isInDebt = ({ reads, writes, limit }: LiveTable): boolean =>
  Math.max(reads.paidAt(), writes.paidAt()) > limit.now();

export const paidBy = ({ reads, writes }: LiveTable): Paid => ({ read: reads.paidAt(), write: writes.paidAt() });

/** How many requests one batch of writes takes. */
const largestBatch = 25;

/** Milliseconds before what DynamoDB has left undone of a batch is asked for again. */
const patience = 1000;

const outOfCapacity = (table: string): Error =>
  Object.assign(new Error(`the table ${table} has no capacity left: run it again when it is used less`), {
    name: "ProvisionedThroughputExceededException",
  });

/**
 * Calls DynamoDB when what was called before is paid for, and again while it has no capacity.
 *
 * @throws Error naming the table, where the run has no time for that
 */
export const ask = async <T>({ physicalName, limit }: LiveTable, pace: Pace, call: () => Promise<T>): Promise<T> => {
  await pace.settle();
  try {
    return await patiently(limit, call);
  } catch (error) {
    throw isPassing(error) ? outOfCapacity(physicalName) : error;
  }
};

/** Waits before the rest of a batch is asked for. */
const pause = async ({ physicalName, limit }: LiveTable): Promise<void> => {
  if (limit.isLate()) throw outOfCapacity(physicalName);
  await limit.sleep(patience);
};

/** Items by their keys, as they are at this moment. */
export const readItems = async (live: LiveTable, keys: Item[]): Promise<Item[]> => {
  const { client, physicalName, reads } = live;
  const found: Item[] = [];
  let left: Item[] = keys;
  for (;;) {
    const RequestItems = { [physicalName]: { Keys: left, ConsistentRead: true } };
    const get = new BatchGetItemCommand({ RequestItems, ReturnConsumedCapacity: "TOTAL" });
    const answer = await ask(live, reads, () => client.send(get));
    found.push(...(answer.Responses?.[physicalName] ?? []));
    reads.owe(answer.ConsumedCapacity?.[0]?.CapacityUnits);
    left = answer.UnprocessedKeys?.[physicalName]?.Keys ?? [];
    if (left.length === 0) return found;
    await pause(live);
  }
};

/** A write takes of the table what it takes of each local index, and of each global index by itself. */
export const writeUnitsOf = (consumed: ConsumedCapacity = {}): number => {
  const { CapacityUnits = 0, Table: table, LocalSecondaryIndexes: local, GlobalSecondaryIndexes: global } = consumed;
  if (!table) return CapacityUnits;
  const units = (capacities: typeof local): number[] =>
    Object.values(capacities ?? {}).map((capacity) => capacity.CapacityUnits ?? 0);
  const own = units(local).reduce((sum, one) => sum + one, table.CapacityUnits ?? 0);
  return Math.max(own, ...units(global));
};

/** Puts and deletes items, whatever is there. */
export const writeAll = async (live: LiveTable, requests: WriteRequest[]): Promise<void> => {
  const { client, physicalName, writes } = live;
  for (let at = 0; at < requests.length; at += largestBatch) {
    let left = requests.slice(at, at + largestBatch);
    for (;;) {
      const RequestItems = { [physicalName]: left };
      const write = new BatchWriteItemCommand({ RequestItems, ReturnConsumedCapacity: "INDEXES" });
      const answer = await ask(live, writes, () => client.send(write));
      writes.owe(writeUnitsOf(answer.ConsumedCapacity?.[0]));
      left = answer.UnprocessedItems?.[physicalName] ?? [];
      if (left.length === 0) break;
      await pause(live);
    }
  }
};

/** Puts an item that was missing a moment ago; tells what it found where one has come meanwhile. */
export const putIfMissing = async (live: LiveTable, item: JsonItem): Promise<keyof Counts> => {
  const { client, physicalName, keys, writes } = live;
  const put = new PutItemCommand({
    TableName: physicalName,
    Item: decodeItem(item),
    ConditionExpression: "attribute_not_exists(#key)",
    ExpressionAttributeNames: { "#key": keys[0] ?? "" },
    ReturnConsumedCapacity: "INDEXES",
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  });
  try {
    const { ConsumedCapacity } = await ask(live, writes, () => client.send(put));
    writes.owe(writeUnitsOf(ConsumedCapacity));
    return "restored";
  } catch (error) {
    if (!hasName(error, "ConditionalCheckFailedException")) throw error;
    writes.owe(1);
    // A put whose answer was lost is sent again by the SDK, and finds itself.
    const there: Item = "Item" in error && isItem(error.Item) ? error.Item : {};
    return canonical(encodeItem(there)) === canonical(item) ? "equal" : "different";
  }
};

const isItem = (value: unknown): value is Item => typeof value === "object" && value !== null;
