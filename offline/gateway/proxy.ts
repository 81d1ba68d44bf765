import type { Properties } from "../program/graph";
import type { Answer } from "./responses";

const known = ["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"];

const isObject = (value: unknown): value is Properties =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A number, or a number as text: API Gateway takes both. */
function statusOf(value: unknown): number | undefined {
  const status = value === undefined || value === null ? 200 : Number(value);
  return Number.isInteger(status) && status >= 100 && status <= 599 ? status : undefined;
}

/** Both kinds of headers; of a name in both, the multi-value ones count. */
function headersOf(headers: unknown, multiValueHeaders: unknown): [string, string][] | undefined {
  const multi = multiValueHeaders ?? {};
  const plain = headers ?? {};
  if (!isObject(multi) || !isObject(plain) || !Object.values(multi).every(Array.isArray)) return undefined;
  const listed = Object.entries(multi).flatMap(([name, values]) =>
    Array.isArray(values) ? values.map((value): [string, string] => [name, String(value)]) : [],
  );
  const names = new Set(Object.keys(multi).map((name) => name.toLowerCase()));
  const rest = Object.entries(plain).filter(([name]) => !names.has(name.toLowerCase()));
  return [...listed, ...rest.map(([name, value]): [string, string] => [name, String(value)])];
}

/**
 * What a Lambda proxy integration's function answered, as an HTTP answer
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format).
 *
 * @param payload JSON of the function's result
 * @returns undefined if it is malformed: the gateway answers 502
 */
export function proxyAnswer(payload: string): Answer | undefined {
  const result: unknown = JSON.parse(payload);
  if (!isObject(result) || Object.keys(result).some((key) => !known.includes(key))) return undefined;
  const { body } = result;
  const status = statusOf(result.statusCode);
  const headers = headersOf(result.headers, result.multiValueHeaders);
  if (status === undefined || !headers || (body !== undefined && body !== null && typeof body !== "string"))
    return undefined;
  if (!headers.some(([name]) => name.toLowerCase() === "content-type"))
    headers.push(["Content-Type", "application/json"]);
  const text = body ?? "";
  return { status, headers, body: result.isBase64Encoded === true ? Buffer.from(text, "base64") : text };
}
