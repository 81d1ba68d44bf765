import { isRecord, membersOf } from "../../is-record";
import { AwsError, notImplemented } from "../../protocol/service";
import type { Checked } from "./checked";
import type { Database } from "./database";
import { performMetered } from "./consumption";
import type { Operation } from "./engine";
import { constraintError, DynamoDbError, validationError } from "./errors";
import { storageKey } from "./items";
import { View } from "./view";

const limits = { actions: 100 } as const;

/** One action of a transaction, checked. */
export interface Step {
  /** What IAM calls it, without `dynamodb:`. */
  action: string;
  /** The operation that does it. */
  operation: Operation;
  table: string;
  request: Checked;
}

/** A step as it went: what it would answer and write, or why it cannot. */
export interface Outcome {
  answer?: unknown;
  view: View;
  error?: AwsError;
}

/**
 * The actions of a transaction, in the form they arrive.
 *
 * @throws {AwsError} ValidationException, unless there are 1 to 100
 */
export function actionsOf(body: Record<string, unknown>): Record<string, unknown>[] {
  const items = body.TransactItems;
  const violation = (value: string, constraint: string) => constraintError(value, "transactItems", constraint);
  if (items === undefined || items === null) throw violation("null", "Member must not be null");
  if (!Array.isArray(items)) throw new DynamoDbError("SerializationException", "Unexpected field type");
  if (items.length === 0) throw violation("'[]'", "Member must have length greater than or equal to 1");
  if (items.length > limits.actions)
    throw violation("'[...]'", `Member must have length less than or equal to ${limits.actions}`);
  return items.map((item: unknown) => (isRecord(item) ? item : {}));
}

/**
 * Runs the steps of a transaction, none of which sees another's writes, while nothing else can write their items.
 *
 * @param finish gets the outcomes if every step went well
 * @throws {AwsError} TransactionCanceledException with a reason per step; ResourceNotFoundException; a
 *   ValidationException if two steps are about one item
 */
export function transact<Result>(
  database: Database,
  steps: Step[],
  finish: (outcomes: Outcome[]) => Promise<Result>,
): Promise<Result> {
  const keys = stepKeys(database, steps);
  return database.locks.holding(keys, async () => {
    const outcomes = await Promise.all(steps.map((step) => attempt(database, step, keys)));
    if (outcomes.some(({ error }) => error)) throw cancelled(steps, outcomes);
    return finish(outcomes);
  });
}

function stepKeys(database: Database, steps: Step[]): Set<string> {
  const keys = new Set<string>();
  for (const { table, request } of steps) {
    const description = database.catalog.get(table);
    if (!description) throw new DynamoDbError("ResourceNotFoundException", "Requested resource not found");
    // A step with an invalid key fails by itself when it is attempted.
    const key = storageKey(request.Key ?? request.Item ?? {}, description);
    if (key === undefined) continue;
    if (keys.has(key)) throw validationError("Transaction request cannot include multiple operations on one item");
    keys.add(key);
  }
  return keys;
}

async function attempt(database: Database, { operation, request }: Step, held: ReadonlySet<string>): Promise<Outcome> {
  const view = new View(database, request, held);
  try {
    return { answer: await performMetered(operation, view, request, 2), view };
  } catch (error) {
    if (!(error instanceof AwsError) || error.status >= 500) throw error;
    return { error, view };
  } finally {
    view.release();
  }
}

/** Members of the single operations that a transaction's steps do not have. */
const foreign = [
  ...["ReturnValues", "Expected", "AttributeUpdates", "ConditionalOperator", "ReturnConsumedCapacity"],
  ...["ReturnItemCollectionMetrics", "AttributesToGet", "ConsistentRead"],
];

/** @throws {AwsError} NotImplemented for a step with a member that steps do not have */
export function refuseForeign(operation: string, step: Record<string, unknown>): void {
  const member = foreign.find((name) => step[name] !== undefined);
  if (member !== undefined) throw notImplemented("DynamoDB", `${operation} with TransactItems.${member}`);
}

/**
 * The capacity that a transaction used, if that was asked for: each unit twice, to prepare and to commit.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-capacity-handling
 */
export function consumed(
  asked: unknown,
  unit: "ReadCapacityUnits" | "WriteCapacityUnits",
  outcomes: Outcome[],
): { ConsumedCapacity?: unknown[] } {
  if (asked !== "TOTAL" && asked !== "INDEXES") return {};
  const byTable = new Map<string, number>();
  for (const { answer } of outcomes) {
    const { TableName, CapacityUnits } = membersOf(membersOf(answer).ConsumedCapacity);
    if (typeof TableName === "string" && typeof CapacityUnits === "number")
      byTable.set(TableName, (byTable.get(TableName) ?? 0) + 2 * CapacityUnits);
  }
  const capacity = (units: number) => ({ CapacityUnits: units, [unit]: units });
  return {
    ConsumedCapacity: [...byTable].map(([TableName, units]) => ({
      TableName,
      ...capacity(units),
      ...(asked === "INDEXES" && { Table: capacity(units) }),
    })),
  };
}

/** What a step's error is called among the reasons; AWS's list has no other that can happen here. */
const reasonCodes: Record<string, string> = {
  ConditionalCheckFailedException: "ConditionalCheckFailed",
  ValidationException: "ValidationError",
};

function cancelled(steps: Step[], outcomes: Outcome[]): DynamoDbError {
  const reasons = outcomes.map(({ error, view }, index) => {
    if (!error) return { Code: "None" };
    const [Item] = view.found.values();
    const wanted =
      error.code === "ConditionalCheckFailedException" &&
      steps[index]?.request.ReturnValuesOnConditionCheckFailure === "ALL_OLD" &&
      Item !== undefined;
    return { Code: reasonCodes[error.code] ?? error.code, Message: error.message, ...(wanted ? { Item } : {}) };
  });
  const codes = reasons.map(({ Code }) => Code).join(", ");
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  return new DynamoDbError("TransactionCanceledException", message, { CancellationReasons: reasons });
}
