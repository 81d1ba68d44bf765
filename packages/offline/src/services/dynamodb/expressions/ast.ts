import type { AttributeValue } from "dynalite/db";

/** A document path: the name of a top-level attribute, then names of members and indexes of elements. */
export type Path = readonly [string, ...(string | number)[]];

/** A path as it is written in messages: `[a, [0], b]`. */
export const pathText = (path: Path): string =>
  `[${path.map((piece) => (typeof piece === "number" ? `[${piece}]` : piece)).join(", ")}]`;

/** What a condition compares. A value is undefined where its placeholder is not defined, which is a fault. */
export type Operand =
  { kind: "path"; path: Path } | { kind: "value"; value: AttributeValue | undefined } | { kind: "size"; of: Operand };

export type Comparator = "=" | "<>" | "<" | "<=" | ">" | ">=";

/** What must hold of an item. */
export type Condition =
  | { kind: "and" | "or"; conditions: Condition[] }
  | { kind: "not"; condition: Condition }
  | { kind: "comparison"; operator: Comparator; left: Operand; right: Operand }
  | { kind: "between"; operand: Operand; low: Operand; high: Operand }
  | { kind: "in"; operand: Operand; list: Operand[] }
  | { kind: "attribute_exists" | "attribute_not_exists"; path: Path }
  | { kind: "attribute_type" | "begins_with" | "contains"; operand: Operand; other: Operand };

/** What an update gives an attribute. */
export type UpdateValue =
  | { kind: "path"; path: Path }
  | { kind: "value"; value: AttributeValue | undefined }
  | { kind: "+" | "-"; left: UpdateValue; right: UpdateValue }
  | { kind: "if_not_exists"; path: Path; otherwise: UpdateValue }
  | { kind: "list_append"; first: UpdateValue; second: UpdateValue };

/** One change of an update. No path of an update lies within another. */
export type UpdateAction =
  | { kind: "set"; path: Path; value: UpdateValue }
  | { kind: "remove"; path: Path }
  | { kind: "add" | "delete"; path: Path; value: AttributeValue };
