import type { JSONSchema } from "json-schema-to-ts";
import { corsHeaders, gatewayResponses } from "./gateway-responses";

/** A JSON Schema literal with a `title`, which names it as a model; alphanumeric, as API Gateway demands. */
export type NamedSchema = Exclude<JSONSchema, boolean> & { readonly title: string };

/** A parameter. The gateway checks only that a required one is there; the handler checks its value. */
export interface Parameter {
  name: string;
  in: "query" | "path" | "header";
  required: boolean;
  description: string;
  /** What the handler takes; for people and clients, the gateway does not look at it. */
  schema: Exclude<JSONSchema, boolean>;
  /** A value as people would send it. */
  example?: string | number;
  /** The name that people see of a path's variable, where API Gateway forces a sibling's name on it. */
  publishedName?: string;
}

/** An answer. Without a schema it is a problem from 400 on, and has no body below. */
export interface Answer {
  description: string;
  schema?: NamedSchema;
  /** Names of the headers that always come with it, besides those that every answer carries. */
  headers?: string[];
  /** A body that has the schema. */
  example?: unknown;
  /** The titles of its problems, each with a detail as an example, or "" for none; by default the description alone. */
  problems?: Record<string, string>;
  /** What may follow, by operation id: its parameters as OpenAPI's runtime expressions (`$response.body#/id`). */
  links?: Record<string, Record<string, string>>;
}

/** What an operation belongs to: a chapter of the documentation. */
export interface Tag {
  name: string;
  description: string;
}

/** One endpoint, described once: for the gateway's checks, its documentation and its clients. */
export interface Operation {
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** Path with `{variables}`; sibling variables must share one name (API Gateway refuses others). */
  path: `/${string}`;
  /** Unique name, in camel case. */
  id: string;
  summary: string;
  /** What callers have to know besides, in Markdown. */
  description?: string;
  tag?: Tag;
  /** Whether the route asks for an API key where the stack does. Default true. */
  keyRequired?: boolean;
  /** The route's own limits, where they are lower than the stage's. */
  limits?: { rateLimit: number; burstLimit: number };
  parameters?: Parameter[];
  /** The JSON body's schema. */
  body?: NamedSchema;
  /** A body that has the schema. */
  example?: unknown;
  /** What it answers by status. */
  responses: Record<number, Answer>;
}

/** What the document says of the whole API. */
export interface ApiInfo {
  title: string;
  version: string;
  /** The one origin that browsers may call from, or `*`. */
  allowedOrigin: string;
  apiKeyRequired: boolean;
}

/** Every error's body (RFC 9457). */
export const problemSchema = {
  title: "Problem",
  type: "object",
  properties: {
    type: { type: "string", enum: ["about:blank"], description: "The title says all that the status does not" },
    title: { type: "string", description: "What went wrong, the same text for every occurrence" },
    status: { type: "integer", description: "The HTTP status" },
    detail: { type: "string", description: "What is wrong with this request, and what to do about it" },
    error: { type: "string", description: "The same as title, for the clients of the first workshops" },
    requestId: { type: "string", description: "Names the request in the service's logs" },
  },
  required: ["type", "title", "status", "error", "requestId"],
} as const satisfies NamedSchema;

const reference = ({ title }: NamedSchema) => ({ $ref: `#/components/schemas/${title}` });

function responseObject(status: number, { description, schema, headers = [] }: Answer): object {
  const problems = status >= 400 ? { "application/problem+json": { schema: reference(problemSchema) } } : undefined;
  return {
    description,
    headers: headers.length > 0 ? declared(headers) : undefined,
    content: schema ? { "application/json": { schema: reference(schema) } } : problems,
  };
}

/** A parameter as far as the gateway looks at it. */
const parameterObject = ({ name, in: place, required, description, schema }: Parameter): object => ({
  name,
  in: place,
  required,
  description,
  schema: { type: schema.type },
});

/** Response headers, as the document declares them. */
const declared = (names: string[]): object =>
  Object.fromEntries(names.map((name) => [name, { schema: { type: "string" } }]));

function operationObject(operation: Operation, info: ApiInfo, invokeArn: string): object {
  const { body, parameters = [], keyRequired = true } = operation;
  return {
    operationId: operation.id,
    summary: operation.summary,
    description: operation.description,
    security: keyRequired && info.apiKeyRequired ? [{ apiKey: [] }] : [],
    // A body validator on a route without a body answers 400 to every GET.
    "x-amazon-apigateway-request-validator": body ? "all" : "parameters",
    parameters: parameters.map(parameterObject),
    requestBody: body && { required: true, content: { "application/json": { schema: reference(body) } } },
    responses: Object.fromEntries(
      Object.entries(operation.responses).map(([status, answer]) => [status, responseObject(Number(status), answer)]),
    ),
    "x-amazon-apigateway-integration": {
      type: "aws_proxy",
      httpMethod: "POST",
      uri: invokeArn,
      passthroughBehavior: "when_no_match",
      timeoutInMillis: 29_000,
    },
  };
}

/** The preflight of a path, answered by the gateway itself. */
function preflight(methods: string[], parameters: Parameter[], info: ApiInfo): object {
  const headers = {
    ...corsHeaders(info),
    "Access-Control-Allow-Methods": `'${[...methods, "OPTIONS"].join(",")}'`,
    "Access-Control-Allow-Headers": "'content-type,x-api-key,if-match,if-none-match,idempotency-key'",
    "Access-Control-Max-Age": "'600'",
  };
  const mapped = Object.entries(headers).map(([name, value]) => [`method.response.header.${name}`, value]);
  return {
    summary: "CORS preflight",
    security: [],
    parameters: parameters.map(parameterObject),
    responses: { 200: { description: "What browsers may send", headers: declared(Object.keys(headers)) } },
    "x-amazon-apigateway-integration": {
      type: "mock",
      requestTemplates: { "application/json": '{"statusCode": 200}' },
      responses: { default: { statusCode: "200", responseParameters: Object.fromEntries(mapped) } },
    },
  };
}

function schemasOf(operations: Operation[]): Record<string, NamedSchema> {
  const used = operations.flatMap(({ body, responses }) => [body, ...Object.values(responses).map((r) => r.schema)]);
  const named = [problemSchema, ...used].flatMap((schema) => (schema ? [[schema.title, withoutFormats(schema)]] : []));
  return Object.fromEntries(named);
}

/** `format` means something else to every validator: it is published, and the handlers judge. */
const withoutFormats = (schema: NamedSchema): NamedSchema =>
  JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
    key === "format" && typeof value === "string" ? undefined : value,
  );

/**
 * The API as an OpenAPI 3.0.1 document with API Gateway's extensions: routes with their checks and integrations, CORS
 * preflights, gateway responses.
 *
 * @param operations the routes; `invokeArns[i]` is the integration of `operations[i]`
 */
export function openApiDocument(info: ApiInfo, operations: Operation[], invokeArns: string[]): object {
  const paths: Record<string, Record<string, object>> = {};
  operations.forEach((operation, index) => {
    const item = (paths[operation.path] ??= {});
    item[operation.method.toLowerCase()] = operationObject(operation, info, invokeArns[index] ?? "");
  });
  for (const [path, item] of Object.entries(paths)) {
    const methods = Object.keys(item).map((method) => method.toUpperCase());
    const { parameters = [] } = operations.find((operation) => operation.path === path) ?? {};
    item.options = preflight(
      methods,
      parameters.filter((parameter) => parameter.in === "path"),
      info,
    );
  }
  return {
    openapi: "3.0.1",
    info: { title: info.title, version: info.version },
    paths,
    components: {
      schemas: schemasOf(operations),
      securitySchemes: { apiKey: { type: "apiKey", name: "x-api-key", in: "header" } },
    },
    "x-amazon-apigateway-request-validators": {
      all: { validateRequestBody: true, validateRequestParameters: true },
      parameters: { validateRequestBody: false, validateRequestParameters: true },
    },
    "x-amazon-apigateway-gateway-responses": gatewayResponses(info),
  };
}
