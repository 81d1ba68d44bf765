import type { IncomingMessage } from "node:http";

/** A request for a function, as HTTP APIs and function URLs hand it over. */
export interface HttpRequest {
  message: IncomingMessage;
  requestId: string;
  /** Raw path below the address. */
  path: string;
  /** Raw, without the question mark. */
  query: string;
  body: Buffer;
}

/** What else an event says. */
export interface HttpContext {
  accountId: string;
  apiId: string;
  routeKey: string;
  stage: string;
  /** Who signed it or is let in by a token, by the kind of authorizer. */
  authorizer?: object;
  pathParameters?: Record<string, string>;
  stageVariables?: Record<string, string>;
}

const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** `09/Apr/2015:12:34:56 +0000`. */
function timeText(time: number): string {
  const [, year, month = "1", day, clock] = /^(\d+)-(\d+)-(\d+)T([\d:]+)/.exec(new Date(time).toISOString()) ?? [];
  return `${day}/${months[Number(month) - 1]}/${year}:${clock} +0000`;
}

/** What bodies are text by; all others are base64. */
const text = /^(text\/|application\/(json|javascript|xml)\b|application\/[\w.-]+\+(json|xml)\b)/i;

/**
 * The event of payload format 2.0
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html).
 */
export function httpEvent({ message, requestId, path, query, body }: HttpRequest, context: HttpContext) {
  const { cookie, ...others } = headersOf(message);
  const { accountId, apiId, routeKey, stage, authorizer, pathParameters, stageVariables } = context;
  const isBase64Encoded = body.length > 0 && !text.test(message.headers["content-type"] ?? "");
  const parameters = parametersOf(query);
  const domainName = message.headers.host ?? "";
  const now = Date.now();
  return {
    version: "2.0",
    routeKey,
    rawPath: path,
    rawQueryString: query,
    ...(cookie !== undefined && { cookies: cookie.split(/;\s*/) }),
    headers: others,
    ...(parameters && { queryStringParameters: parameters }),
    requestContext: {
      accountId,
      apiId,
      ...(authorizer && { authorizer }),
      domainName,
      domainPrefix: apiId,
      http: {
        method: message.method,
        path,
        protocol: `HTTP/${message.httpVersion}`,
        sourceIp: message.socket.remoteAddress ?? "",
        userAgent: message.headers["user-agent"] ?? "",
      },
      requestId,
      routeKey,
      stage,
      time: timeText(now),
      timeEpoch: now,
    },
    ...(pathParameters && { pathParameters }),
    ...(stageVariables && { stageVariables }),
    ...(body.length > 0 && { body: body.toString(isBase64Encoded ? "base64" : "utf8") }),
    isBase64Encoded,
  };
}

/** Headers in lower case, those of one name with commas between; with those that AWS writes itself. */
function headersOf({ headersDistinct, socket }: IncomingMessage): Record<string, string | undefined> {
  const headers: Record<string, string> = {};
  for (const [name, values = []] of Object.entries(headersDistinct))
    if (name !== "connection" && name !== "transfer-encoding")
      headers[name] = values.join(name === "cookie" ? "; " : ",");
  const address = socket.remoteAddress ?? "";
  const forwarded = headers["x-forwarded-for"];
  return {
    ...headers,
    "x-forwarded-for": forwarded === undefined ? address : `${forwarded}, ${address}`,
    "x-forwarded-port": String(socket.localPort ?? ""),
    "x-forwarded-proto": "http",
  };
}

/** The parameters of a query, decoded, those of one name with commas between; undefined if there are none. */
function parametersOf(query: string): Record<string, string> | undefined {
  const values = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(query)) values.set(name, [...(values.get(name) ?? []), value]);
  if (values.size === 0) return undefined;
  return Object.fromEntries([...values].map(([name, all]) => [name, all.join(",")]));
}
