import type { AttributeValue, ExpressionMembers, Item, KeyCondition } from "dynalite/db";
import { validateAttributeValue } from "dynalite/validations";
import { validationError } from "../errors";
import { type ParsedCondition, parseCondition } from "./condition-parser";
import { ExpressionError } from "./errors";
import { keyConditions } from "./key-condition";
import { Placeholders } from "./placeholders";
import { type ParsedProjection, parseProjection } from "./projection";
import { limits, type Names } from "./reader";
import { type ParsedUpdate, parseUpdate } from "./update-parser";

/** What a request means by its expressions, or by the parameters that they replaced. */
export interface Meaning {
  update?: ParsedUpdate;
  /** Of a write. */
  condition?: ParsedCondition;
  /** Of a query. */
  keys?: { conditions: Record<string, KeyCondition>; names: Names };
  filter?: ParsedCondition;
  projection?: ParsedProjection;
}

/**
 * Parses the expressions of a request.
 *
 * @throws {AwsError} ValidationException
 */
export function meaningOf(members: ExpressionMembers): Meaning {
  checkNames(members.ExpressionAttributeNames);
  checkValues(members.ExpressionAttributeValues);
  const placeholders = new Placeholders(members.ExpressionAttributeNames, members.ExpressionAttributeValues);
  const meaning: Meaning = {
    update: parsed("UpdateExpression", members, placeholders, parseUpdate),
    condition: parsed("ConditionExpression", members, placeholders, parseCondition),
  };
  const keys = parsed("KeyConditionExpression", members, placeholders, parseCondition);
  meaning.filter = parsed("FilterExpression", members, placeholders, parseCondition);
  meaning.projection = parsed("ProjectionExpression", members, placeholders, parseProjection);
  const unused = placeholders.unused();
  if (unused !== undefined) throw validationError(unused);
  if (keys) meaning.keys = { conditions: refusing("", () => keyConditions(keys.condition)), names: keys.names };
  return meaning;
}

function parsed<Parsed>(
  member: Exclude<keyof ExpressionMembers, "ExpressionAttributeNames" | "ExpressionAttributeValues">,
  members: ExpressionMembers,
  placeholders: Placeholders,
  parse: (text: string, placeholders: Placeholders) => Parsed,
): Parsed | undefined {
  const text = members[member];
  return text === undefined ? undefined : refusing(`Invalid ${member}: `, () => parse(text, placeholders));
}

function refusing<Result>(prefix: string, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    throw error instanceof ExpressionError ? validationError(prefix + error.message) : error;
  }
}

function checkNames(names: Record<string, string> | undefined): void {
  if (names) checkKeys("ExpressionAttributeNames", Object.keys(names), /^#[0-9a-zA-Z_]+$/);
}

function checkValues(values: Item | undefined): void {
  if (!values) return;
  checkKeys("ExpressionAttributeValues", Object.keys(values), /^:[0-9a-zA-Z_]+$/);
  for (const [key, value] of Object.entries(values)) {
    const fault = validateAttributeValue(value);
    if (fault !== undefined)
      throw validationError(`ExpressionAttributeValues contains invalid value: ${fault} for key ${key}`);
  }
}

function checkKeys(member: string, keys: string[], form: RegExp): void {
  if (keys.length === 0) throw validationError(`${member} must not be empty`);
  const wrong = keys.find((key) => key.length > limits.placeholderBytes || !form.test(key));
  if (wrong !== undefined) throw validationError(`${member} contains invalid key: Syntax error; key: "${wrong}"`);
}

/** @throws {AwsError} ValidationException for a value that is not one of DynamoDB's */
export function checkValue(value: AttributeValue): void {
  const fault = validateAttributeValue(value);
  if (fault !== undefined) throw validationError(fault);
}
