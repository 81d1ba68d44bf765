import type { AwsRequest, AwsResponse } from "../../../protocol/service";
import { S3Error } from "../errors";
import { errorPage } from "./error-page";
import type { Redirect } from "./rules";

/**
 * Sends a browser elsewhere. What the redirect does not say stays as it was asked for.
 *
 * @param key where to, as it stands in a path
 */
export function redirectTo(
  { request, requestId }: { request: AwsRequest; requestId: string },
  redirect: Redirect,
  key: string,
): AwsResponse {
  const { headers, query } = request;
  const protocol = redirect.protocol ?? headers["x-forwarded-proto"]?.split(",")[0]?.trim() ?? "http";
  const host = redirect.host ?? headers["x-forwarded-host"] ?? headers.host ?? "";
  const location = `${protocol}://${host}/${key}${query === "" ? "" : `?${query}`}`;
  return movedPage(redirect.status ?? 301, location, "Resource Moved", requestId);
}

/** The answer that sends a browser elsewhere. */
export function movedPage(status: number, location: string, message: string, requestId: string): AwsResponse {
  const code = status === 301 ? "MovedPermanently" : "Found";
  return errorPage(new S3Error(code, message, status, {}, { location }), requestId);
}
