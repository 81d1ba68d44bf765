import { type AwsResponse } from "../../protocol/service";
import { empty } from "./answers";
import { S3Error } from "./errors";
import type { CorsRule } from "./settings";

/** What a browser says about a cross-origin request. */
interface CrossOrigin {
  origin: string;
  method: string;
  /** Headers it wants to send, lower-case; only a preflight names them. */
  headers: string[];
}

const methods = ["GET", "PUT", "POST", "DELETE", "HEAD"];

/** Whether a pattern with at most one `*` covers a text. */
function covers(pattern: string, text: string): boolean {
  const [start = "", end] = pattern.split("*");
  if (end === undefined) return pattern === text;
  return text.length >= start.length + end.length && text.startsWith(start) && text.endsWith(end);
}

/** The first rule that covers everything about a request decides, and no other. */
const ruleFor = (rules: CorsRule[], { origin, method, headers }: CrossOrigin): CorsRule | undefined =>
  rules.find(
    (rule) =>
      rule.allowedOrigins.some((pattern) => covers(pattern, origin)) &&
      rule.allowedMethods.includes(method) &&
      headers.every((name) => rule.allowedHeaders?.some((pattern) => covers(pattern.toLowerCase(), name))),
  );

function headersOf(rule: CorsRule, { origin, headers }: CrossOrigin): Record<string, string> {
  const anyOrigin = rule.allowedOrigins.includes("*");
  return {
    "access-control-allow-origin": anyOrigin ? "*" : origin,
    "access-control-allow-methods": rule.allowedMethods.join(", "),
    vary: "Origin, Access-Control-Request-Headers, Access-Control-Request-Method",
    ...(!anyOrigin && { "access-control-allow-credentials": "true" }),
    ...(headers.length > 0 && { "access-control-allow-headers": headers.join(", ") }),
    ...(rule.exposeHeaders?.length && { "access-control-expose-headers": rule.exposeHeaders.join(", ") }),
    ...(rule.maxAgeSeconds !== undefined && { "access-control-max-age": String(rule.maxAgeSeconds) }),
  };
}

/** The CORS headers of an answer to an actual request; none if the request has no `Origin` or no rule covers it. */
export function corsHeaders(
  rules: CorsRule[],
  method: string,
  headers: Record<string, string>,
): Record<string, string> {
  if (headers.origin === undefined) return {};
  const request = { origin: headers.origin, method, headers: [] };
  const rule = ruleFor(rules, request);
  return rule ? headersOf(rule, request) : {};
}

/** Methods that change nothing: without a rule, a page may send them and not read what they are answered. */
const readingMethods = ["GET", "HEAD", "OPTIONS"];

/** Whether a request is sent by a web page that S3 itself did not serve; older browsers say no more than the origin. */
function isFromOtherSite({ origin, host, "sec-fetch-site": site }: Record<string, string>): boolean {
  if (site !== undefined) return site !== "same-origin" && site !== "none";
  return origin !== undefined && origin.replace(/^https?:\/\//, "") !== host;
}

/**
 * Refuses to have a page of another site change something without a rule that covers it. Browsers ask no leave for forms
 * and for what a form could send (no preflight), and S3 itself takes them from anywhere. Here the administrator's keys
 * are known to everybody, so a signature among a form's fields says nothing.
 *
 * @throws AccessForbidden
 */
export function refuseOtherSites(rules: CorsRule[], method: string, headers: Record<string, string>): void {
  if (readingMethods.includes(method) || !isFromOtherSite(headers)) return;
  // A page that hides its origin is none that a rule names.
  if (!ruleFor(rules, { origin: headers.origin ?? "null", method, headers: [] })) throw notAllowed();
}

/**
 * Answers a preflight.
 *
 * @throws BadRequest, or AccessForbidden if no rule covers it
 */
export function answerPreflight(rules: CorsRule[], headers: Record<string, string>): AwsResponse {
  const { origin, "access-control-request-method": method = "" } = headers;
  if (origin === undefined)
    throw new S3Error("BadRequest", "Insufficient information. Origin request header needed.", 400);
  if (!methods.includes(method))
    throw new S3Error("BadRequest", `Invalid Access-Control-Request-Method: ${method}`, 400);
  if (rules.length === 0) throw forbidden("CORSResponse: CORS is not enabled for this bucket.");
  const wanted = (headers["access-control-request-headers"] ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter(Boolean);
  const request = { origin, method, headers: wanted };
  const rule = ruleFor(rules, request);
  if (!rule) throw notAllowed();
  return empty(200, headersOf(rule, request));
}

const notAllowed = (): S3Error =>
  forbidden(
    "CORSResponse: This CORS request is not allowed. This is usually because the evaluation of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
  );

const forbidden = (message: string): S3Error => new S3Error("AccessForbidden", message, 403);
