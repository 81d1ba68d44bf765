import type { AwsRequest } from "../../../protocol/service";
import type { SiteResponse } from "../../sites";
import type { Cors, ResponseHeadersPolicy } from "../policies/response-headers-policy";
import { valueOf } from "../cache/freshness";
import type { Answer } from "./answer";

/** An answer with what a response headers policy does to it. */
export function withPolicy(
  request: AwsRequest,
  answer: Answer,
  { cors, added, removed, serverTiming }: ResponseHeadersPolicy,
  requestId: string,
): Answer {
  const headers = { ...answer.headers };
  for (const name of removed) delete headers[name];
  for (const { name, value, override } of added) if (override || headers[name] === undefined) headers[name] = value;
  if (cors) {
    for (const [name, value] of Object.entries(corsHeaders(request, cors)))
      if (cors.override || headers[name] === undefined) headers[name] = value;
    if (request.headers.origin !== undefined && !cors.allowOrigins.includes("*")) headers.vary = varying(headers);
  }
  if (Math.random() * 100 < serverTiming) headers["server-timing"] = timing(answer, requestId);
  return { ...answer, headers };
}

function corsHeaders({ method, headers }: AwsRequest, cors: Cors): Record<string, string> {
  const { origin } = headers;
  if (origin === undefined) return {};
  const isAny = cors.allowOrigins.includes("*");
  if (!isAny && !cors.allowOrigins.some((pattern) => isOrigin(pattern, origin))) return {};
  const isPreflight = method === "OPTIONS" && headers["access-control-request-method"] !== undefined;
  return {
    "access-control-allow-origin": isAny ? "*" : origin,
    ...(cors.credentials ? { "access-control-allow-credentials": "true" } : {}),
    ...listed("access-control-expose-headers", cors.exposeHeaders),
    ...(isPreflight
      ? {
          ...listed("access-control-allow-headers", cors.allowHeaders),
          ...listed("access-control-allow-methods", cors.allowMethods),
          ...(cors.maxAge === undefined ? {} : { "access-control-max-age": String(cors.maxAge) }),
        }
      : {}),
  };
}

const listed = (name: string, values: readonly string[]): Record<string, string> =>
  values.length === 0 ? {} : { [name]: values.join(", ") };

/** Whether an origin is one that a policy lists, with a star for a part of its name, and with or without its scheme. */
function isOrigin(pattern: string, origin: string): boolean {
  const source = pattern.replace(/[\\^$.|+?()[\]{}]/g, "\\$&").replaceAll("*", ".*");
  return new RegExp(`^${pattern.includes("://") ? "" : "https?://"}${source}$`, "i").test(origin);
}

function varying(headers: SiteResponse["headers"]): string {
  const vary = valueOf(headers, "vary");
  return vary === undefined ? "Origin" : /\borigin\b/i.test(vary) ? vary : `${vary}, Origin`;
}

const timings: Record<string, string> = { Hit: "cdn-cache-hit", RefreshHit: "cdn-cache-refresh" };

const timing = ({ cause }: Answer, requestId: string): string =>
  `${timings[cause] ?? "cdn-cache-miss"},cdn-rid;desc="${requestId}"`;
