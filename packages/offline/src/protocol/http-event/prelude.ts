import { isRecord, membersOf } from "../../is-record";
import { parseJson } from "../../parse-json";
import type { HttpResponse } from "../http-response";

/** The type of a streamed answer whose status and headers stand before its body. */
export const httpIntegrationType = "application/vnd.awslambda.http-integration-response";

/** What ends the status and the headers. */
const delimiter = Buffer.alloc(8);

/** The status and the headers of a streamed answer, and what of its body has come. */
export interface StreamHead extends Pick<HttpResponse, "status" | "headers"> {
  rest: Buffer;
}

/**
 * The head of a streamed answer, whose status and headers are JSON with eight zeros behind it
 * (https://docs.aws.amazon.com/lambda/latest/dg/config-rs-write-functions.html).
 *
 * @returns undefined while it has not all come
 */
export function headOf(bytes: Buffer): StreamHead | undefined {
  const end = bytes.indexOf(delimiter);
  if (end < 0) return undefined;
  const prelude = membersOf(parseJson(bytes.toString("utf8", 0, end)));
  const { statusCode = 200, headers = {}, cookies = [] } = prelude;
  const pairs = Object.entries(isRecord(headers) ? headers : {}).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, String(one)]),
  );
  if (Array.isArray(cookies)) for (const cookie of cookies) pairs.push(["Set-Cookie", String(cookie)]);
  return { status: Number(statusCode), headers: withType(pairs), rest: bytes.subarray(end + delimiter.length) };
}

/** What a streamed body is that says nothing of it. */
export const streamType = "application/octet-stream";

const withType = (headers: [string, string][]): [string, string][] =>
  headers.some(([name]) => name.toLowerCase() === "content-type")
    ? headers
    : [...headers, ["Content-Type", streamType]];
