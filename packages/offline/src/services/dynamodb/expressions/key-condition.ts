import type { AttributeValue, KeyCondition } from "dynalite/db";
import type { Comparator, Condition, Operand } from "./ast";
import { ExpressionError } from "./errors";

const operators: Record<Exclude<Comparator, "<>">, string> = {
  "=": "EQ",
  "<": "LT",
  "<=": "LE",
  ">": "GT",
  ">=": "GE",
};

/** The same comparison with its operands exchanged. */
const mirrored: Record<Exclude<Comparator, "<>">, string> = { "=": "EQ", "<": "GT", "<=": "GE", ">": "LT", ">=": "LE" };

const invalidOperator = (operator: string) =>
  new ExpressionError(`Invalid operator used in KeyConditionExpression: ${operator}`);

/**
 * A key condition in the older form, by attribute, which dynalite queries by.
 *
 * @throws ExpressionError with the whole message
 */
export function keyConditions(condition: Condition): Record<string, KeyCondition> {
  const found = new Map<string, KeyCondition>();
  collect(condition, found);
  return Object.fromEntries(found);
}

function collect(condition: Condition, found: Map<string, KeyCondition>): void {
  switch (condition.kind) {
    case "and":
      return condition.conditions.forEach((one) => collect(one, found));
    case "or":
    case "not":
    case "in":
      throw invalidOperator(condition.kind.toUpperCase());
    case "attribute_exists":
    case "attribute_not_exists":
    case "attribute_type":
    case "contains":
      throw invalidOperator(condition.kind);
    case "between":
      mustBePath("BETWEEN", condition.operand);
      return add("BETWEEN", [condition.operand, condition.low, condition.high], found);
    case "begins_with":
      mustBePath("begins_with", condition.operand);
      return add("BEGINS_WITH", [condition.operand, condition.other], found);
    case "comparison": {
      const { operator, left, right } = condition;
      if (operator === "<>") throw invalidOperator(operator);
      if (right.kind === "path" && left.kind !== "path") return add(mirrored[operator], [right, left], found);
      return add(operators[operator], [left, right], found);
    }
  }
}

function mustBePath(name: string, operand: Operand): void {
  if (operand.kind !== "path")
    throw new ExpressionError(
      `Invalid condition in KeyConditionExpression: ${name} operator must have the key attribute as its first operand`,
    );
}

/** @param operands the key attribute, then what it is compared with */
function add(ComparisonOperator: string, operands: Operand[], found: Map<string, KeyCondition>): void {
  const values: AttributeValue[] = [];
  let name: string | undefined;
  for (const operand of operands) {
    if (operand.kind === "size") throw new ExpressionError("KeyConditionExpressions cannot contain nested operations");
    if (operand.kind === "value") {
      if (operand.value) values.push(operand.value);
      continue;
    }
    if (name !== undefined)
      throw new ExpressionError(
        "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition",
      );
    if (operand.path.length > 1)
      throw new ExpressionError("KeyConditionExpressions cannot have conditions on nested attributes");
    name = operand.path[0];
  }
  if (name === undefined)
    throw new ExpressionError("Invalid condition in KeyConditionExpression: No key attribute specified");
  if (found.has(name)) throw new ExpressionError("KeyConditionExpressions must only contain one condition per key");
  found.set(name, { ComparisonOperator, AttributeValueList: values });
}
