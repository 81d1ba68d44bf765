import { isRecord } from "../../is-record";
import type { Database } from "./database";
import { validationError } from "./errors";
import { actionsOf, transact, type Step } from "./transaction";

/**
 * The steps of a TransactGetItems request.
 *
 * @throws {AwsError} ValidationException
 */
export function readSteps(database: Database, body: Record<string, unknown>): Step[] {
  return actionsOf(body).map(({ Get }) => {
    if (!isRecord(Get)) throw validationError("TransactItems can only contain Get");
    const { TableName, Key, ProjectionExpression, ExpressionAttributeNames } = Get;
    const request = database.check("GetItem", { TableName, Key, ProjectionExpression, ExpressionAttributeNames });
    return { action: "GetItem", operation: "GetItem", table: request.TableName ?? "", request };
  });
}

/**
 * Reads items as they were at one moment. AWS cancels a read that meets a transaction (TransactionConflict); we wait
 * for it to end.
 *
 * @throws {AwsError} what TransactGetItems answers; see {@link transact}
 */
export const transactGet = (database: Database, steps: Step[]): Promise<unknown> =>
  transact(database, steps, (outcomes) =>
    Promise.resolve({
      Responses: outcomes.map(({ answer }) => (isRecord(answer) && answer.Item ? { Item: answer.Item } : {})),
    }),
  );
