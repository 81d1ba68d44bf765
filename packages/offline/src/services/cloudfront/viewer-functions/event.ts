import { STATUS_CODES } from "node:http";
import { isRecord } from "../../../is-record";
import type { AwsRequest } from "../../../protocol/service";
import type { SiteResponse, Viewer } from "../../sites";
import type { Asked } from "../edge";
import type { Distribution } from "../distribution";
import { ownHeaders } from "../origin/own-headers";
import { cookiesIn, parametersIn } from "../pairs";
import { type Fields, fieldsOf, headersIn, Invalid, isDisallowed, pairsOf } from "./fields";

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html */
export interface FunctionEvent {
  version: "1.0";
  context: { distributionDomainName: string; distributionId: string; eventType: string; requestId: string };
  viewer: { ip: string };
  request: { method: string; uri: string; querystring: Fields; headers: Fields; cookies: Fields };
  response?: { statusCode: number; statusDescription: string; headers: Fields; cookies: Fields };
}

/** The event of a request. */
export function requestEvent(
  { request, behavior, viewer, requestId }: Asked,
  { domainName, id }: Distribution,
  eventType = "viewer-request",
): FunctionEvent {
  const { method, path, query, headers } = request;
  const seen = Object.entries(headers).filter(([name]) => name !== "cookie" && !isDisallowed(name));
  return {
    version: "1.0",
    context: { distributionDomainName: domainName, distributionId: id, eventType, requestId },
    viewer: { ip: viewer.ip },
    request: {
      method,
      uri: path,
      querystring: fieldsOf(parametersIn(query)),
      headers: fieldsOf([...seen, ...addedHeaders(request, behavior, viewer)]),
      cookies: fieldsOf(cookiesIn(headers.cookie)),
    },
  };
}

/** CloudFront's own headers, as far as the policies ask for them. */
function addedHeaders(request: AwsRequest, { cache, originRequest }: Asked["behavior"], viewer: Viewer) {
  const own = ownHeaders(request, viewer);
  return [...new Set([...cache.added, ...originRequest.added])].flatMap((name): [string, string][] => {
    const value = own[name];
    return value === undefined ? [] : [[name, value]];
  });
}

/** What a function may see of a request, and not change. */
const fixedInRequest = ["content-length", "host", "transfer-encoding", "via"];

/**
 * The request that a function made of the one it was given.
 *
 * @throws Invalid for what CloudFront does not take
 */
export function requestIn(result: Record<string, unknown>, given: AwsRequest, event: FunctionEvent): AwsRequest {
  const { method, uri, querystring, headers, cookies } = result;
  if (method !== given.method) throw new Invalid("a function may not change the method");
  if (typeof uri !== "string" || !uri.startsWith("/")) throw new Invalid("uri does not begin with a slash");
  const [path = "/", inUri] = encoded(uri).split("?", 2);
  const changed: Record<string, string> = {};
  for (const [name, value] of headersIn(headers)) {
    if (name === "cookie") throw new Invalid("cookies are not set by a header");
    const known = changed[name];
    changed[name] = known === undefined ? value : `${known}, ${value}`;
  }
  for (const name of fixedInRequest) {
    const before = event.request.headers[name]?.value;
    if (changed[name] !== undefined && changed[name] !== before)
      throw new Invalid(`a function may not change the header ${name}`);
    if (before !== undefined) changed[name] = before;
  }
  // What it has not seen stays, and so does what is written otherwise than it would be here.
  for (const [name, value] of Object.entries(given.headers)) if (isDisallowed(name)) changed[name] = value;
  const cookie = isSame(cookies, event.request.cookies)
    ? (given.headers.cookie ?? "")
    : pairsOf(cookies, "cookies")
        .map(([name, value]) => `${name}=${value}`)
        .join("; ");
  if (cookie !== "") changed.cookie = cookie;
  const query = isSame(querystring, event.request.querystring)
    ? given.query
    : pairsOf(querystring, "querystring")
        .map(([name, value]) => (value === "" ? name : `${name}=${value}`))
        .join("&");
  return { ...given, path, query: inUri === undefined ? query : inUri, headers: changed };
}

const isSame = (one: unknown, other: Fields): boolean => JSON.stringify(one ?? {}) === JSON.stringify(other);

/** A path that may go into a request's head. */
const encoded = (path: string): string => path.replace(/[^\x21-\x7e]+/g, encodeURIComponent);

/** The event of an answer. */
export function responseEvent(
  asked: Asked,
  distribution: Distribution,
  answer: Pick<SiteResponse, "status" | "headers">,
) {
  const event = requestEvent(asked, distribution, "viewer-response");
  const headers = Object.entries(answer.headers).flatMap(([name, value]): [string, string][] =>
    name === "set-cookie" || isDisallowed(name) ? [] : [value].flat().map((one) => [name, one]),
  );
  const cookies = [answer.headers["set-cookie"] ?? []].flat().map((text): [string, string, string] => {
    const [, name = "", value = "", attributes = ""] = /^([^=;]*)=?([^;]*)(?:; *(.*))?$/s.exec(text) ?? [];
    return [name, value, attributes];
  });
  const response = {
    ...{ statusCode: answer.status, statusDescription: STATUS_CODES[answer.status] ?? "" },
    headers: fieldsOf(headers),
    cookies: fieldsOf(cookies),
  };
  return { ...event, response };
}

/** An answer that a function made; without a body if it made none. */
export interface MadeResponse {
  status: number;
  headers: SiteResponse["headers"];
  body: Buffer | undefined;
}

/**
 * The answer that a function made, or made of one.
 *
 * @throws Invalid for what CloudFront does not take
 */
export function responseIn(result: Record<string, unknown>): MadeResponse {
  const { statusCode, headers, cookies, body } = result;
  if (typeof statusCode !== "number" || !Number.isInteger(statusCode) || statusCode < 200 || statusCode > 599)
    throw new Invalid("statusCode is no status of an answer");
  const made: SiteResponse["headers"] = {};
  for (const [name, value] of headersIn(headers)) {
    const known = made[name];
    made[name] = known === undefined ? value : [known, value].flat();
  }
  const set = pairsOf(cookies, "cookies").map(([name, value, attributes]) =>
    attributes === "" ? `${name}=${value}` : `${name}=${value}; ${attributes}`,
  );
  if (set.length > 0) made["set-cookie"] = set;
  return { status: statusCode, headers: made, body: bodyIn(body) };
}

function bodyIn(body: unknown): Buffer | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body === "string") return Buffer.from(body);
  if (!isRecord(body) || typeof body.data !== "string")
    throw new Invalid("body is neither a text nor an object with data");
  if (body.encoding === "base64") return Buffer.from(body.data, "base64");
  if (body.encoding !== undefined && body.encoding !== "text")
    throw new Invalid("body.encoding is neither text nor base64");
  return Buffer.from(body.data);
}
