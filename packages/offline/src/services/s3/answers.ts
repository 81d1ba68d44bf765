import type { AwsResponse } from "../../protocol/service";
import { type Content, document } from "./xml";

/** Headers of every answer. S3's second id names the machine that answered: there is one here. */
export const commonHeaders = (requestId: string): Record<string, string> => ({
  "x-amz-request-id": requestId,
  "x-amz-id-2": requestId,
});

/** Every object is encrypted at rest on S3, asked for or not, and says so. */
export const encrypted = { "x-amz-server-side-encryption": "AES256" } as const;

/** An answer without a body. */
export const empty = (status: number, headers: Record<string, string> = {}): AwsResponse => ({
  status,
  headers: status === 204 ? headers : { "content-length": "0", ...headers },
  body: "",
});

/** An XML answer, status 200. */
export const xml = (root: string, content: Content[], headers: Record<string, string> = {}): AwsResponse => ({
  status: 200,
  headers: { "content-type": "application/xml", ...headers },
  body: document(root, content),
});

/** An ETag as headers and XML show it. */
export const quoted = (etag: string): string => `"${etag}"`;
