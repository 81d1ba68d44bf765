import type { Types } from "dynalite/validations";
import { isRecord } from "../../is-record";
import { notImplemented } from "../../protocol/service";

/**
 * Refuses a member that is not understood, at any depth: it may restrict or change what is to be done, and dynalite would
 * drop it.
 *
 * @param types the members that are understood, as dynalite describes them
 * @throws {AwsError} NotImplemented
 */
export function refuseUnknownMembers(operation: string, body: Record<string, unknown>, types: Types): void {
  const path = unknownIn(body, types, "");
  if (path !== undefined) throw notImplemented("DynamoDB", `${operation} with ${path}`);
}

/** The first member of a structure that its types do not have. */
function unknownIn(body: Record<string, unknown>, types: Types, path: string): string | undefined {
  for (const [name, value] of Object.entries(body)) {
    if (value === null || value === undefined) continue;
    if (!Object.hasOwn(types, name)) return path + name;
    const found = unknownWithin(value, types[name], `${path}${name}.`);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** As {@link unknownIn}, for a value of any type: structures lie within lists and maps too. */
function unknownWithin(value: unknown, spec: unknown, path: string): string | undefined {
  if (!isRecord(spec) || !isRecord(spec.children) || typeof spec.type !== "string") return undefined;
  const { type, children } = spec;
  // Attribute values are checked by themselves.
  if (type.startsWith("AttrStruct")) return undefined;
  if (/^(Value|Field)Struct/.test(type)) return isRecord(value) ? unknownIn(value, children, path) : undefined;
  const parts: unknown[] = Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : [];
  for (const part of parts) {
    const found = unknownWithin(part, children, path);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Refuses the one name that dynalite loses wherever it copies an object: what has it would be stored without it.
 *
 * @throws {AwsError} NotImplemented
 */
export function refusePrototypes(operation: string, value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  if (Object.hasOwn(value, "__proto__")) throw notImplemented("DynamoDB", `${operation} with an attribute __proto__`);
  for (const part of Object.values(value)) refusePrototypes(operation, part);
}
