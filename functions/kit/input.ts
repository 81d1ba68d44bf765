import type { APIGatewayProxyEvent } from "aws-lambda";
import type { FromSchema, JSONSchema } from "json-schema-to-ts";
import { instantOf, isDay } from "./dates";
import { type Endpoint, type Parameter, type ParameterSchema, withoutAnnotations } from "./endpoint";
import { problem } from "./errors";
import { headerOf } from "./http";
import { bodyOf } from "./schema";

/** What a closure has of a parameter: how to check it, and how to refuse it, without what is said about it. */
export interface Check<Value = unknown> {
  isInteger: boolean;
  required: boolean;
  fallback?: string | number;
  choices?: readonly string[];
  pattern?: RegExp;
  hasFormat?: (text: string) => boolean;
  /** Of a number. */
  minimum?: number;
  /** Of a number, or of a text's characters. */
  maximum?: number;
  status: number;
  title: string;
  detail?: string;
  /** Never there: the type of a value that was checked. */
  readonly value?: Value;
}

/** The same of a body. */
export interface BodyCheck<Body = unknown> {
  schema: JSONSchema;
  /** What makes the check; in the closures of endpoints with a body alone, as it brings a validator. */
  readerOf: (schema: JSONSchema) => (event: APIGatewayProxyEvent) => unknown;
  /** Never there: the type of a body that was checked. */
  readonly value?: Body;
}

type Checks = Record<string, Check>;

/** All that a closure has of its endpoint's description. */
export interface Input {
  path: Checks;
  query: Checks;
  headers: Checks;
  body: BodyCheck | undefined;
}

type SchemaOf<P> = P extends { readonly schema: infer S extends JSONSchema } ? S : { readonly type: "string" };

/** A parameter's value; undefined where it may be missing and has no default. */
type ValueOf<P, IsThere> = IsThere extends true
  ? FromSchema<SchemaOf<P>>
  : P extends { readonly required: true } | { readonly schema: { readonly default: string | number } }
    ? FromSchema<SchemaOf<P>>
    : FromSchema<SchemaOf<P>> | undefined;

type ChecksOf<E, Place extends string, IsThere> = E extends {
  readonly parameters: { readonly [_ in Place]: infer Parameters };
}
  ? { [Name in keyof Parameters]: Check<ValueOf<Parameters[Name], IsThere>> }
  : Record<never, Check>;

/** The input of an endpoint. */
export type InputOf<E extends Endpoint> = {
  path: ChecksOf<E, "path", true>;
  query: ChecksOf<E, "query", false>;
  headers: ChecksOf<E, "headers", false>;
  body: E extends { readonly body: infer S extends JSONSchema } ? BodyCheck<FromSchema<S>> : undefined;
};

/** The values of an input, checked. */
export type ValuesOf<I extends Input> = {
  [Place in "path" | "query" | "headers"]: {
    [Name in keyof I[Place]]: I[Place][Name] extends Check<infer Value> ? Value : never;
  };
} & { body: I["body"] extends BodyCheck<infer Body> ? Body : I["body"] extends undefined ? undefined : unknown };

const isDateTime = (text: string): boolean => instantOf(text) !== undefined;

const formats = { date: isDay, "date-time": isDateTime };

const formatRules = {
  date: "must be a day of the calendar such as 2025-11-03",
  "date-time": "must be an RFC 3339 date-time (a + in its offset is %2B in a URL)",
};

/** What a parameter must be, in words; undefined where it may be any text. */
function ruleOf(schema: ParameterSchema, form: string | undefined): string | undefined {
  if (form !== undefined) return `must be ${form}`;
  if (schema.type === "integer") return `must be a whole number from ${schema.minimum} to ${schema.maximum}`;
  const { format, enum: choices, pattern, maxLength } = schema;
  if (format !== undefined) return formatRules[format];
  if (choices !== undefined) return `must be one of ${choices.join(", ")}`;
  if (pattern !== undefined) return `must match ${pattern}`;
  return maxLength === undefined ? undefined : `must have at most ${maxLength} characters`;
}

const titles = {
  path: "Invalid path parameters",
  query: "Invalid query parameters",
  headers: "Invalid request headers",
};

/** The form of whole numbers that JavaScript keeps exact. */
const wholeNumber = "^(0|-?[1-9]\\d{0,14})$";

/** As JSON Schema reads patterns. */
const patternOf = (text: string | undefined): RegExp | undefined =>
  text === undefined ? undefined : new RegExp(text, "u");

function checkOf(place: keyof typeof titles, name: string, parameter: Parameter): Check {
  const { form, publishedName = name, refusal = { status: 400, title: titles[place] } } = parameter;
  const schema: ParameterSchema = parameter.schema ?? { type: "string" };
  const rule = ruleOf(schema, form) ?? "is missing";
  const check = {
    isInteger: schema.type === "integer",
    required: place === "path" || parameter.required === true,
    fallback: schema.default,
    ...refusal,
    detail: refusal.status === 400 ? `${publishedName}: ${rule}` : undefined,
  };
  if (schema.type === "integer") {
    return { ...check, pattern: patternOf(wholeNumber), minimum: schema.minimum, maximum: schema.maximum };
  }
  const { enum: choices, pattern, format, maxLength: maximum } = schema;
  return { ...check, choices, pattern: patternOf(pattern), hasFormat: format && formats[format], maximum };
}

/**
 * What an endpoint's handler checks, as plain data that closures may capture: without summaries, descriptions and
 * examples, which would be shipped with every function.
 */
export function inputOf<E extends Endpoint>(endpoint: E): InputOf<E>;
export function inputOf({ parameters = {}, body }: Endpoint): Input {
  const checks = (place: keyof typeof titles): Checks =>
    Object.fromEntries(
      Object.entries(parameters[place] ?? {}).map(([name, parameter]) => [name, checkOf(place, name, parameter)]),
    );
  const schema = body && withoutAnnotations<JSONSchema>(body, ["title", "description", "format"]);
  return {
    path: checks("path"),
    query: checks("query"),
    headers: checks("headers"),
    body: schema === undefined ? undefined : { schema, readerOf: bodyOf },
  };
}

/** How wrong parameters of an endpoint are refused with a status: by title, an example of the detail, or "" for none. */
export function refusalsOf(endpoint: Endpoint, status: number): Record<string, string> {
  const { path, query, headers } = inputOf<Endpoint>(endpoint);
  const refusals: Record<string, string> = {};
  for (const check of [path, query, headers].flatMap((checks) => Object.values<Check>(checks))) {
    if (check.status === status && mayBeWrong(check)) refusals[check.title] ??= check.detail ?? "";
  }
  return refusals;
}

/** A path's variable is always there, whatever it is. */
const mayBeWrong = ({ choices, pattern, hasFormat, maximum }: Check): boolean =>
  [choices, pattern, hasFormat, maximum].some((rule) => rule !== undefined);

const isTaken = (check: Check, text: string): boolean => {
  const { isInteger, choices, pattern, hasFormat, minimum, maximum } = check;
  // Lengths count code points.
  const size = isInteger ? Number(text) : [...text].length;
  return (
    (choices === undefined || choices.includes(text)) &&
    (pattern === undefined || pattern.test(text)) &&
    (hasFormat === undefined || hasFormat(text)) &&
    (minimum === undefined || size >= minimum) &&
    (maximum === undefined || size <= maximum)
  );
};

/** @throws the problem of the first wrong value; its detail names all that are refused alike */
const valuesOf = (checks: Checks, textOf: (name: string) => string | undefined): Record<string, unknown> => {
  const values: Record<string, unknown> = {};
  const wrong: Check[] = [];
  for (const [name, check] of Object.entries(checks)) {
    const text = textOf(name);
    if (text === undefined ? check.required : !isTaken(check, text)) wrong.push(check);
    else values[name] = text === undefined ? check.fallback : check.isInteger ? Number(text) : text;
  }
  const [first] = wrong;
  if (first === undefined) return values;
  const details = wrong.flatMap(({ title, detail }) => (title === first.title && detail ? [detail] : []));
  throw problem(first.status, first.title, details.length > 0 ? details.join("; ") : undefined);
};

/**
 * A reader of requests. Build it once per cold start.
 *
 * @param input what {@link inputOf} made of the endpoint's description
 * @returns a function that checks a request's body and parameters, and throws a problem that names what is wrong
 */
export function readerOf<I extends Input>(input: I): (event: APIGatewayProxyEvent) => ValuesOf<I>;
export function readerOf({ path, query, headers, body }: Input): (event: APIGatewayProxyEvent) => ValuesOf<Input> {
  const readBody = body?.readerOf(body.schema);
  return (event) => ({
    body: readBody?.(event),
    path: valuesOf(path, (name) => event.pathParameters?.[name]),
    query: valuesOf(query, (name) => event.queryStringParameters?.[name]),
    headers: valuesOf(headers, (name) => headerOf(event, name)),
  });
}
