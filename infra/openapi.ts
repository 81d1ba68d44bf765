import type { JSONSchema } from "json-schema-to-ts";

/** A JSON Schema literal with a `title`, which names it as a model; alphanumeric, as API Gateway demands. */
export type NamedSchema = Exclude<JSONSchema, boolean> & { readonly title: string };

/** A query or path parameter. The gateway checks only that a required one is there; the handler checks its value. */
export interface Parameter {
  name: string;
  in: "query" | "path";
  required: boolean;
  description: string;
  schema: JSONSchema;
}

/** One endpoint, described once: for the gateway's checks, its documentation and its clients. */
export interface Operation {
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** Path with `{variables}`; sibling variables must share one name (API Gateway refuses others). */
  path: `/${string}`;
  /** Unique name, in camel case. */
  id: string;
  summary: string;
  /** Whether the route asks for an API key where the stack does. Default true. */
  keyRequired?: boolean;
  parameters?: Parameter[];
  /** The JSON body's schema. */
  body?: NamedSchema;
  /** What it answers by status; a status without a schema is a problem. */
  responses: Record<number, { description: string; schema?: NamedSchema }>;
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
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    error: { type: "string", description: "The same as title" },
    requestId: { type: "string" },
  },
  required: ["type", "title", "status", "error", "requestId"],
} as const satisfies NamedSchema;

const reference = ({ title }: NamedSchema) => ({ $ref: `#/components/schemas/${title}` });

/** CORS headers as API Gateway wants static values: in single quotes. */
const corsHeaders = (info: ApiInfo): Record<string, string> => ({
  "Access-Control-Allow-Origin": `'${info.allowedOrigin}'`,
  "Access-Control-Expose-Headers": "'ETag, Location, Retry-After'",
});

function operationObject(operation: Operation, info: ApiInfo, invokeArn: string): object {
  const { body, parameters = [], keyRequired = true } = operation;
  return {
    operationId: operation.id,
    summary: operation.summary,
    security: keyRequired && info.apiKeyRequired ? [{ apiKey: [] }] : [],
    // A body validator on a route without a body answers 400 to every GET.
    "x-amazon-apigateway-request-validator": body ? "all" : "parameters",
    parameters,
    requestBody: body && { required: true, content: { "application/json": { schema: reference(body) } } },
    responses: Object.fromEntries(
      Object.entries(operation.responses).map(([status, { description, schema }]) => [
        status,
        {
          description,
          content: schema
            ? { "application/json": { schema: reference(schema) } }
            : { "application/problem+json": { schema: reference(problemSchema) } },
        },
      ]),
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
function preflight(methods: string[], info: ApiInfo): object {
  const headers = {
    ...corsHeaders(info),
    "Access-Control-Allow-Methods": `'${[...methods, "OPTIONS"].join(",")}'`,
    "Access-Control-Allow-Headers": "'content-type,x-api-key,if-match,if-none-match,idempotency-key'",
    "Access-Control-Max-Age": "'600'",
  };
  const mapped = Object.entries(headers).map(([name, value]) => [`method.response.header.${name}`, value]);
  const declared = Object.keys(headers).map((name) => [name, { schema: { type: "string" } }]);
  return {
    summary: "CORS preflight",
    security: [],
    responses: { 200: { description: "What browsers may send", headers: Object.fromEntries(declared) } },
    "x-amazon-apigateway-integration": {
      type: "mock",
      requestTemplates: { "application/json": '{"statusCode": 200}' },
      responses: { default: { statusCode: "200", responseParameters: Object.fromEntries(mapped) } },
    },
  };
}

const gatewayErrors: Record<string, { status: number; title: string; detail?: string; retryAfter?: number }> = {
  ACCESS_DENIED: { status: 403, title: "Forbidden" },
  API_CONFIGURATION_ERROR: { status: 500, title: "Internal error" },
  AUTHORIZER_CONFIGURATION_ERROR: { status: 500, title: "Internal error" },
  AUTHORIZER_FAILURE: { status: 500, title: "Internal error" },
  BAD_REQUEST_BODY: {
    status: 400,
    title: "Invalid request body",
    detail: '"$context.error.validationErrorString"',
  },
  BAD_REQUEST_PARAMETERS: {
    status: 400,
    title: "Invalid request parameters",
    detail: "$context.error.messageString",
  },
  DEFAULT_4XX: { status: 400, title: "Bad request" },
  // A function that crashes, times out or answers nonsense has no response type of its own.
  DEFAULT_5XX: { status: 502, title: "Bad gateway" },
  EXPIRED_TOKEN: { status: 403, title: "Forbidden" },
  INTEGRATION_FAILURE: { status: 504, title: "Gateway timeout" },
  INTEGRATION_TIMEOUT: { status: 504, title: "Gateway timeout" },
  INVALID_API_KEY: { status: 403, title: "Forbidden" },
  INVALID_SIGNATURE: { status: 403, title: "Forbidden" },
  // What AWS answers to an unknown route or method; its own words mislead people.
  MISSING_AUTHENTICATION_TOKEN: { status: 404, title: "Not found" },
  QUOTA_EXCEEDED: { status: 429, title: "Quota exceeded" },
  REQUEST_TOO_LARGE: { status: 413, title: "Request too large" },
  RESOURCE_NOT_FOUND: { status: 404, title: "Not found" },
  THROTTLED: { status: 429, title: "Too many requests", retryAfter: 1 },
  UNAUTHORIZED: { status: 401, title: "Unauthorized" },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: "Unsupported media type" },
  WAF_FILTERED: { status: 403, title: "Forbidden" },
};

/** `$context.status` renders empty, so a numeric `status` takes one response per type. */
function gatewayResponses(info: ApiInfo): object {
  const entries = Object.entries(gatewayErrors).map(([type, { status, title, detail, retryAfter }]) => {
    const headers = {
      ...corsHeaders(info),
      "Content-Type": "'application/problem+json'",
      ...(retryAfter && { "Retry-After": `'${retryAfter}'` }),
    };
    const fields = [
      '"type":"about:blank"',
      `"title":"${title}"`,
      `"status":${status}`,
      ...(detail ? [`"detail":${detail}`] : []),
      `"error":"${title}"`,
      '"requestId":"$context.requestId"',
    ];
    const parameters = Object.entries(headers).map(([name, value]) => [`gatewayresponse.header.${name}`, value]);
    return [
      type,
      {
        statusCode: status,
        responseParameters: Object.fromEntries(parameters),
        responseTemplates: { "application/json": `{${fields.join(",")}}` },
      },
    ];
  });
  return Object.fromEntries(entries);
}

function schemasOf(operations: Operation[]): Record<string, NamedSchema> {
  const used = operations.flatMap(({ body, responses }) => [body, ...Object.values(responses).map((r) => r.schema)]);
  const named = [problemSchema, ...used].flatMap((schema) => (schema ? [[schema.title, schema] as const] : []));
  return Object.fromEntries(named);
}

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
  for (const item of Object.values(paths)) {
    item.options = preflight(
      Object.keys(item).map((method) => method.toUpperCase()),
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
