import type { DynamoDb } from "../../../../src/services/dynamodb/service";
import { answer, type Authorize } from "../../../support/service";

/** Calls an operation without HTTP or an SDK, and returns its answer; an error's answer is thrown as text. */
export async function call(
  service: DynamoDb,
  operation: string,
  body: object,
  authorize?: Authorize,
): Promise<Record<string, unknown>> {
  const request = {
    method: "POST",
    path: "/",
    query: "",
    headers: { "x-amz-target": `DynamoDB_20120810.${operation}` },
    body: [Buffer.from(JSON.stringify(body))],
  };
  const response = await answer(service.aws, request, authorize);
  if (response.status !== 200) throw new Error(String(response.body));
  return JSON.parse(String(response.body));
}
