import type { AwsRequest } from "../../../protocol/service";
import type { Viewer } from "../../sites";
import { normalEncoding } from "../origin/request";
import { ownHeaders } from "../origin/own-headers";
import { cookiesWith, queryWith } from "../pairs";
import type { CachePolicy } from "../policies/cache-policy";
import { picks } from "../policies/choice";
import { keyOf } from "./cache";

/** What tells answers apart that are cached by a policy; GET and HEAD are one. */
export function cacheKey(request: AwsRequest, policy: CachePolicy, viewer: Viewer): string {
  const { method, path, query, headers } = request;
  const isNormalized = policy.gzip || policy.brotli;
  const own = policy.added.length > 0 ? ownHeaders(request, viewer) : {};
  const named = Object.keys(headers)
    .filter((name) => name !== "cookie" && !(name === "accept-encoding" && isNormalized) && picks(policy.headers, name))
    .sort()
    .map((name) => `${name}: ${headers[name]}`);
  return keyOf(
    path,
    method === "OPTIONS" ? method : "GET",
    queryWith(query, (name) => picks(policy.query, name)),
    cookiesWith(headers.cookie, (name) => picks(policy.cookies, name)),
    normalEncoding(request, policy),
    ...named,
    ...policy.added.map((name) => `${name}: ${own[name] ?? ""}`),
  );
}
