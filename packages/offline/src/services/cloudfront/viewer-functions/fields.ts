import { isRecord } from "../../../is-record";
import type { Pairs } from "../pairs";

/** A header, cookie or parameter as functions see it. */
export interface Field {
  value: string;
  multiValue?: { value: string; attributes?: string }[];
  /** What follows a cookie's value in an answer. */
  attributes?: string;
}

/** Fields by their names, which are anybody's choice: `__proto__` too. */
export type Fields = Record<string, Field>;

/** Something that a function returned is not what CloudFront takes. */
export class Invalid extends Error {}

/** Names and values as functions see them: one that comes several times is one field. */
export function fieldsOf(pairs: [name: string, value: string, attributes?: string][]): Fields {
  const fields: Fields = Object.create(null);
  for (const [name, value, attributes] of pairs) {
    const one = attributes === undefined || attributes === "" ? { value } : { value, attributes };
    const known = fields[name];
    if (!known) fields[name] = one;
    else (known.multiValue ??= [{ value: known.value, ...attributesOf(known) }]).push(one);
  }
  return fields;
}

const attributesOf = ({ attributes }: Field): { attributes?: string } =>
  attributes === undefined ? {} : { attributes };

/**
 * Names and values of what a function returned.
 *
 * @param what for the message
 * @throws Invalid if they are not of this shape
 */
export function pairsOf(fields: unknown, what: string): [name: string, value: string, attributes: string][] {
  if (fields === undefined) return [];
  if (!isRecord(fields)) throw new Invalid(`${what} is no object`);
  return Object.entries(fields).flatMap(([name, field]) => {
    if (!isRecord(field)) throw new Invalid(`${what}.${name} is no object with a value`);
    const values = valuesOf(field, `${what}.${name}`);
    return values.map(([value, attributes]): [string, string, string] => [name, value, attributes]);
  });
}

/** Several values count, with the first as it stands by itself if that has been changed. */
function valuesOf(field: Record<string, unknown>, what: string): [value: string, attributes: string][] {
  if (field.multiValue === undefined) return [valueOf(field, what)];
  if (!Array.isArray(field.multiValue)) throw new Invalid(`${what}.multiValue is no list`);
  return field.multiValue.map((one: unknown) => valueOf(one, what));
}

function valueOf(one: unknown, what: string): [value: string, attributes: string] {
  if (!isRecord(one) || typeof one.value !== "string") throw new Invalid(`${what}.value is no text`);
  return [one.value, typeof one.attributes === "string" ? one.attributes : ""];
}

/** What may stand in a head (RFC 9110, section 5.5). */
const headerName = /^[a-z0-9!#$%&'*+.^_`|~-]+$/;
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * The headers that a function returned.
 *
 * @throws Invalid for names and values that no header may have, and what functions may not set
 */
export function headersIn(fields: unknown): Pairs {
  return pairsOf(fields, "headers").map(([name, value]): [string, string] => {
    if (!headerName.test(name))
      throw new Invalid(`the header name ${JSON.stringify(name)} is not in lower case, or none`);
    if (!headerValue.test(value)) throw new Invalid(`the header ${name} has a value that no header may have`);
    if (isDisallowed(name)) throw new Invalid(`functions may not set the header ${name}`);
    return [name, value];
  });
}

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-functions-restrictions.html#function-restrictions-disallowed-headers */
const disallowed = new Set(
  (
    "connection expect keep-alive proxy-authenticate proxy-authorization proxy-connection trailer upgrade " +
    "x-accel-buffering x-accel-charset x-accel-limit-rate x-accel-redirect x-amzn-auth x-amzn-cf-billing " +
    "x-amzn-cf-id x-amzn-cf-xff x-amzn-errortype x-amzn-fle-profile x-amzn-header-count x-amzn-header-order " +
    "x-amzn-lambda-integration-tag x-amzn-requestid x-cache x-forwarded-proto x-real-ip"
  ).split(" "),
);

export const isDisallowed = (name: string): boolean =>
  disallowed.has(name) || name.startsWith("x-edge-") || name.startsWith("x-amz-cf-");
