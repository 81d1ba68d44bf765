import type { AwsRequest } from "../../../protocol/service";
import { S3Error } from "../errors";

/** Whether a request that is not signed may be served: it asks, and changes nothing. */
export const isReading = ({ method }: AwsRequest): boolean => method === "GET" || method === "HEAD";

/**
 * Refuses to let somebody anonymous say how an object is shown: a link to a picture would make it a page.
 *
 * @throws InvalidRequest
 */
export function refuseOverrides({ query }: AwsRequest): void {
  if (!/(^|&)response-/.test(query)) return;
  throw new S3Error("InvalidRequest", "Request specific response headers cannot be used for anonymous GET requests.");
}
