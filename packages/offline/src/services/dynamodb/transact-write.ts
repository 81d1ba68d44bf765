import { createHash } from "node:crypto";
import { itemSize, type Write } from "dynalite/db";
import { membersOf } from "../../is-record";
import type { Database } from "./database";
import { constraintError, validationError } from "./errors";
import type { Tokens } from "./tokens";
import { actionsOf, consumed, type Outcome, refuseForeign, transact, type Step } from "./transaction";

const limits = { tokenLength: 36, bytes: 4 * 1024 * 1024 } as const;

/** What a transaction can do, and with which operation it is done. A check is a deletion that is not written. */
const kinds = {
  ConditionCheck: { operation: "DeleteItem", action: "ConditionCheckItem", required: "ConditionExpression" },
  Put: { operation: "PutItem", action: "PutItem", required: "Item" },
  Update: { operation: "UpdateItem", action: "UpdateItem", required: "UpdateExpression" },
  Delete: { operation: "DeleteItem", action: "DeleteItem", required: "Key" },
} as const;

const isKind = (name: string): name is keyof typeof kinds => Object.hasOwn(kinds, name);

/**
 * The steps of a TransactWriteItems request.
 *
 * @throws {AwsError} ValidationException
 */
export function writeSteps(database: Database, body: Record<string, unknown>): Step[] {
  return actionsOf(body).map((entry, index) => {
    const [name, ...others] = Object.keys(entry);
    if (name === undefined || others.length > 0 || !isKind(name))
      throw validationError("TransactItems can only contain one of Check, Put, Update or Delete");
    return writeStep(database, name, entry[name], index, body);
  });
}

function writeStep(
  database: Database,
  kind: keyof typeof kinds,
  value: unknown,
  index: number,
  { ReturnConsumedCapacity, ReturnItemCollectionMetrics }: Record<string, unknown>,
): Step {
  const { operation, action, required } = kinds[kind];
  const members = membersOf(value);
  refuseForeign("TransactWriteItems", members);
  if (members[required] === undefined) {
    const path = `transactItems.${index + 1}.member.${lowerFirst(kind)}.${lowerFirst(required)}`;
    throw constraintError("null", path, "Member must not be null");
  }
  const request = database.check(operation, { ...members, ReturnConsumedCapacity, ReturnItemCollectionMetrics });
  return { action, operation, table: request.TableName ?? "", request };
}

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

/**
 * Does all steps or none: their writes, and the token that remembers them, are one write of the storage, so that a
 * crash cannot part them.
 *
 * @throws {AwsError} what TransactWriteItems answers; see {@link transact}
 */
export async function transactWrite(
  database: Database,
  tokens: Tokens,
  body: Record<string, unknown>,
  steps: Step[],
): Promise<unknown> {
  const token = body.ClientRequestToken;
  if (typeof token !== "string") return applySteps(database, body, steps, []);
  if (token.length < 1 || token.length > limits.tokenLength)
    throw constraintError(
      `'${token}'`,
      "clientRequestToken",
      token ? `Member must have length less than or equal to ${limits.tokenLength}` : "Member must not be empty",
    );
  const digest = createHash("sha256").update(JSON.stringify(body.TransactItems)).digest("base64");
  return tokens.once(token, digest, (remember) => applySteps(database, body, steps, [remember]));
}

async function applySteps(
  database: Database,
  { ReturnConsumedCapacity }: Record<string, unknown>,
  steps: Step[],
  also: Write[],
): Promise<unknown> {
  const size = steps.reduce((sum, { request }) => sum + itemSize(request.Item ?? request.Key ?? {}), 0);
  if (size > limits.bytes) throw validationError("Transaction request cannot be larger than 4 MB");
  return transact(database, steps, async (outcomes) => {
    const writes = outcomes.flatMap(({ view }, index) =>
      steps[index]?.action === "ConditionCheckItem" ? [] : view.writes,
    );
    await database.commit("TransactWriteItems", [...writes, ...also]);
    return { ...consumed(ReturnConsumedCapacity, "WriteCapacityUnits", outcomes), ...collections(steps, outcomes) };
  });
}

/** The metrics of the item collections that were written to, by table. */
function collections(steps: Step[], outcomes: Outcome[]): { ItemCollectionMetrics?: Record<string, unknown[]> } {
  const byTable: Record<string, unknown[]> = {};
  steps.forEach(({ table }, index) => {
    const { ItemCollectionMetrics } = membersOf(outcomes[index]?.answer);
    if (ItemCollectionMetrics !== undefined) (byTable[table] ??= []).push(ItemCollectionMetrics);
  });
  return Object.keys(byTable).length > 0 ? { ItemCollectionMetrics: byTable } : {};
}
