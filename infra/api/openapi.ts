import {
  type Answer,
  type Endpoint,
  type ListedParameter,
  type NamedSchema,
  parametersOf,
  refusalOfUsers,
  withoutAnnotations,
} from "../../functions/kit/endpoint";
import { type AccessInfo, securityOf, securitySchemes } from "./access";
import { corsHeaders, gatewayResponses } from "./gateway-responses";

/** What the document says of the whole API. */
export interface ApiInfo extends AccessInfo {
  title: string;
  version: string;
  /** The one origin that browsers may call from, or `*`. */
  allowedOrigin: string;
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

/** A parameter as far as the gateway looks at it: whether a required one is there. */
const parameterObject = ({ name, in: place, required, description, schema }: ListedParameter): object => ({
  name,
  in: place,
  required,
  description,
  schema: { type: schema.type },
});

/** Response headers, as the document declares them. */
const declared = (names: readonly string[]): object =>
  Object.fromEntries(names.map((name) => [name, { schema: { type: "string" } }]));

function operationObject(endpoint: Endpoint, info: ApiInfo, invokeArn: string): object {
  const { body } = endpoint;
  return {
    operationId: endpoint.id,
    summary: endpoint.summary,
    description: endpoint.description,
    security: securityOf(endpoint, info),
    // A body validator on a route without a body answers 400 to every GET.
    "x-amazon-apigateway-request-validator": body ? "all" : "parameters",
    parameters: parametersOf(endpoint).map(parameterObject),
    requestBody: body && { required: true, content: { "application/json": { schema: reference(body) } } },
    responses: Object.fromEntries(
      Object.entries(answersOf(endpoint, info)).map(([status, answer]) => [
        status,
        responseObject(Number(status), answer),
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

/** Where people sign in, operators' routes refuse readers besides. */
function answersOf(endpoint: Endpoint, { userPoolArn }: ApiInfo): Endpoint["answers"] {
  const refusal = userPoolArn === undefined ? undefined : refusalOfUsers(endpoint);
  return refusal ? { 403: refusal, ...endpoint.answers } : endpoint.answers;
}

/** The preflight of a path, answered by the gateway itself. */
function preflight(methods: string[], parameters: ListedParameter[], info: ApiInfo): object {
  const headers = {
    ...corsHeaders(info),
    "Access-Control-Allow-Methods": `'${[...methods, "OPTIONS"].join(",")}'`,
    "Access-Control-Allow-Headers": `'${allowedHeaders(info).join(",")}'`,
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

const allowedHeaders = ({ userPoolArn }: ApiInfo): string[] => [
  ...["content-type", "x-api-key", "if-match", "if-none-match", "idempotency-key"],
  ...(userPoolArn === undefined ? [] : ["authorization"]),
];

function schemasOf(endpoints: Endpoint[]): Record<string, NamedSchema> {
  const used = endpoints.flatMap(({ body, answers }) => [body, ...Object.values(answers).map(({ schema }) => schema)]);
  // `format` means something else to every validator: it is published, and the handlers check it.
  const named = [problemSchema, ...used].flatMap((schema) =>
    schema ? [[schema.title, withoutAnnotations<NamedSchema>(schema, ["format"])]] : [],
  );
  return Object.fromEntries(named);
}

/**
 * The API as an OpenAPI 3.0.1 document with API Gateway's extensions: routes with their checks and integrations, CORS
 * preflights, gateway responses.
 *
 * @param endpoints the routes; `invokeArns[i]` is the integration of `endpoints[i]`
 */
export function openApiDocument(info: ApiInfo, endpoints: Endpoint[], invokeArns: string[]): object {
  const paths: Record<string, Record<string, object>> = {};
  endpoints.forEach((endpoint, index) => {
    const item = (paths[endpoint.path] ??= {});
    item[endpoint.method.toLowerCase()] = operationObject(endpoint, info, invokeArns[index] ?? "");
  });
  for (const [path, item] of Object.entries(paths)) {
    const methods = Object.keys(item).map((method) => method.toUpperCase());
    const parameters = endpoints
      .filter((endpoint) => endpoint.path === path)
      .slice(0, 1)
      .flatMap(parametersOf);
    const inPath = parameters.filter((parameter) => parameter.in === "path");
    item.options = preflight(methods, inPath, info);
  }
  return {
    openapi: "3.0.1",
    info: { title: info.title, version: info.version },
    paths,
    components: {
      schemas: schemasOf(endpoints),
      securitySchemes: securitySchemes(info),
    },
    "x-amazon-apigateway-request-validators": {
      all: { validateRequestBody: true, validateRequestParameters: true },
      parameters: { validateRequestBody: false, validateRequestParameters: true },
    },
    "x-amazon-apigateway-gateway-responses": gatewayResponses(info),
  };
}
