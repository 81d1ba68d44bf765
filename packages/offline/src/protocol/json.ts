import { AwsError, type AwsRequest, type AwsResponse, type Denial, readBody } from "./service";
import { isRecord } from "../is-record";
import type { Protocol } from "./operations";

/** DynamoDB's items are the deepest: 32 levels of two each, within the members that hold them. */
const limits = { nesting: 128 } as const;

/** A request of AWS's JSON protocols. */
export interface JsonRequest {
  /** The API and its version, such as `DynamoDB_20120810`. */
  api: string;
  operation: string;
  input: Record<string, unknown>;
}

const unreadable = (message: string) => new AwsError("SerializationException", message);

/**
 * Reads a request of AWS's JSON protocols: the operation from `X-Amz-Target`, the input from the body.
 *
 * @param tooDeep the service's error for a body that is nested too deeply: what follows may go through it recursively
 * @throws AwsError SerializationException if the body is no JSON object; what the service's limit of bodies refuses
 */
export async function readJson(
  request: AwsRequest,
  tooDeep = () => unreadable(`the body is nested deeper than ${limits.nesting} levels`),
): Promise<JsonRequest> {
  const [api = "", operation = ""] = (request.headers["x-amz-target"] ?? "").split(".");
  const body = await readBody(request);
  if (isNestedBeyond(limits.nesting, body)) throw tooDeep();
  return { api, operation, input: parse(body.toString("utf8")) };
}

/** Characters that JSON's structure is made of; in UTF-8 their bytes are part of no other character. */
const characters = { quote: 0x22, backslash: 0x5c, open: [0x5b, 0x7b], close: [0x5d, 0x7d] } as const;

/** Whether a JSON text has more levels of lists and objects; takes one pass, and no stack. */
export function isNestedBeyond(levels: number, text: Uint8Array): boolean {
  const { quote, backslash, open, close } = characters;
  let depth = 0;
  let inString = false;
  for (let position = 0; position < text.length; position++) {
    const character = text[position];
    if (character === quote) inString = !inString;
    else if (inString) position += character === backslash ? 1 : 0;
    else if (character === open[0] || character === open[1]) depth++;
    else if (character === close[0] || character === close[1]) depth--;
    if (depth > levels) return true;
  }
  return false;
}

function parse(body: string): Record<string, unknown> {
  try {
    const input: unknown = JSON.parse(body);
    if (isRecord(input)) return input;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw unreadable("the body is not a JSON object");
}

/** An answer of the JSON protocols, which differ in their number only. */
export const json = (status: number, document: object, version: "1.0" | "1.1" = "1.1"): AwsResponse => ({
  status,
  headers: { "content-type": `application/x-amz-json-${version}` },
  body: JSON.stringify(document),
});

/** The JSON protocols' shape of an error. */
export const jsonError = ({ code, message, status }: AwsError, requestId: string): AwsResponse => {
  const answer = json(status, { __type: code, message });
  return { ...answer, headers: { ...answer.headers, "x-amzn-requestid": requestId } };
};

/** What an operation of a JSON protocol answers; nothing at all is a body of no bytes. */
export type JsonOutput = object | void;

/** JSON 1.1, as most services speak it. */
export const jsonProtocol = (denial: Denial): Protocol<JsonInput, JsonOutput> => ({
  denial,
  read: (request) => readJson(request),
  givenMembers,
  write: (_, output, { requestId }) => {
    const answer = output === undefined ? { ...json(200, {}), body: "" } : json(200, output);
    return { ...answer, headers: { ...answer.headers, "x-amzn-requestid": requestId } };
  },
  fail: jsonError,
});

/** The input of an operation: whatever the client sent. */
export type JsonInput = Record<string, unknown>;

/** The members that a JSON input gives; null is as good as nothing. */
export const givenMembers = (input: JsonInput): string[] =>
  Object.keys(input).filter((member) => input[member] !== undefined && input[member] !== null);
