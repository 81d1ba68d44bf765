import { type Schema as ValidatorSchema, Validator } from "@cfworker/json-schema";
import type { Schema } from "../../tools/publish/model";
import { document } from "./document";

/** A schema in which objects have no field but the described ones: answers carry nothing that nobody documented. */
function closed(schema: Schema): Schema {
  const { properties, items, additionalProperties, oneOf } = schema;
  return {
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, closed(one)])),
      additionalProperties: additionalProperties ?? false,
    }),
    ...(items && { items: closed(items) }),
    ...(oneOf && { oneOf: oneOf.map(closed) }),
  };
}

const { schemas } = document.components;
const closedSchemas = Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, closed(schema)]));

const validatorOf = (schema: Schema, named: Record<string, Schema>): Validator => {
  // A copy, as the validator annotates what it is given.
  const copy: ValidatorSchema = JSON.parse(JSON.stringify({ ...schema, components: { schemas: named } }));
  return new Validator(copy, "4", false);
};

const validators = new Map<Schema, Validator>();

/** Whether a request's value has a schema. */
export function isValid(schema: Schema, value: unknown): boolean {
  const validator = validators.get(schema) ?? validatorOf(schema, schemas);
  validators.set(schema, validator);
  return validator.validate(value).valid;
}

/** What keeps an answer's value from having a schema, and nothing besides. */
export function faultsOf(schema: Schema, value: unknown): string[] {
  const { errors } = validatorOf(closed(schema), closedSchemas).validate(value);
  return errors.map(({ instanceLocation, error }) => `${instanceLocation}: ${error}`);
}

/** The value that the text of a parameter stands for. */
export const valueOfText = (schema: Schema, text: string): unknown => {
  const isNumber = schema.type === "integer" || schema.type === "number";
  return isNumber && String(Number(text)) === text ? Number(text) : text;
};
