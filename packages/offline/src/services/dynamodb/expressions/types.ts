import type { AttributeValue } from "dynalite/db";

/** The types of attribute values. */
export const attributeTypes = ["S", "N", "B", "BOOL", "NULL", "SS", "NS", "BS", "L", "M"] as const;

export type AttributeType = (typeof attributeTypes)[number];

/** The type of a value; a checked one has exactly one. */
export function typeOf(value: AttributeValue): AttributeType {
  const type = attributeTypes.find((one) => value[one] !== undefined);
  if (type === undefined) throw new Error("an attribute value without a type");
  return type;
}
