import { sign } from "aws4";
import { type RawAnswer, rawRequest } from "./http";

/** Whoever signs a request. */
export interface Signer {
  accessKeyId: string;
  secretAccessKey: string;
}

/** The account's administrator. */
export const administrator: Signer = { accessKeyId: "test", secretAccessKey: "test" };

/** The headers of a request that somebody has signed for `execute-api`. */
export function signedHeaders(url: string, method: string, signer: Signer, body = ""): Record<string, string> {
  const { host, pathname, search } = new URL(url);
  const { headers = {} } = sign(
    { host, path: pathname + search, method, body, service: "execute-api", region: "us-east-1" },
    signer,
  );
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

/** A request to an API that somebody has signed. */
export function signedRequest(url: string, method: string, signer = administrator, body = ""): Promise<RawAnswer> {
  const { origin, pathname, search } = new URL(url);
  return rawRequest(origin, method, pathname + search, signedHeaders(url, method, signer, body), body);
}
