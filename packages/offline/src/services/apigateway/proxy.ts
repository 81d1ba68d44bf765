import { isRecord } from "../../is-record";
import type { HttpResponse } from "../../protocol/http-response";

const known = new Set(["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"]);

/**
 * Headers that API Gateway keeps for itself: a function's own reach the caller as `x-amzn-Remapped-…`
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html; the list is what AWS
 * answered in LocalStack's recordings, test_apigateway_header_remapping_aws).
 */
const remapped = new Set(
  (
    "authorization connection content-length content-md5 date expect host max-forwards proxy-authenticate server " +
    "trailer upgrade user-agent www-authenticate x-amzn-requestid"
  ).split(" "),
);

/** API Gateway takes numbers and booleans for texts. */
const isScalar = (value: unknown): value is string | number | boolean =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean";

/** What may stand in an answer's head: a token (RFC 9110), and no control characters. */
const headerName = /^[!#$%&'*+.^`|~\w-]+$/;
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/** A function's answer is no proxy answer; says why. */
class Malformed extends Error {}

/** A value for a message: objects may be of any size and depth. */
const shown = (value: unknown): string =>
  typeof value === "object" && value !== null ? "an object" : JSON.stringify(value).slice(0, 100);

/** A status that ends an exchange, as a number or as text: API Gateway takes both. */
function statusOf(value: unknown): number {
  const status = value === undefined || value === null ? 200 : Number(value);
  if (Number.isInteger(status) && status >= 200 && status <= 599) return status;
  throw new Malformed(`statusCode is ${shown(value)}`);
}

/** The headers of an answer, by name in lower case. */
type Headers = Map<string, { name: string; values: string[] }>;

function add(headers: Headers, name: string, value: unknown): void {
  if (value === null) return;
  if (!isScalar(value)) throw new Malformed(`the value of header ${name} is ${shown(value)}`);
  const text = String(value);
  if (!headerName.test(name) || !headerValue.test(text)) throw new Malformed(`no header may be ${name}: ${text}`);
  const lower = name.toLowerCase();
  const header = headers.get(lower);
  if (!header) headers.set(lower, { name, values: [text] });
  else if (!header.values.includes(text)) header.values.push(text);
}

/** Both kinds of headers in one list, the multi-value ones first; a pair that is in both counts once. */
function mergedHeaders(plain: unknown, multi: unknown): Headers {
  const headers: Headers = new Map();
  if (!isRecord(multi ?? {})) throw new Malformed("multiValueHeaders is not an object");
  if (!isRecord(plain ?? {})) throw new Malformed("headers is not an object");
  for (const [name, values] of Object.entries(multi ?? {})) {
    if (!Array.isArray(values)) throw new Malformed(`multiValueHeaders.${name} is not a list`);
    for (const value of values) add(headers, name, value);
  }
  for (const [name, value] of Object.entries(plain ?? {})) add(headers, name, value);
  return headers;
}

function headersOf(plain: unknown, multi: unknown): [string, string][] {
  const headers = mergedHeaders(plain, multi);
  const pairs: [string, string][] = [];
  for (const [lower, { name, values }] of headers) {
    // How a body travels is the gateway's affair.
    if (lower === "transfer-encoding") continue;
    const sent = remapped.has(lower) ? `x-amzn-Remapped-${name}` : name;
    for (const value of values) pairs.push([sent, value]);
  }
  if (!headers.has("content-type")) pairs.push(["Content-Type", "application/json"]);
  return pairs;
}

/**
 * What a Lambda proxy integration's function answered, as an HTTP answer
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format).
 *
 * @param payload JSON of the function's result
 * @param acceptsBinary whether the caller takes binary bodies: any other gets base64 as it is
 * @returns why it is malformed, if it is: the gateway answers 502
 */
export function proxyResponse(payload: string, acceptsBinary: boolean): HttpResponse | string {
  try {
    return answerOf(JSON.parse(payload), acceptsBinary);
  } catch (error) {
    if (error instanceof Malformed) return error.message;
    if (error instanceof SyntaxError) return "it is no JSON";
    throw error;
  }
}

function answerOf(result: unknown, acceptsBinary: boolean): HttpResponse {
  if (!isRecord(result)) throw new Malformed("it is not an object");
  for (const key of Object.keys(result)) if (!known.has(key)) throw new Malformed(`it has an unknown key, ${key}`);
  const body = result.body ?? "";
  if (typeof body !== "string") throw new Malformed("body is not a string");
  return {
    status: statusOf(result.statusCode),
    headers: headersOf(result.headers, result.multiValueHeaders),
    body: acceptsBinary && result.isBase64Encoded === true ? Buffer.from(body, "base64") : body,
  };
}
