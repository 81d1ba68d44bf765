import type { JSONSchema } from "json-schema-to-ts";
import { notAllowed, wrongCharset } from "./errors";

/** A JSON Schema literal with a `title`, which names it as a model; alphanumeric, as API Gateway demands. */
export type NamedSchema = Exclude<JSONSchema, boolean> & { readonly title: string };

/** A text: the keywords of JSON Schema that a parameter's check knows. */
interface TextSchema {
  readonly type: "string";
  readonly format?: "date" | "date-time";
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly default?: string;
  readonly description?: string;
}

/** A whole number. */
interface IntegerSchema {
  readonly type: "integer";
  readonly minimum: number;
  readonly maximum: number;
  readonly default?: number;
  readonly description?: string;
}

/** What a parameter takes, in JSON Schema. */
export type ParameterSchema = TextSchema | IntegerSchema;

/** How a wrong value is refused. A 404 has no detail: what cannot be named is not there. */
export interface Refusal {
  readonly status: 400 | 404;
  readonly title: string;
}

/** A parameter, described once: for the handler's check and types, for the gateway, for people and clients. */
export interface Parameter {
  readonly description: string;
  /** By default any text. */
  readonly schema?: ParameterSchema;
  /** What a pattern takes, in words: `must be {form}`. */
  readonly form?: string;
  /** By default a 400 with a title for each place. */
  readonly refusal?: Refusal;
  /** A value as people would send it. */
  readonly example?: string | number;
  /** Whether a query or a header must be there; a path's variable always is. */
  readonly required?: boolean;
  /** The name that people see of a path's variable, where API Gateway forces a sibling's name on it. */
  readonly publishedName?: string;
}

/** An answer. Without a schema it is a problem from 400 on, and has no body below. */
export interface Answer {
  readonly description: string;
  readonly schema?: NamedSchema;
  /** Names of the headers that always come with it, besides those that every answer carries. */
  readonly headers?: readonly string[];
  /** A body that has the schema. */
  readonly example?: unknown;
  /**
   * The titles of its problems, each with a detail as an example, or "" for none; by default the description alone.
   * What wrong parameters are refused with comes besides.
   */
  readonly problems?: Readonly<Record<string, string>>;
  /** What may follow, by operation id: its parameters as OpenAPI's runtime expressions (`$response.body#/id`). */
  readonly links?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** What an endpoint belongs to: a chapter of the documentation. */
export interface Tag {
  readonly name: string;
  readonly description: string;
}

/** An endpoint, described once: for its handler, the gateway's checks, its documentation and its clients. */
export interface Endpoint {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Path with `{variables}`; sibling variables must share one name (API Gateway refuses others). */
  readonly path: `/${string}`;
  /** Unique name, in camel case. */
  readonly id: string;
  readonly summary: string;
  /** What callers have to know besides, in Markdown. */
  readonly description?: string;
  readonly tag?: Tag;
  /** Whether the route asks for an API key or a user's token, whichever the stack does. Default true. */
  readonly keyRequired?: boolean;
  /** Whether it is open to operators alone where people sign in. Default false: to all users. */
  readonly operators?: boolean;
  /** By their names as the gateway has them. */
  readonly parameters?: {
    readonly path?: Readonly<Record<string, Parameter>>;
    readonly query?: Readonly<Record<string, Parameter>>;
    readonly headers?: Readonly<Record<string, Parameter>>;
  };
  /** The JSON body's schema. */
  readonly body?: NamedSchema;
  /** A body that has the schema. */
  readonly example?: unknown;
  /** What it answers, by status. */
  readonly answers: Readonly<Record<number, Answer>>;
}

/** The variables of a path. */
type VariablesOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | VariablesOf<Rest>
  : never;

/** What a description must have for its path: a parameter for each variable. */
type WithVariables<Path extends string> = [VariablesOf<Path>] extends [never]
  ? unknown
  : { readonly parameters: { readonly path: Readonly<Record<VariablesOf<Path>, Parameter>> } };

/**
 * Describes an endpoint.
 *
 * It stands beside its handler's factory, which must not refer to it: all that a closure refers to is shipped with it.
 * What the handler needs of the description is what {@link inputOf} makes of it.
 */
export const endpoint = <const E extends Endpoint>(description: E & WithVariables<E["path"]>): E => description;

/** What every endpoint that asks a service of AWS may answer. */
export const outOfCapacity: Answer = {
  description: "Out of capacity; try again after Retry-After",
  headers: ["Retry-After"],
  problems: { "Out of capacity": "" },
};

/** What an endpoint besides answers where people sign in: users whose token is not the site's, or who are no operators. */
export const refusalOfUsers = ({ keyRequired = true, operators = false }: Endpoint): Answer | undefined =>
  keyRequired
    ? {
        description: operators ? "Only operators may do this" : "The token is not one of the site's own sign-in",
        problems: { [notAllowed.title]: operators ? notAllowed.operatorsOnly : notAllowed.otherClient },
      }
    : undefined;

/** What every endpoint with a body may answer. */
export const unsupportedCharset: Answer = {
  description: "The body has another charset than UTF-8",
  problems: { [wrongCharset.title]: wrongCharset.detail },
};

/** A parameter as documents list it. */
export interface ListedParameter extends Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly schema: ParameterSchema;
  readonly required: boolean;
}

/** An endpoint's parameters: of the path, of the query, headers. */
export function parametersOf({
  parameters: { path = {}, query = {}, headers = {} } = {},
}: Endpoint): ListedParameter[] {
  const listed = (place: ListedParameter["in"], parameters: Readonly<Record<string, Parameter>>): ListedParameter[] =>
    Object.entries(parameters).map(([name, parameter]) => ({
      ...parameter,
      name,
      in: place,
      schema: parameter.schema ?? { type: "string" },
      required: place === "path" || parameter.required === true,
    }));
  return [...listed("path", path), ...listed("query", query), ...listed("header", headers)];
}

/** The schema of a page of a list. */
export const pageSchema = (title: string, item: NamedSchema): NamedSchema => ({
  title,
  type: "object",
  properties: {
    items: { type: "array", items: item, description: "What is on the page, in the list's order" },
    nextCursor: { type: "string", description: "Where the next page begins; missing at the end" },
  },
  required: ["items"],
});

/** A copy of a schema without some of its annotations; a property of the same name stays, as its schema is no text. */
export const withoutAnnotations = <S extends JSONSchema>(schema: S, keywords: readonly string[]): S =>
  JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
    keywords.includes(key) && typeof value === "string" ? undefined : value,
  );
