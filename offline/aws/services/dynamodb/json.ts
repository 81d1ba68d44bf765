import { readBody, type AwsRequest } from "../../service";
import { DynamoDbError } from "./errors";

const limits = { requestBytes: 16 * 1024 * 1024 } as const;

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * The body of a request.
 *
 * @throws {AwsError} SerializationException if it is no JSON object
 */
export async function readJson(request: AwsRequest): Promise<Record<string, unknown>> {
  const bytes = await readBody(request);
  if (bytes.length > limits.requestBytes)
    throw new DynamoDbError("RequestEntityTooLargeException", "The request is larger than 16 MB", {}, 413);
  let body: unknown;
  try {
    body = JSON.parse(bytes.toString());
  } catch {
    throw new DynamoDbError("SerializationException", "");
  }
  if (!isRecord(body)) throw new DynamoDbError("SerializationException", "");
  return body;
}
