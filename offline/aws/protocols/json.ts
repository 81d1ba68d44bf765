import type { Properties } from "../../program/graph";
import { AwsError, type AwsRequest, type AwsResponse, readBody } from "../service";

/** Reads a request of AWS's JSON protocols: the operation from `X-Amz-Target`, the input from the body. */
export async function readJson(request: AwsRequest): Promise<{ operation: string; input: Properties }> {
  const operation = (request.headers["x-amz-target"] ?? "").split(".").at(-1) ?? "";
  const body = (await readBody(request)).toString("utf8");
  try {
    const input: unknown = JSON.parse(body || "{}");
    if (typeof input === "object" && input !== null) return { operation, input: { ...input } };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new AwsError("SerializationException", "the body is not a JSON object");
}

/** An answer of the JSON 1.1 protocol. */
export const json = (status: number, document: object): AwsResponse => ({
  status,
  headers: { "content-type": "application/x-amz-json-1.1" },
  body: JSON.stringify(document),
});

/** The JSON protocols' shape of an error. */
export const jsonError = ({ code, message, status }: AwsError, requestId: string): AwsResponse => {
  const answer = json(status, { __type: code, message });
  return { ...answer, headers: { ...answer.headers, "x-amzn-requestid": requestId } };
};
