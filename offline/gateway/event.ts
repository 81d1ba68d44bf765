import type { IncomingMessage } from "node:http";
import type { ApiKey } from "./keys";

/** A request that has found its method. */
export interface Incoming {
  message: IncomingMessage;
  requestId: string;
  /** Raw path below the stage. */
  path: string;
  /** Raw query, without the question mark. */
  query: string;
  variables: Record<string, string>;
  resourcePath: string;
  key?: ApiKey;
  body: Buffer;
}

/** Where the request arrived. */
export interface Place {
  account: string;
  apiId: string;
  stageName: string;
  deploymentId: string;
  stageVariables: Record<string, string> | null;
  /** Whether bodies of a content type are binary. */
  isBinary: (contentType: string) => boolean;
}

type Multi = Record<string, string[]>;

/** Values by name; the names are the callers' choice and may be those of any object's own members, `__proto__` too. */
const noValues = (): Multi => Object.create(null);

const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const two = (value: number): string => String(value).padStart(2, "0");

/** `09/Apr/2015:12:34:56 +0000`, as in access logs. */
const requestTime = (date: Date): string =>
  `${two(date.getUTCDate())}/${months[date.getUTCMonth()]}/${date.getUTCFullYear()}:${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`;

/** The last value of each name. */
const single = (multi: Multi): Record<string, string> =>
  Object.fromEntries(Object.entries(multi).map(([name, values]) => [name, values[values.length - 1] ?? ""]));

const orNull = <T extends object>(values: T): T | null => (Object.keys(values).length > 0 ? values : null);

/** Headers in the casing they were sent with; a name that comes twice, in whatever casing, is one name. */
function headersOf({ rawHeaders, socket }: IncomingMessage): Multi {
  const names = new Map<string, string>();
  const multi = noValues();
  const add = (name: string, value: string) => {
    const known = names.get(name.toLowerCase()) ?? name;
    names.set(name.toLowerCase(), known);
    (multi[known] ??= []).push(value);
  };
  for (let index = 0; index < rawHeaders.length; index += 2) add(rawHeaders[index] ?? "", rawHeaders[index + 1] ?? "");
  add("X-Forwarded-For", socket.remoteAddress ?? "");
  add("X-Forwarded-Port", String(socket.localPort ?? ""));
  add("X-Forwarded-Proto", "http");
  return multi;
}

export function parametersOf(query: string): Multi {
  const multi = noValues();
  if (query !== "") for (const [name, value] of new URLSearchParams(query)) (multi[name] ??= []).push(value);
  return multi;
}

/**
 * The event of a Lambda proxy integration, format 1.0
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html).
 */
export function proxyEvent(incoming: Incoming, place: Place): object {
  const { message, body, key } = incoming;
  const multiValueHeaders = headersOf(message);
  const multiValueQuery = parametersOf(incoming.query);
  const isBase64Encoded = body.length > 0 && place.isBinary(message.headers["content-type"] ?? "");
  return {
    resource: incoming.resourcePath,
    path: incoming.path,
    httpMethod: message.method,
    headers: single(multiValueHeaders),
    multiValueHeaders,
    queryStringParameters: orNull(single(multiValueQuery)),
    multiValueQueryStringParameters: orNull(multiValueQuery),
    pathParameters: orNull(incoming.variables),
    stageVariables: place.stageVariables,
    requestContext: requestContext(incoming, place, key),
    body: body.length > 0 ? body.toString(isBase64Encoded ? "base64" : "utf8") : null,
    isBase64Encoded,
  };
}

function requestContext({ message, requestId, path, resourcePath }: Incoming, place: Place, key?: ApiKey): object {
  const now = new Date();
  return {
    accountId: place.account,
    apiId: place.apiId,
    deploymentId: place.deploymentId,
    domainName: message.headers.host ?? "",
    domainPrefix: place.apiId,
    extendedRequestId: requestId,
    httpMethod: message.method,
    identity: {
      accessKey: null,
      accountId: null,
      apiKey: key?.value ?? null,
      apiKeyId: key?.id ?? null,
      caller: null,
      sourceIp: message.socket.remoteAddress ?? "",
      user: null,
      userAgent: message.headers["user-agent"] ?? null,
      userArn: null,
    },
    path: `/${place.stageName}${path}`,
    protocol: `HTTP/${message.httpVersion}`,
    requestId,
    requestTime: requestTime(now),
    requestTimeEpoch: now.getTime(),
    resourcePath,
    stage: place.stageName,
  };
}
