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
  private readonly byName = new Map<string, string[]>();

  add(name: string, value: string): void {
    const values = this.byName.get(name);
    if (values) values.push(value);
    else this.byName.set(name, [value]);
  }

  get isEmpty(): boolean {
    return this.byName.size === 0;
  }

  /** The last value of a name. */
  last(name: string): string | undefined {
    return this.byName.get(name)?.at(-1);
  }

  get single(): Single {
    return JSON.parse(this.singleJson());
  }

  get multi(): Multi {
    return JSON.parse(this.multiJson());
  }

  singleJson(): string {
    let members = "";
    for (const [name, values] of this.byName) members += `${comma(members)}${json(name)}:${json(values.at(-1) ?? "")}`;
    return `{${members}}`;
  }

  multiJson(): string {
    let members = "";
    for (const [name, values] of this.byName) {
      const [first = "", ...others] = values;
      const list = others.length === 0 ? json(first) : values.map(json).join();
      members += `${comma(members)}${json(name)}:[${list}]`;
    }
    return `{${members}}`;
  }
}

const comma = (before: string): string => (before === "" ? "" : ",");

/** Texts that stand in JSON as they are. */
const plain = /^[ !#-[\]-~]*$/;

/** A text in JSON. `JSON.stringify` takes several times as long for one that needs no escapes. */
const json = (text: string): string => (plain.test(text) ? `"${text}"` : JSON.stringify(text));

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

/** An event of format 1.0 without the request's body. */
export interface RequestEvent {
  resource: string;
  path: string;
  httpMethod: string;
  headers: Single;
  multiValueHeaders: Multi;
  queryStringParameters: Single | null;
  multiValueQueryStringParameters: Multi | null;
  pathParameters: Record<string, string> | null;
  stageVariables: Record<string, string> | null;
  requestContext: object & { identity: object };
}

/**
 * The event of a Lambda proxy integration, format 1.0, as JSON
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html). It is written member
 * by member: to make objects of it first, whose names are any, takes four times as long, and each request pays it.
 */
export function proxyEvent(incoming: Incoming, place: Place): string {
  const { message, body } = incoming;
  const isBase64Encoded = body.length > 0 && place.isBinary(message.headers["content-type"]);
  const text = body.length > 0 ? json(body.toString(isBase64Encoded ? "base64" : "utf8")) : "null";
  return `{${requestMembers(incoming, place)},"body":${text},"isBase64Encoded":${isBase64Encoded}}`;
}

/** An event without the request's body: authorizers are asked before that has come. */
export const requestEvent = (incoming: Omit<Incoming, "body">, place: Place): RequestEvent =>
  JSON.parse(`{${requestMembers(incoming, place)}}`);

function requestMembers(incoming: Omit<Incoming, "body">, place: Place): string {
  const { message, resourcePath, path, variables } = incoming;
  const headers = headersOf(incoming);
  const query = parametersOf(incoming.query);
  return (
    `"resource":${json(resourcePath)},"path":${json(path)},"httpMethod":${json(message.method ?? "")},` +
    `"headers":${headers.singleJson()},"multiValueHeaders":${headers.multiJson()},` +
    `"queryStringParameters":${query.isEmpty ? "null" : query.singleJson()},` +
    `"multiValueQueryStringParameters":${query.isEmpty ? "null" : query.multiJson()},` +
    `"pathParameters":${isEmpty(variables) ? "null" : JSON.stringify(variables)},` +
    `"stageVariables":${JSON.stringify(place.stageVariables)},"requestContext":${requestContext(incoming, place)}`
  );
}

function isEmpty(members: object): boolean {
  for (const _ in members) return false;
  return true;
}

function requestContext(
  { message, requestId, rawPath, resourcePath, key, authorizer, signer }: Omit<Incoming, "body">,
  place: Place,
): string {
  const now = Date.now();
  return (
    `{"accountId":${json(place.account)},"apiId":${json(place.apiId)},` +
    (authorizer ? `"authorizer":${JSON.stringify(authorizer)},` : "") +
    `"deploymentId":${json(place.deploymentId)},"domainName":${json(message.headers.host ?? "")},` +
    `"domainPrefix":${json(place.apiId)},"extendedRequestId":${json(requestId)},"httpMethod":${json(message.method ?? "")},` +
    `"identity":{"accessKey":${orNull(signer?.accessKey)},"accountId":${orNull(signer?.accountId)},` +
    `"apiKey":${orNull(key?.value)},"apiKeyId":${orNull(key?.id)},"caller":${orNull(signer?.caller)},` +
    `"sourceIp":${json(message.socket.remoteAddress ?? "")},"user":${orNull(signer?.user)},` +
    `"userAgent":${orNull(message.headers["user-agent"])},"userArn":${orNull(signer?.userArn)}},` +
    `"path":${json(`/${place.stageName}${rawPath}`)},"protocol":"HTTP/${message.httpVersion}",` +
    `"requestId":${json(requestId)},"requestTime":"${secondOf(now).requestTime}","requestTimeEpoch":${now},` +
    `"resourcePath":${json(resourcePath)},"stage":${json(place.stageName)}}`
  );
}

const orNull = (text: string | undefined): string => (text === undefined ? "null" : json(text));
