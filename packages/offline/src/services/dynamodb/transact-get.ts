import { isRecord } from "../../is-record";
import type { Database } from "./database";
import { validationError } from "./errors";
import { actionsOf, consumed, refuseForeign, transact, type Step } from "./transaction";

/**
 * The steps of a TransactGetItems request.
 *
 * @throws {AwsError} ValidationException
 */
export function readSteps(database: Database, body: Record<string, unknown>): Step[] {
  const { ReturnConsumedCapacity } = body;
  return actionsOf(body).map(({ Get, ...others }) => {
    if (!isRecord(Get) || Object.keys(others).length > 0) throw validationError("TransactItems can only contain Get");
    refuseForeign("TransactGetItems", Get);
    // A transaction reads consistently.
    const request = database.check("GetItem", { ...Get, ReturnConsumedCapacity, ConsistentRead: true });
    return { action: "GetItem", operation: "GetItem", table: request.TableName ?? "", request };
  });
}

/**
 * Reads items as they were at one moment. AWS cancels a read that meets a transaction (TransactionConflict); we wait
 * for it to end.
 *
 * @throws {AwsError} what TransactGetItems answers; see {@link transact}
 */
export const transactGet = (
  database: Database,
  { ReturnConsumedCapacity }: Record<string, unknown>,
  steps: Step[],
): Promise<unknown> =>
  transact(database, steps, (outcomes) =>
    Promise.resolve({
      ...consumed(ReturnConsumedCapacity, "ReadCapacityUnits", outcomes),
      Responses: outcomes.map(({ answer }) => (isRecord(answer) && answer.Item ? { Item: answer.Item } : {})),
    }),
  );
