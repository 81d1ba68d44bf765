import type { AttributeValue, AttributeValueUpdate, ExpectedAttributeValue } from "dynalite/db";
import type { Comparator, Condition, Operand, UpdateAction, UpdateValue } from "./ast";
import type { ParsedCondition } from "./condition-parser";
import { nothing } from "./operand-checks";
import { type ParsedProjection, projectionOf } from "./projection";
import type { Names } from "./reader";
import type { ParsedUpdate } from "./update-parser";

/*
 * The parameters that expressions replaced, in the form of expressions.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.html
 */

const comparators: Record<string, Comparator> = { EQ: "=", NE: "<>", LT: "<", LE: "<=", GT: ">", GE: ">=" };

const namesOf = (attributes: readonly string[]): Names => ({
  heads: new Set(attributes),
  nested: new Set(),
  steps: attributes.length,
});

/** `Expected`, `QueryFilter` or `ScanFilter`. */
export const legacyCondition = (
  expected: Record<string, ExpectedAttributeValue>,
  conditionalOperator: string | undefined,
): ParsedCondition => ({
  condition: {
    kind: conditionalOperator === "OR" ? "or" : "and",
    conditions: Object.entries(expected).map(([name, one]) => conditionOf(name, one)),
  },
  names: namesOf(Object.keys(expected)),
});

function conditionOf(name: string, expected: ExpectedAttributeValue): Condition {
  const { Value, AttributeValueList, Exists, ComparisonOperator } = expected;
  const operand: Operand = { kind: "path", path: [name] };
  if (Exists === false) return { kind: "attribute_not_exists", path: [name] };
  const values = (AttributeValueList ?? (Value ? [Value] : [])).map(constant);
  const [other = nothing, high = nothing] = values;
  const operator = ComparisonOperator ?? "EQ";
  switch (operator) {
    case "NULL":
      return { kind: "attribute_not_exists", path: [name] };
    case "NOT_NULL":
      return { kind: "attribute_exists", path: [name] };
    case "CONTAINS":
      return { kind: "contains", operand, other };
    case "NOT_CONTAINS":
      return { kind: "not", condition: { kind: "contains", operand, other } };
    case "BEGINS_WITH":
      return { kind: "begins_with", operand, other };
    case "IN":
      return { kind: "in", operand, list: values };
    case "BETWEEN":
      return { kind: "between", operand, low: other, high };
    default: {
      const comparator = comparators[operator];
      if (!comparator) throw new Error(`a comparison operator that was not checked: ${operator}`);
      return { kind: "comparison", operator: comparator, left: operand, right: other };
    }
  }
}

const constant = (value: AttributeValue): Operand => ({ kind: "value", value });

/** `AttributesToGet`. */
export const legacyProjection = (attributes: readonly string[]): ParsedProjection => ({
  projection: projectionOf(attributes.map((name) => [name])),
  names: namesOf(attributes),
});

/** `AttributeUpdates`. */
export const legacyUpdate = (updates: Record<string, AttributeValueUpdate>): ParsedUpdate => ({
  actions: Object.entries(updates).map(([name, update]) => actionOf(name, update)),
  names: namesOf(Object.keys(updates)),
  mismatch: "Type mismatch for attribute to update",
});

function actionOf(name: string, { Action, Value }: AttributeValueUpdate): UpdateAction {
  const path = [name] as const;
  if (!Value) return { kind: "remove", path };
  if (Action === "DELETE") return { kind: "delete", path, value: Value };
  const value = { kind: "value", value: Value } as const;
  if (Action !== "ADD") return { kind: "set", path, value };
  if (!Value.L) return { kind: "add", path, value: Value };
  const none: UpdateValue = { kind: "value", value: { L: [] } };
  const first: UpdateValue = { kind: "if_not_exists", path, otherwise: none };
  return { kind: "set", path, value: { kind: "list_append", first, second: value } };
}
