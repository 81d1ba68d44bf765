import { isRecord } from "../../src/is-record";

/** An item as DynamoDB has it: each attribute with its type. */
export type Item = Record<string, unknown>;

/** What stands for an attribute's value where no JSON does. */
const untold = Symbol();

/**
 * An item as plain JSON has it; undefined where that would lose something, such as sets, binary values, or digits of a
 * number.
 */
export function plainOf(item: Item): Record<string, unknown> | undefined {
  const plain = Object.entries(item).map(([name, value]) => [name, plainValue(value)] as const);
  return plain.some(([, value]) => value === untold) ? undefined : Object.fromEntries(plain);
}

function plainValue(value: unknown): unknown {
  if (!isRecord(value)) return untold;
  const { S: text, N: number, BOOL: flag, NULL: isNull, L: list, M: map } = value;
  if (typeof text === "string") return text;
  if (typeof flag === "boolean") return flag;
  if (isNull === true) return null;
  if (typeof number === "string") return String(Number(number)) === number ? Number(number) : untold;
  if (Array.isArray(list)) {
    const plain = list.map(plainValue);
    return plain.includes(untold) ? untold : plain;
  }
  return (isRecord(map) ? plainOf(map) : undefined) ?? untold;
}

/** A plain value with DynamoDB's types. */
export function typedOf(value: unknown): unknown {
  if (typeof value === "string") return { S: value };
  if (typeof value === "number") return { N: String(value) };
  if (typeof value === "boolean") return { BOOL: value };
  if (Array.isArray(value)) return { L: value.map(typedOf) };
  return isRecord(value) ? { M: typedItem(value) } : { NULL: true };
}

/** A plain object as an item. */
export const typedItem = (plain: Record<string, unknown>): Item =>
  Object.fromEntries(Object.entries(plain).map(([name, value]) => [name, typedOf(value)]));

/** A value in a cell. */
export function cellOf(value: unknown): string {
  if (value === undefined) return "";
  const plain = plainValue(value);
  if (typeof plain === "string") return plain;
  return JSON.stringify(plain === untold ? value : plain);
}
