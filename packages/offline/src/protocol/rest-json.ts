import type { AwsError, AwsResponse } from "./service";

/** An answer of the REST JSON protocol. */
export const restJson = (status: number, document: object, headers: Record<string, string> = {}): AwsResponse => ({
  status,
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(document),
});

/** The REST JSON protocol's shape of an error. */
export const restJsonError = ({ code, message, status }: AwsError, requestId: string): AwsResponse =>
  restJson(
    status,
    { Type: status < 500 ? "User" : "Service", Message: message },
    { "x-amzn-errortype": code, "x-amzn-requestid": requestId },
  );
