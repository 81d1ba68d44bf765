import { AwsError, type AwsRequest, type AwsResponse, type Denial, readBody } from "./service";
import { isRecord } from "../is-record";
import type { Protocol } from "./operations";

/** No embedded service takes more: DynamoDB's requests are the largest. */
const limits = { requestBytes: 16 * 1024 * 1024 } as const;

/** A request of AWS's JSON protocols. */
export interface JsonRequest {
  /** The API and its version, such as `DynamoDB_20120810`. */
  api: string;
  operation: string;
  input: Record<string, unknown>;
}

/**
 * Reads a request of AWS's JSON protocols: the operation from `X-Amz-Target`, the input from the body.
 *
 * @throws AwsError SerializationException if the body is no JSON object, RequestEntityTooLargeException above 16 MB
 */
export async function readJson(request: AwsRequest): Promise<JsonRequest> {
  const [api = "", operation = ""] = (request.headers["x-amz-target"] ?? "").split(".");
  const body = await readBody(request);
  if (body.length > limits.requestBytes)
    throw new AwsError("RequestEntityTooLargeException", "The request is larger than 16 MB", 413);
  return { api, operation, input: parse(body.toString("utf8")) };
}

function parse(body: string): Record<string, unknown> {
  try {
    const input: unknown = JSON.parse(body);
    if (isRecord(input)) return input;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new AwsError("SerializationException", "the body is not a JSON object");
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
  read: readJson,
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
