import { isRecord, membersOf } from "../../is-record";
import { parseJson } from "../../parse-json";
import type { HttpResponse } from "../http-response";

const usualType = "application/json";

/** How a body travels is the server's affair. */
const ofConnection = new Set(["connection", "content-length", "transfer-encoding"]);

/** What may stand in an answer's head: a token (RFC 9110), and no control characters. */
const headerName = /^[!#$%&'*+.^`|~\w-]+$/;
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * What a function answered in payload format 2.0, as an HTTP answer; what has no `statusCode` is the body itself
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html).
 *
 * @param payload JSON of the function's result
 * @param typeOfBody of a body whose headers do not say it: HTTP APIs have another one than function URLs
 * @returns why it is malformed, if it is
 */
export function httpAnswer(payload: string, typeOfBody = usualType): HttpResponse | string {
  const result = parseJson(payload);
  if (!isRecord(result) || result.statusCode === undefined) {
    const body = typeof result === "string" ? result : payload;
    return { status: 200, headers: [["Content-Type", usualType]], body };
  }
  const status = Number(result.statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599)
    return `statusCode is ${JSON.stringify(result.statusCode)}`;
  const { body = "", cookies = [] } = result;
  const text = typeof body === "string" ? body : JSON.stringify(body ?? "");
  const headers = Object.entries(membersOf(result.headers))
    .filter(([name]) => !ofConnection.has(name.toLowerCase()))
    .map(([name, value]): [string, string] => [name, String(value)]);
  if (Array.isArray(cookies)) for (const cookie of cookies) headers.push(["Set-Cookie", String(cookie)]);
  const wrong = headers.find(([name, value]) => !headerName.test(name) || !headerValue.test(value));
  if (wrong) return `no header may be ${wrong.join(": ")}`;
  if (!headers.some(([name]) => name.toLowerCase() === "content-type")) headers.push(["Content-Type", typeOfBody]);
  return { status, headers, body: result.isBase64Encoded === true ? Buffer.from(text, "base64") : text };
}
