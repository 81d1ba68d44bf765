import type { IncomingMessage } from "node:http";
import type { AuthorizerContext, SignerIdentity } from "./authorizers/authorizer";
import type { ApiKey } from "./usage-plans";

/** A request that has found its method. */
export interface Incoming {
  message: IncomingMessage;
  requestId: string;
  /** The request's `X-Amzn-Trace-Id`. */
  traceId: string;
  /** Raw path below the stage, as it came. */
  rawPath: string;
  /** The same with one slash at its start. */
  path: string;
  /** Raw query, without the question mark. */
  query: string;
  variables: Record<string, string>;
  resourcePath: string;
  /** The key that opened the method, if it asks for one. */
  key?: ApiKey;
  /** What the method's authorizer says of the caller, if it has one. */
  authorizer?: AuthorizerContext;
  /** Who signed the request, if that had to be known. */
  signer?: SignerIdentity;
  body: Buffer;
}

/** Where the request arrived. */
export interface Place {
  account: string;
  apiId: string;
  stageName: string;
  deploymentId: string;
  stageVariables: Record<string, string> | null;
  /** Whether a media type is binary to the API, by the header that names it. */
  isBinary: (header: string | undefined) => boolean;
}

type Single = Record<string, string>;
type Multi = Record<string, string[]>;

const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const two = (value: number): string => String(value).padStart(2, "0");

/** `09/Apr/2015:12:34:56 +0000`, as in access logs. */
const timeText = (date: Date): string =>
  `${two(date.getUTCDate())}/${months[date.getUTCMonth()]}/${date.getUTCFullYear()}:${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`;

/** The second that it is, as texts: written once a second, not for each request. */
let second = { number: 0, hexadecimal: "", requestTime: "" };

function secondOf(now: number): typeof second {
  const number = Math.floor(now / 1000);
  if (number !== second.number)
    second = { number, hexadecimal: number.toString(16), requestTime: timeText(new Date(now)) };
  return second;
}

/** A time as `$context.requestTime` has it. */
export const requestTimeOf = (time: number): string => secondOf(time).requestTime;

/** The trace of a request: its caller's, or one of its own (https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader). */
export function traceIdOf({ headers }: IncomingMessage, requestId: string): string {
  const given = headers["x-amzn-trace-id"];
  if (given !== undefined) return given.toString();
  // 24 random digits; a UUID has fixed ones among its third and fourth groups.
  const random = requestId.slice(0, 8) + requestId.slice(9, 13) + requestId.slice(24);
  return `Root=1-${secondOf(Date.now()).hexadecimal}-${random}`;
}

/**
 * Headers that concern the connection or that the gateway writes itself: they reach no function. The list is what AWS left
 * out in LocalStack's recordings (test_apigateway_header_remapping_aws).
 */
const dropped = new Set(
  (
    "connection content-length content-md5 expect max-forwards proxy-authenticate server te transfer-encoding trailer " +
    "upgrade www-authenticate x-amzn-trace-id x-forwarded-for x-forwarded-port x-forwarded-proto"
  ).split(" "),
);

/** The values of each name: all, and the last. Names are the callers' choice: those of any object's own members, `__proto__` too. */
class Values {
  readonly single: Single = Object.create(null);
  readonly multi: Multi = Object.create(null);
  isEmpty = true;

  add(name: string, value: string): void {
    this.isEmpty = false;
    this.single[name] = value;
    (this.multi[name] ??= []).push(value);
  }
}

/** Headers in the casing they were sent with; a name that comes twice, in whatever casing, is one name. */
function headersOf({ message, traceId }: Pick<Incoming, "message" | "traceId">): Values {
  const { rawHeaders, socket, headers } = message;
  const values = new Values();
  const names = new Map<string, string>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    const lower = name.toLowerCase();
    if (dropped.has(lower)) continue;
    const known = names.get(lower) ?? name;
    names.set(lower, known);
    values.add(known, rawHeaders[index + 1] ?? "");
  }
  const address = socket.remoteAddress ?? "";
  const forwarded = headers["x-forwarded-for"];
  values.add("X-Amzn-Trace-Id", traceId);
  values.add("X-Forwarded-For", forwarded === undefined ? address : `${forwarded.toString()}, ${address}`);
  values.add("X-Forwarded-Port", String(socket.localPort ?? ""));
  values.add("X-Forwarded-Proto", "http");
  return values;
}

/** All values of the headers that reach an integration, with those that the gateway writes itself. */
export const forwardedHeaders = (incoming: Incoming): Record<string, string[]> => headersOf(incoming).multi;

/** The parameters of a query, decoded. */
export function parametersOf(query: string): Values {
  const values = new Values();
  if (query !== "") for (const [name, value] of new URLSearchParams(query)) values.add(name, value);
  return values;
}

/**
 * The event of a Lambda proxy integration, format 1.0
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html).
 */
export function proxyEvent(incoming: Incoming, place: Place): object {
  const { message, body } = incoming;
  const isBase64Encoded = body.length > 0 && place.isBinary(message.headers["content-type"]);
  return {
    ...requestEvent(incoming, place),
    body: body.length > 0 ? body.toString(isBase64Encoded ? "base64" : "utf8") : null,
    isBase64Encoded,
  };
}

/** An event without the request's body: authorizers are asked before that has come. */
export function requestEvent(incoming: Omit<Incoming, "body">, place: Place) {
  const { message, variables } = incoming;
  const headers = headersOf(incoming);
  const query = parametersOf(incoming.query);
  return {
    resource: incoming.resourcePath,
    path: incoming.path,
    httpMethod: message.method,
    headers: headers.single,
    multiValueHeaders: headers.multi,
    queryStringParameters: query.isEmpty ? null : query.single,
    multiValueQueryStringParameters: query.isEmpty ? null : query.multi,
    pathParameters: Object.keys(variables).length > 0 ? variables : null,
    stageVariables: place.stageVariables,
    requestContext: requestContext(incoming, place),
  };
}

function requestContext(
  { message, requestId, rawPath, resourcePath, key, authorizer, signer }: Omit<Incoming, "body">,
  place: Place,
) {
  const now = Date.now();
  return {
    accountId: place.account,
    apiId: place.apiId,
    // JSON has none that is undefined.
    authorizer,
    deploymentId: place.deploymentId,
    domainName: message.headers.host ?? "",
    domainPrefix: place.apiId,
    extendedRequestId: requestId,
    httpMethod: message.method,
    identity: {
      accessKey: signer?.accessKey ?? null,
      accountId: signer?.accountId ?? null,
      apiKey: key?.value ?? null,
      apiKeyId: key?.id ?? null,
      caller: signer?.caller ?? null,
      sourceIp: message.socket.remoteAddress ?? "",
      user: signer?.user ?? null,
      userAgent: message.headers["user-agent"] ?? null,
      userArn: signer?.userArn ?? null,
    },
    path: `/${place.stageName}${rawPath}`,
    protocol: `HTTP/${message.httpVersion}`,
    requestId,
    requestTime: secondOf(now).requestTime,
    requestTimeEpoch: now,
    resourcePath,
    stage: place.stageName,
  };
}
