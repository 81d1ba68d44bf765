import { createHash } from "node:crypto";
import { AwsError, type AwsRequest } from "../service";
import type { Claim } from "./claim";
import { queryParameter } from "./scope";

/** Which parts of a body have signatures of their own. */
type SignedParts = Pick<Payload, "signsChunks" | "signsTrailers">;

const noParts: SignedParts = { signsChunks: false, signsTrailers: false };

/** What `x-amz-content-sha256` may say to S3 instead of a hash: the body is not signed, or chunk by chunk. */
const unhashed = new Map<string, SignedParts>([
  ["UNSIGNED-PAYLOAD", noParts],
  ["STREAMING-UNSIGNED-PAYLOAD-TRAILER", noParts],
  ["STREAMING-AWS4-HMAC-SHA256-PAYLOAD", { signsChunks: true, signsTrailers: false }],
  ["STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER", { signsChunks: true, signsTrailers: true }],
]);

/** The hash that a signature is made of, and the body that goes with it. */
export interface Payload {
  hash: string;
  body: AwsRequest["body"];
  /** Whether each chunk of the body has a signature of its own. */
  signsChunks: boolean;
  /** Whether the headers after the last chunk have one. */
  signsTrailers: boolean;
}

/** Passes a body on and compares its hash with the signed one when it ends: what was read by then must not count. */
async function* checked(body: AwsRequest["body"], signed: string): AsyncGenerator<Uint8Array> {
  const running = createHash("sha256");
  for await (const chunk of body) {
    running.update(chunk);
    yield chunk;
  }
  if (running.digest("hex") !== signed) {
    const message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
    throw new AwsError("XAmzContentSHA256Mismatch", message, 400);
  }
}

function objectPayload(request: AwsRequest, claim: Claim): Payload {
  const { body } = request;
  const stated =
    request.headers["x-amz-content-sha256"] ??
    (claim.form === "query"
      ? (queryParameter(request.query, "X-Amz-Content-Sha256") ?? "UNSIGNED-PAYLOAD")
      : undefined);
  if (stated === undefined) {
    const message = "Missing required header for this request: x-amz-content-sha256";
    throw new AwsError("InvalidRequest", message, 400);
  }
  const parts = unhashed.get(stated);
  if (parts) return { hash: stated, body, ...parts };
  if (/^[0-9a-f]{64}$/.test(stated)) return { hash: stated, body: checked(body, stated), ...noParts };
  const message = `x-amz-content-sha256 must be ${[...unhashed.keys()].join(", ")} or a valid sha256 value.`;
  throw new AwsError("InvalidArgument", message, 400);
}

/**
 * The payload's part of a signature.
 *
 * S3 states a body's hash in `x-amz-content-sha256` and must be able to stream: its body comes back as a stream that
 * fails with `XAmzContentSHA256Mismatch` at its end unless it is what was signed. Whoever undoes the framing of a body
 * whose chunks are signed (`STREAMING-AWS4-HMAC-SHA256-PAYLOAD`) checks them.
 *
 * All other services take a body whole and hash what arrives while it does, whatever the header says: another body is
 * another signature, and one that is not signed is none.
 *
 * @throws AwsError when S3 is told no hash, or something that is none
 */
export async function payloadOf(request: AwsRequest, claim: Claim): Promise<Payload> {
  if (claim.scope.service === "s3") return objectPayload(request, claim);
  const chunks: Uint8Array[] = [];
  const running = createHash("sha256");
  for await (const chunk of request.body) {
    running.update(chunk);
    chunks.push(chunk);
  }
  return { hash: running.digest("hex"), body: chunks, ...noParts };
}
