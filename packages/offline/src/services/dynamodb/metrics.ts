import { itemSize, type TableDescription, type Throughput } from "dynalite/db";
import { isRecord, membersOf } from "../../is-record";
import type { Metrics, Reported, ReportedUnit } from "../../protocol/metrics";
import type { AwsError } from "../../protocol/service";
import type { CountedWrite } from "./counts";

type Dimensions = Record<string, string>;

/** Operations that use up what a table can read; all others with a capacity write. */
const reads = new Set(["BatchGetItem", "GetItem", "Query", "Scan", "TransactGetItems"]);

/**
 * What DynamoDB reports of tables, their indexes and their requests
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html).
 */
export class TableMetrics {
  private readonly reported = new Map<string, Reported>();

  constructor(private readonly metrics: Pick<Metrics, "reported">) {}

  /** What a table and its indexes may use; nothing of one that is paid by the request. */
  provisioned({ TableName, ProvisionedThroughput, GlobalSecondaryIndexes = [] }: TableDescription): void {
    this.recordCapacity({ TableName }, ProvisionedThroughput);
    for (const { IndexName, ProvisionedThroughput: ofIndex } of GlobalSecondaryIndexes)
      this.recordCapacity({ TableName, GlobalSecondaryIndexName: IndexName }, ofIndex);
  }

  /** A request was answered, after so many milliseconds. */
  succeeded(operation: string, tables: readonly string[], milliseconds: number, answer: unknown): void {
    const count = returnedItems(answer);
    for (const TableName of tables) {
      const dimensions = { TableName, Operation: operation };
      this.record("SuccessfulRequestLatency", "Milliseconds", dimensions, milliseconds);
      if (count !== undefined) this.record("ReturnedItemCount", "Count", dimensions, count);
    }
  }

  /** A request was refused, or failed. */
  failed(operation: string, tables: readonly string[], error: AwsError): void {
    const name = nameOf(error);
    if (name === "UserErrors") return this.record(name, "Count", {}, 1);
    for (const TableName of tables) {
      const isOfTable = name === "ConditionalCheckFailedRequests";
      this.record(name, "Count", isOfTable ? { TableName } : { TableName, Operation: operation }, 1);
      if (name !== "ThrottledRequests") continue;
      this.record(`${reads.has(operation) ? "Read" : "Write"}ThrottleEvents`, "Count", { TableName }, 1);
    }
  }

  /**
   * What a request used of its tables' capacity.
   *
   * @param consumed `ConsumedCapacity` as the operation answers it with `INDEXES`: of a table, or a list of them
   * @param factor 2 within transactions, which prepare and commit
   */
  consumed(operation: string, consumed: unknown, factor: number): void {
    const name = `Consumed${reads.has(operation) ? "Read" : "Write"}CapacityUnits`;
    for (const one of Array.isArray(consumed) ? consumed : [consumed]) {
      const { TableName, Table, GlobalSecondaryIndexes } = membersOf(one);
      if (typeof TableName !== "string") continue;
      this.record(name, "Count", { TableName }, unitsIn(Table) * factor);
      for (const [index, units] of Object.entries(membersOf(GlobalSecondaryIndexes)))
        this.record(name, "Count", { TableName, GlobalSecondaryIndexName: index }, unitsIn(units) * factor);
    }
  }

  /** What writes used of the capacity of global indexes, which dynalite does not count: a unit for each kilobyte. */
  written(writes: readonly CountedWrite[]): void {
    for (const write of writes) {
      const [, TableName, index] = /^index-global~([^~]+)~([^~]+)~/.exec(write.key) ?? [];
      if (TableName === undefined || index === undefined) continue;
      const units = write.type === "put" && isItem(write.value) ? Math.ceil(itemSize(write.value) / 1024) : 1;
      const dimensions = { TableName, GlobalSecondaryIndexName: index };
      this.record("ConsumedWriteCapacityUnits", "Count", dimensions, Math.max(1, units));
    }
  }

  private recordCapacity(dimensions: Dimensions, { ReadCapacityUnits, WriteCapacityUnits }: Throughput = {}): void {
    if (ReadCapacityUnits) this.record("ProvisionedReadCapacityUnits", "Count", dimensions, ReadCapacityUnits);
    if (WriteCapacityUnits) this.record("ProvisionedWriteCapacityUnits", "Count", dimensions, WriteCapacityUnits);
  }

  private record(name: string, unit: ReportedUnit, dimensions: Dimensions, value: number): void {
    const key = `${name} ${Object.values(dimensions).join(" ")}`;
    let reported = this.reported.get(key);
    if (!reported) this.reported.set(key, (reported = this.metrics.reported({ namespace, name, dimensions }, unit)));
    reported.record(value);
  }
}

const namespace = "AWS/DynamoDB";

const isItem = (value: unknown): value is Parameters<typeof itemSize>[0] => isRecord(value);

const unitsIn = (capacity: unknown): number => {
  const { CapacityUnits } = membersOf(capacity);
  return typeof CapacityUnits === "number" ? CapacityUnits : 0;
};

/** How many items an answer to a query or scan has. */
function returnedItems(answer: unknown): number | undefined {
  const { Count } = membersOf(answer);
  return typeof Count === "number" ? Count : undefined;
}

/** The metric that counts an error. */
function nameOf({ code, status }: AwsError): string {
  if (status >= 500) return "SystemErrors";
  if (code === "ProvisionedThroughputExceededException") return "ThrottledRequests";
  return code === "ConditionalCheckFailedException" ? "ConditionalCheckFailedRequests" : "UserErrors";
}
