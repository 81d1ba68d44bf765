import type { AttributeValue, Item } from "dynalite/db";
import { canonicalNumber, compareNumbers } from "./numbers";
import { typeOf } from "./types";

/**
 * Whether two values are equal: numbers by value, sets whatever their order, lists and maps by what they hold.
 *
 * Its depth is that of the values, which DynamoDB limits to 32.
 */
export function equal(left: AttributeValue, right: AttributeValue): boolean {
  if (typeOf(left) !== typeOf(right)) return false;
  if (left.N !== undefined && right.N !== undefined) return compareNumbers(left.N, right.N) === 0;
  if (left.L && right.L) return equalLists(left.L, right.L);
  if (left.M && right.M) return equalMaps(left.M, right.M);
  const [a, b] = [elements(left), elements(right)];
  if (a && b) return a.size === b.size && [...a].every((one) => b.has(one));
  return left.S === right.S && left.B === right.B && left.BOOL === right.BOOL && left.NULL === right.NULL;
}

const equalLists = (left: AttributeValue[], right: AttributeValue[]): boolean =>
  left.length === right.length &&
  left.every((one, index) => {
    const other = right[index];
    return other !== undefined && equal(one, other);
  });

function equalMaps(left: Item, right: Item): boolean {
  const entries = Object.entries(left);
  return (
    entries.length === Object.keys(right).length &&
    entries.every(([name, one]) => {
      const other = Object.hasOwn(right, name) ? right[name] : undefined;
      return other !== undefined && equal(one, other);
    })
  );
}

/** The elements of a set, each in one form. */
const elements = ({ SS, NS, BS }: AttributeValue): Set<string> | undefined =>
  NS ? new Set(NS.map(canonicalNumber)) : (SS ?? BS) && new Set(SS ?? BS);

/** Negative, zero or positive; undefined where the values have no order: strings go by their UTF-8 bytes. */
export function order(left: AttributeValue, right: AttributeValue): number | undefined {
  if (left.N !== undefined && right.N !== undefined) return compareNumbers(left.N, right.N);
  if (left.S !== undefined && right.S !== undefined) return Buffer.from(left.S).compare(Buffer.from(right.S));
  if (left.B !== undefined && right.B !== undefined) return bytes(left.B).compare(bytes(right.B));
  return undefined;
}

/** Whether a string or binary value begins with another. */
export function beginsWith(value: AttributeValue, prefix: AttributeValue): boolean {
  if (value.S !== undefined && prefix.S !== undefined) return value.S.startsWith(prefix.S);
  if (value.B === undefined || prefix.B === undefined) return false;
  const start = bytes(prefix.B);
  return bytes(value.B).subarray(0, start.length).equals(start);
}

/** Whether a string or binary value has another as its part, or a set or list has it as an element. */
export function contains(value: AttributeValue, part: AttributeValue): boolean {
  if (value.L) return value.L.some((element) => equal(element, part));
  if (value.S !== undefined) return part.S !== undefined && value.S.includes(part.S);
  if (value.B !== undefined) return part.B !== undefined && bytes(value.B).includes(bytes(part.B));
  if (value.NS) return part.N !== undefined && elements(value)?.has(canonicalNumber(part.N)) === true;
  const [set, element] = value.SS ? [value.SS, part.S] : [value.BS, part.B];
  return set !== undefined && element !== undefined && set.includes(element);
}

/** What `size` gives: characters, bytes, or elements; undefined for what has no size. */
export function sizeOf({ S, B, SS, NS, BS, L, M }: AttributeValue): number | undefined {
  if (S !== undefined) return S.length;
  if (B !== undefined) return bytes(B).length;
  if (M) return Object.keys(M).length;
  return (SS ?? NS ?? BS ?? L)?.length;
}

const bytes = (base64: string): Buffer => Buffer.from(base64, "base64");
