import { isRecord } from "../../src/is-record";
import { Failure, parsed, send } from "./host";

/** What the JSON protocols call the services' APIs. */
const apis = {
  dynamodb: { target: "DynamoDB_20120810", version: "1.0" },
  logs: { target: "Logs_20140328", version: "1.1" },
  monitoring: { target: "GraniteServiceVersion20100801", version: "1.0" },
  sqs: { target: "AmazonSQS", version: "1.0" },
} as const;

/** Asks a service for an operation, as the account's administrator. */
export async function aws(
  service: keyof typeof apis,
  operation: string,
  input: object,
): Promise<Record<string, unknown>> {
  const { target, version } = apis[service];
  const response = await send(`/_offline/aws/${service}/`, {
    method: "POST",
    headers: { "content-type": `application/x-amz-json-${version}`, "x-amz-target": `${target}.${operation}` },
    body: JSON.stringify(input),
  });
  const text = await response.text();
  const output = parsed(text === "" ? "{}" : text);
  if (isRecord(output)) return output;
  throw new Failure(response.status, `${service} ${operation} answered no JSON`);
}

/** Asks S3, as the account's administrator. */
export const s3 = (bucket: string, key: string, init?: RequestInit, query = ""): Promise<Response> =>
  send(
    `/_offline/aws/s3/${encodeURIComponent(bucket)}/${key.split("/").map(encodeURIComponent).join("/")}${query}`,
    init,
  );
