import { createHmac, hash } from "node:crypto";
import type { Identity } from "../identities";
import type { AwsRequest } from "../service";
import { canonicalRequest } from "./canonical";
import { signingKeys } from "./keys";
import { algorithm } from "./scope";

const keyOf = signingKeys();

/**
 * Signs a request in somebody's name (AWS Signature Version 4), for what a service asks of another one.
 *
 * @param request its headers in lower case, with its `host`
 * @param body all of its body
 */
export function signed(
  request: Omit<AwsRequest, "body">,
  body: Uint8Array,
  { accessKeyId, secretAccessKey }: Pick<Identity, "accessKeyId" | "secretAccessKey">,
  { service, region }: { service: string; region: string },
): AwsRequest {
  const timestamp = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
  const scope = { accessKeyId, date: timestamp.slice(0, 8), region, service };
  const payload = hash("sha256", body);
  const headers: Record<string, string> = {
    ...request.headers,
    "x-amz-content-sha256": payload,
    "x-amz-date": timestamp,
  };
  const signedHeaders = Object.keys(headers).sort();
  const claim = {
    ...{ scope, form: "header" as const, timestamp, signedHeaders },
    ...{ signature: "", sessionToken: undefined, expires: undefined },
  };
  const whole: AwsRequest = { ...request, headers, body: [body] };
  const credential = `${scope.date}/${region}/${service}/aws4_request`;
  const text = `${algorithm}\n${timestamp}\n${credential}\n${hash("sha256", canonicalRequest(whole, claim, payload))}`;
  const signature = createHmac("sha256", keyOf(secretAccessKey, scope)).update(text).digest("hex");
  headers.authorization = `${algorithm} Credential=${accessKeyId}/${credential}, SignedHeaders=${signedHeaders.join(";")}, Signature=${signature}`;
  return whole;
}
