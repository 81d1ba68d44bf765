import type { AttributeValue, Item } from "dynalite/db";
import { validationError } from "../errors";
import type { UpdateAction, UpdateValue } from "./ast";
import { Faults } from "./errors";
import { at } from "./evaluate";
import { addNumbers, canonicalNumber, subtractNumbers } from "./numbers";
import { addPath, type PathNode, pathTree } from "./path-tree";
import { typeOf } from "./types";

/** What an attribute becomes; without a value it is removed. */
interface Change {
  value?: AttributeValue;
}

/** What is said of an operand that does not fit the item. */
export const incorrectType = "An operand in the update expression has an incorrect data type";

/**
 * The item that an update makes of another. All its paths and values mean the item before the update: indexes do not
 * move while it is applied, and an element set beyond the end of its list is appended.
 *
 * @param mismatch the message for an operand that does not fit the item
 * @throws {AwsError} ValidationException
 */
export function applied(actions: readonly UpdateAction[], item: Item, mismatch = incorrectType): Item {
  if (actions.length === 0) return item;
  const changes = pathTree<Change>();
  for (const action of actions) {
    const change = changeOf(action, item, mismatch);
    // The paths were found not to overlap when they were parsed.
    addPath(changes, action.path, change, new Faults());
  }
  return changed({ M: item }, changes)?.M ?? {};
}

function changeOf(action: UpdateAction, item: Item, mismatch: string): Change {
  switch (action.kind) {
    case "set":
      return { value: resolved(action.value, item, mismatch) };
    case "remove":
      return {};
    case "add":
      return { value: sum(at(action.path, item), action.value, mismatch) };
    case "delete":
      return { value: difference(at(action.path, item), action.value, mismatch) };
  }
}

function resolved(value: UpdateValue, item: Item, mismatch: string): AttributeValue {
  switch (value.kind) {
    case "value":
    case "path": {
      const found = value.kind === "path" ? at(value.path, item) : value.value;
      if (found) return found;
      throw validationError("The provided expression refers to an attribute that does not exist in the item");
    }
    case "if_not_exists":
      return at(value.path, item) ?? resolved(value.otherwise, item, mismatch);
    case "list_append": {
      const [first, second] = [value.first, value.second].map((one) => resolved(one, item, mismatch).L);
      if (!first || !second) throw validationError(mismatch);
      return { L: [...first, ...second] };
    }
    case "+":
    case "-": {
      const [left, right] = [value.left, value.right].map((one) => resolved(one, item, mismatch).N);
      if (left === undefined || right === undefined) throw validationError(mismatch);
      return number(value.kind === "+" ? addNumbers(left, right) : subtractNumbers(left, right));
    }
  }
}

/** A number that was computed, which may be one that DynamoDB cannot hold. */
function number(text: string): AttributeValue {
  const digits = text.replace(/[-.]/g, "").replace(/^0+/, "").replace(/0+$/, "");
  if (digits.length > limits.digits)
    throw validationError(`Attempting to store more than ${limits.digits} significant digits in a Number`);
  if (magnitude(text) > limits.largest)
    throw validationError("Number overflow. Attempting to store a number with magnitude larger than supported range");
  if (magnitude(text) < limits.smallest)
    throw validationError("Number underflow. Attempting to store a number with magnitude smaller than supported range");
  return { N: text };
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-data-types-number */
const limits = { digits: 38, largest: 125, smallest: -130 } as const;

/** The power of ten of the first digit. */
function magnitude(text: string): number {
  const [whole = "", fraction = ""] = text.replace("-", "").split(".");
  if (whole !== "0") return whole.length - 1;
  const leading = fraction.search(/[1-9]/);
  return leading < 0 ? 0 : -1 - leading;
}

function sum(existing: AttributeValue | undefined, value: AttributeValue, mismatch: string): AttributeValue {
  if (!existing) return value;
  if (typeOf(existing) !== typeOf(value)) throw validationError(mismatch);
  if (existing.N !== undefined && value.N !== undefined) return number(addNumbers(existing.N, value.N));
  if (existing.SS && value.SS) return { SS: [...new Set([...existing.SS, ...value.SS])] };
  if (existing.BS && value.BS) return { BS: [...new Set([...existing.BS, ...value.BS])] };
  if (existing.NS && value.NS)
    return { NS: [...new Set([...existing.NS.map(canonicalNumber), ...value.NS.map(canonicalNumber)])] };
  throw validationError(mismatch);
}

/** A set without elements of it; undefined if none are left. */
function difference(
  existing: AttributeValue | undefined,
  value: AttributeValue,
  mismatch: string,
): AttributeValue | undefined {
  if (!existing) return undefined;
  const type = typeOf(existing);
  if (type !== typeOf(value) || (type !== "SS" && type !== "NS" && type !== "BS")) throw validationError(mismatch);
  const form = type === "NS" ? canonicalNumber : (text: string) => text;
  const gone = new Set((value[type] ?? []).map(form));
  const left = (existing[type] ?? []).filter((element) => !gone.has(form(element)));
  return left.length > 0 ? { [type]: left } : undefined;
}

/** A value with its changes; what does not change is shared with the value before. */
function changed(value: AttributeValue | undefined, node: PathNode<Change>): AttributeValue | undefined {
  if (node.leaf) return node.leaf.value;
  if (value?.L && node.elements.size > 0) return { L: changedList(value.L, node.elements) };
  if (value?.M && node.members.size > 0) return { M: changedMap(value.M, node.members) };
  throw validationError("The document path provided in the update expression is invalid for update");
}

function changedList(list: AttributeValue[], changes: Map<number, PathNode<Change>>): AttributeValue[] {
  const kept = list.flatMap((element, index) => {
    const change = changes.get(index);
    return (change ? changed(element, change) : element) ?? [];
  });
  const beyond = [...changes].filter(([index]) => index >= list.length).sort(([a], [b]) => a - b);
  return [...kept, ...beyond.flatMap(([, change]) => changed(undefined, change) ?? [])];
}

function changedMap(map: Item, changes: Map<string, PathNode<Change>>): Item {
  const members = new Map(Object.entries(map));
  for (const [name, change] of changes) {
    const value = changed(members.get(name), change);
    if (value) members.set(name, value);
    else members.delete(name);
  }
  return Object.fromEntries(members);
}
