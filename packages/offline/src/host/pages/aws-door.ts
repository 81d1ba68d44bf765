import type { IncomingMessage } from "node:http";
import type { Endpoint } from "../../protocol/endpoint";
import type { AwsRequest } from "../../protocol/service";
import type { SiteResponse } from "../../services/sites";
import { headersOf } from "../answer";

/** `aws/{service}` and the path that the service is asked for. */
const awsPath = /^aws\/([a-z0-9-]+)(\/.*)$/;

/** Headers that a service reads; others are between the browser and the host. */
const isForService = (name: string): boolean =>
  name.startsWith("x-amz-") || name === "content-type" || name === "content-length" || name === "range";

/**
 * What an object holds, anybody may have put there: opened as a page of its own, it must be none of the host's, whose
 * pages do what they like.
 */
const never = {
  "content-security-policy": "default-src 'none'; sandbox",
  "content-disposition": "attachment",
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
};

/**
 * The AWS endpoint for the console: below `aws/{service}/` a request is served as one that the account's administrator has
 * signed.
 *
 * @param path below the host's own pages
 * @returns undefined for another path
 */
export function awsDoor(
  message: IncomingMessage,
  path: string,
  query: string,
): ((endpoint: Pick<Endpoint, "handleOwn">) => Promise<SiteResponse>) | undefined {
  const [, service, asked] = awsPath.exec(path) ?? [];
  if (service === undefined || asked === undefined) return undefined;
  const headers = Object.fromEntries(Object.entries(headersOf(message)).filter(([name]) => isForService(name)));
  // By a name that no bucket is part of.
  const request: AwsRequest = {
    ...{ method: message.method ?? "", path: asked, query },
    headers: { ...headers, host: "localhost" },
    body: message,
  };
  return async (endpoint) => {
    const answer = await endpoint.handleOwn(request, service);
    return { ...answer, headers: { ...answer.headers, ...never } };
  };
}
