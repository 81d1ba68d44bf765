import type { AwsRequest } from "../../../protocol/service";
import type { Viewer } from "../../sites";
import type { Behavior } from "../distribution";
import { cookiesWith, queryWith } from "../pairs";
import { picks } from "../policies/choice";
import { ownHeaders } from "./own-headers";

/** What of a request concerns the connection it comes by, or is CloudFront's own to write (developer guide, "HTTP request headers and CloudFront behavior"). */
const removed = new Set(
  (
    "connection content-length cookie expect keep-alive proxy-authenticate proxy-authorization proxy-connection te " +
    "trailer transfer-encoding upgrade x-amz-cf-id x-forwarded-for x-forwarded-proto x-real-ip via accept-encoding"
  ).split(" "),
);

/** What goes with a body, or says on what condition something is wanted: origins get it whatever the policies say. */
const always = new Set(
  "content-type content-encoding content-md5 content-language if-match if-none-match if-modified-since if-unmodified-since if-range range".split(
    " ",
  ),
);

/** A request as the origin gets it: what the behavior's policies let through, and what CloudFront says of itself. */
export function originRequest(
  request: AwsRequest,
  { cache, originRequest: policy }: Behavior,
  viewer: Viewer,
  { requestId, domainName }: { requestId: string; domainName: string },
): AwsRequest {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (removed.has(name) || name.startsWith("x-edge-") || name.startsWith("cloudfront-")) continue;
    if (always.has(name) || picks(cache.headers, name) || picks(policy.headers, name)) headers[name] = value;
  }
  const length = request.headers["content-length"];
  if (length !== undefined) headers["content-length"] = length;
  else if (request.headers["transfer-encoding"] !== undefined) headers["transfer-encoding"] = "chunked";
  const encoding = encodingFor(request, cache, picks(policy.headers, "accept-encoding"));
  if (encoding !== "") headers["accept-encoding"] = encoding;
  const cookie = cookiesWith(
    request.headers.cookie,
    (name) => picks(cache.cookies, name) || picks(policy.cookies, name),
  );
  if (cookie !== "") headers.cookie = cookie;
  const own = ownHeaders(request, viewer);
  for (const name of [...cache.added, ...policy.added]) {
    const value = own[name];
    if (value !== undefined) headers[name] = value;
  }
  headers["user-agent"] ??= "Amazon CloudFront";
  const { "x-forwarded-for": forwarded, via } = request.headers;
  headers["x-forwarded-for"] = forwarded === undefined ? viewer.ip : `${forwarded}, ${viewer.ip}`;
  headers.via = [...(via === undefined ? [] : [via]), `${viewer.httpVersion} ${domainName} (CloudFront)`].join(", ");
  headers["x-amz-cf-id"] = requestId;
  const query = queryWith(request.query, (name) => picks(cache.query, name) || picks(policy.query, name));
  return { ...request, headers, query };
}

/** The encodings that a client takes, in CloudFront's own words, if it takes any that the policy caches. */
export function normalEncoding({ headers }: AwsRequest, { gzip, brotli }: Behavior["cache"]): string {
  const taken = (headers["accept-encoding"] ?? "")
    .toLowerCase()
    .split(",")
    .map((one) => one.trim())
    .filter((one) => !/;\s*q=0(\.0*)?$/.test(one))
    .map((one) => one.split(";")[0]?.trim());
  return [...(brotli && taken.includes("br") ? ["br"] : []), ...(gzip && taken.includes("gzip") ? ["gzip"] : [])].join(
    ",",
  );
}

const encodingFor = (request: AwsRequest, cache: Behavior["cache"], isForwarded: boolean): string =>
  cache.gzip || cache.brotli
    ? normalEncoding(request, cache)
    : isForwarded || picks(cache.headers, "accept-encoding")
      ? (request.headers["accept-encoding"] ?? "")
      : "";
