import { code, link } from "./markdown";
import type { Schema } from "./model";
import { schemaName } from "./resolve";

const formats: Record<string, string> = { "date-time": "RFC 3339 date-time", date: "day (YYYY-MM-DD)", uri: "URI" };

/** What a schema takes, in words. */
export function rulesOf(schema: Schema): string {
  const name = schemaName(schema);
  if (name !== undefined) return link(name);
  if (schema.oneOf) return schema.oneOf.map(rulesOf).join(" or ");
  if (schema.enum) return schema.enum.map((value) => code(String(value))).join(", ");
  if (schema.items) return `list of ${rulesOf(schema.items)}`;
  if (typeof schema.additionalProperties === "object")
    return `object of any fields, each: ${rulesOf(schema.additionalProperties)}`;
  const kind = formats[schema.format ?? ""] ?? schema.type ?? "anything";
  return [kind, sizeOf(schema), schema.pattern && `matching ${code(schema.pattern)}`].filter(Boolean).join(", ");
}

function sizeOf({ type, format, minLength, maxLength, minimum, maximum }: Schema): string | undefined {
  if (type !== "string") return range(minimum, maximum);
  // A format's own rules say more than its length.
  if (format !== undefined) return undefined;
  if (minLength === 1 && maxLength === undefined) return "not empty";
  const characters = range(minLength, maxLength);
  return characters && `${characters} characters`;
}

function range(from: number | undefined, to: number | undefined): string | undefined {
  const text = (value: number) => value.toLocaleString("en");
  if (from !== undefined && to !== undefined) return `${text(from)} to ${text(to)}`;
  if (to !== undefined) return `at most ${text(to)}`;
  return from === undefined ? undefined : `at least ${text(from)}`;
}
