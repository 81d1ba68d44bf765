import { isRecord } from "../../src/is-record";
import { object, optionalNumber, optionalText, type Properties, texts } from "../../src/graph/graph";

/** Levels at most that examples have: schemas may refer to themselves. */
const mostLevels = 8;

/** What a reference in a document stands for; what is none is returned as it is. */
export function resolved(document: Properties, value: Properties): Properties {
  let found = value;
  for (let level = 0; level < mostLevels; level++) {
    const path = optionalText(found, "$ref");
    if (path === undefined) break;
    found = path
      .replace(/^#\//, "")
      .split("/")
      .map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"))
      .reduce((within, name) => object(within, name), document);
  }
  return found;
}

/** The type of a schema; of several the first that says something. */
export const typeOf = (schema: Properties): string | undefined =>
  optionalText(schema, "type") ?? texts(schema, "type").find((type) => type !== "null");

/**
 * A value that a schema allows, as far as it can be told: its own example, if it has one.
 *
 * @param name what it is called; empty for a whole body
 */
export function exampleOf(document: Properties, unresolved: Properties, name = "", level = 0): unknown {
  const schema = resolved(document, unresolved);
  const given = givenExample(schema);
  if (given !== undefined) return given;
  if (level > mostLevels) return null;
  const [first] = ["allOf", "oneOf", "anyOf"].flatMap((word) => (Array.isArray(schema[word]) ? schema[word] : []));
  if (isRecord(first) && !("properties" in schema)) return exampleOf(document, first, name, level + 1);
  switch (typeOf(schema) ?? ("properties" in schema ? "object" : "string")) {
    case "object":
      return Object.fromEntries(
        Object.keys(object(schema, "properties"))
          .filter((member) => level === 0 || texts(schema, "required").includes(member))
          .map((member) => [
            member,
            exampleOf(document, object(object(schema, "properties"), member), member, level + 1),
          ]),
      );
    case "array":
      return isRecord(schema.items) ? [exampleOf(document, schema.items, name, level + 1)] : [];
    case "integer":
    case "number":
      return optionalNumber(schema, "minimum") ?? 1;
    case "boolean":
      return false;
    case "null":
      return null;
    default:
      return exampleText(schema, name);
  }
}

function givenExample(schema: Properties): unknown {
  const { example, examples, default: usual, const: only } = schema;
  const values = Array.isArray(schema.enum) ? schema.enum : [];
  return example ?? (Array.isArray(examples) ? examples[0] : undefined) ?? usual ?? only ?? values[0];
}

function exampleText(schema: Properties, name: string): string {
  switch (optionalText(schema, "format") ?? (/(date|time|At)$/.test(name) ? "date-time" : undefined)) {
    case "date-time":
      return new Date().toISOString();
    case "date":
      return new Date().toISOString().slice(0, 10);
    case "uuid":
      return crypto.randomUUID();
    case "email":
      return "someone@example.org";
    case "uri":
      return "https://example.org/";
    default:
      return (optionalNumber(schema, "minLength") ?? 0) > 0
        ? name.padEnd(optionalNumber(schema, "minLength") ?? 0, "-")
        : "";
  }
}

/** A member of an object that one control of a form can hold. */
export interface SimpleMember {
  name: string;
  type: "string" | "number" | "integer" | "boolean";
  isRequired: boolean;
  /** What it must be one of, if that is said. */
  values: string[];
  hint: string;
}

/** The members of an object's schema, if a form can show them all; undefined if only JSON can. */
export function simpleMembersOf(document: Properties, unresolved: Properties): SimpleMember[] | undefined {
  const schema = resolved(document, unresolved);
  const properties = object(schema, "properties");
  const names = Object.keys(properties);
  if (names.length === 0 || ["allOf", "oneOf", "anyOf"].some((word) => word in schema)) return undefined;
  const members = names.map((name) =>
    simpleMemberOf(name, resolved(document, object(properties, name)), texts(schema, "required").includes(name)),
  );
  return members.every((member) => member !== undefined) ? members : undefined;
}

/** A parameter or a member by its schema; undefined if it is no simple value. */
export function simpleMemberOf(name: string, schema: Properties, isRequired: boolean): SimpleMember | undefined {
  const type = typeOf(schema) ?? "string";
  if (type !== "string" && type !== "number" && type !== "integer" && type !== "boolean") return undefined;
  const values = Array.isArray(schema.enum) ? schema.enum.map(String) : [];
  return { name, type, isRequired, values, hint: hintOf(schema, type, isRequired) };
}

function hintOf(schema: Properties, type: string, isRequired: boolean): string {
  const { minimum, maximum, minLength, maxLength } = schema;
  const from = minimum ?? minLength;
  const to = maximum ?? maxLength;
  const range = from === undefined && to === undefined ? "" : `${from ?? "…"}–${to ?? "…"}`;
  return [optionalText(schema, "format") ?? type, range, isRequired ? "required" : ""].filter(Boolean).join(", ");
}
