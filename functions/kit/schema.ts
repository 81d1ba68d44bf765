import { type OutputUnit, type Schema, Validator } from "@cfworker/json-schema";
import type { APIGatewayProxyEvent } from "aws-lambda";
import type { FromSchema, JSONSchema } from "json-schema-to-ts";
import { problem, wrongCharset } from "./errors";
import { headerOf } from "./http";

/** Errors of these keywords only announce a nested one. */
const announces = (keyword: string): boolean => /^(properties|additionalProperties|items|\$ref|allOf)$/.test(keyword);

const describe = ({ keyword, instanceLocation, error }: OutputUnit): string => {
  // The validator writes pointers as URI fragments: `#/caf%C3%A9`.
  const pointer = decodeURIComponent(instanceLocation.slice(1));
  if (keyword === "required") return `${pointer}/${/"(.*)"/.exec(error)?.[1] ?? ""} is required`;
  if (keyword === "false") return `${pointer} is not allowed`;
  // The validator calls what it looks at an instance, which reads as one of EC2's.
  return `${pointer || "the body"}: ${error.replace(/^Instance /, "it ")}`;
};

/** Half a surrogate pair has no form in UTF-8: stored, it would come back as something else. */
const refuseLoneSurrogates = (key: string, value: unknown): unknown => {
  if ([key, value].some((text) => typeof text === "string" && /\p{Surrogate}/u.test(text))) {
    throw problem(400, "Invalid request body", `/${key}: holds half a surrogate pair`);
  }
  return value;
};

/** A body that says it has another charset is not read: its characters would be stored as others. */
const refuseCharset = (event: APIGatewayProxyEvent): void => {
  const [, charset = "utf-8"] = /;\s*charset="?([^";\s]*)/i.exec(headerOf(event, "content-type") ?? "") ?? [];
  if (!/^utf-?8$/i.test(charset)) throw problem(415, wrongCharset.title, wrongCharset.detail);
};

const parse = (event: APIGatewayProxyEvent): unknown => {
  refuseCharset(event);
  const text = Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8").toString("utf8");
  try {
    return JSON.parse(text, refuseLoneSurrogates);
  } catch (error) {
    if (error instanceof SyntaxError)
      throw problem(400, "Invalid request body", `the body is not JSON: ${error.message}`);
    // The check above is called from within a call for each level.
    if (error instanceof RangeError) throw problem(400, "Invalid request body", "the body is nested too deeply");
    throw error;
  }
};

/** How many faults a detail names: a body may have thousands. */
const mostFaults = 20;

/**
 * A value with no more unknown fields than are named: each takes the validator's time, and a hundred thousand are more
 * than its stack holds.
 */
const withoutSurplus = (value: unknown, { properties = {}, additionalProperties }: Schema): unknown => {
  if (additionalProperties !== false || typeof value !== "object" || value === null || Array.isArray(value))
    return value;
  let unknown = 0;
  const kept = Object.entries(value).filter(([name]) => Object.hasOwn(properties, name) || unknown++ < mostFaults);
  return Object.fromEntries(kept);
};

/**
 * A check of values against a JSON Schema (draft 4, as API Gateway's models). Build it once per cold start: the
 * validator itself does not survive Pulumi's serializer, the schema literal does.
 *
 * @param schema a `const` literal; the type of a valid value is derived from it
 * @returns whether a value is valid, and what is wrong with one that is not
 */
export const checkOf = <const S extends JSONSchema, Value = FromSchema<S>>(schema: S) => {
  // A copy, as the validator's types want mutable arrays and it annotates what it is given.
  const copy: Schema = JSON.parse(JSON.stringify(schema));
  const validator = new Validator(copy, "4", false);
  return {
    isValid: (value: unknown): value is Value => validator.validate(withoutSurplus(value, copy)).valid,
    faultsOf: (value: unknown): string => {
      const { errors } = validator.validate(withoutSurplus(value, copy));
      const faults = errors.filter(({ keyword }) => !announces(keyword));
      return faults.slice(0, mostFaults).map(describe).join("; ");
    },
  };
};

/**
 * A check of request bodies against a JSON Schema, as {@link checkOf} makes it.
 *
 * @returns a function that reads an event's body, or throws a 400 whose detail names each offending field by JSON pointer
 */
export const bodyOf = <const S extends JSONSchema, Body = FromSchema<S>>(
  schema: S,
): ((event: APIGatewayProxyEvent) => Body) => {
  const { isValid, faultsOf } = checkOf<S, Body>(schema);
  return (event) => {
    const body = parse(event);
    if (isValid(body)) return body;
    throw problem(400, "Invalid request body", faultsOf(body));
  };
};
