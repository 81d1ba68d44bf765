import type { AttributeValue, Item } from "dynalite/db";
import type { Comparator, Condition, Operand, Path } from "./ast";
import { beginsWith, contains, equal, order, sizeOf } from "./comparison";
import { typeOf } from "./types";

/** Whether a condition holds of an item; of one that is not there, as of an empty one. */
export function holds(condition: Condition, item: Item): boolean {
  switch (condition.kind) {
    case "and":
      return condition.conditions.every((one) => holds(one, item));
    case "or":
      return condition.conditions.some((one) => holds(one, item));
    case "not":
      return !holds(condition.condition, item);
    case "attribute_exists":
      return at(condition.path, item) !== undefined;
    case "attribute_not_exists":
      return at(condition.path, item) === undefined;
    case "comparison":
      return compares(condition.operator, valueOf(condition.left, item), valueOf(condition.right, item));
    case "between": {
      const value = valueOf(condition.operand, item);
      const [low, high] = [valueOf(condition.low, item), valueOf(condition.high, item)];
      return compares(">=", value, low) && compares("<=", value, high);
    }
    case "in": {
      const value = valueOf(condition.operand, item);
      return condition.list.some((one) => compares("=", value, valueOf(one, item)));
    }
    case "attribute_type":
    case "begins_with":
    case "contains":
      return tests(condition.kind, valueOf(condition.operand, item), valueOf(condition.other, item));
  }
}

/** What is missing equals nothing, and has no order. */
function compares(operator: Comparator, left: AttributeValue | undefined, right: AttributeValue | undefined): boolean {
  const same = left !== undefined && right !== undefined && equal(left, right);
  if (operator === "=") return same;
  if (operator === "<>") return !same;
  const ordered = left && right && order(left, right);
  if (ordered === undefined) return false;
  switch (operator) {
    case "<":
      return ordered < 0;
    case "<=":
      return ordered <= 0;
    case ">":
      return ordered > 0;
    case ">=":
      return ordered >= 0;
  }
}

function tests(
  name: "attribute_type" | "begins_with" | "contains",
  value: AttributeValue | undefined,
  other: AttributeValue | undefined,
): boolean {
  if (!value || !other) return false;
  switch (name) {
    case "attribute_type":
      return typeOf(value) === other.S;
    case "begins_with":
      return beginsWith(value, other);
    case "contains":
      return contains(value, other);
  }
}

function valueOf(operand: Operand, item: Item): AttributeValue | undefined {
  if (operand.kind === "value") return operand.value;
  if (operand.kind === "path") return at(operand.path, item);
  const value = valueOf(operand.of, item);
  const size = value && sizeOf(value);
  return size === undefined ? undefined : { N: String(size) };
}

/** The value at a path of an item. */
export function at(path: Path, item: Item): AttributeValue | undefined {
  let value: AttributeValue | undefined = { M: item };
  for (const piece of path) value = value && childOf(value, piece);
  return value;
}

/** The member or element of a value. */
export function childOf({ M, L }: AttributeValue, piece: string | number): AttributeValue | undefined {
  if (typeof piece === "number") return L?.[piece];
  return M && Object.hasOwn(M, piece) ? M[piece] : undefined;
}
