import { createHmac, hash } from "node:crypto";
import type { AwsRequest } from "../service";
import { canonicalRequest } from "./canonical";
import { ChunkSignatures } from "./chunks";
import { readClaim, type Claim } from "./claim";
import { isSame } from "./is-same";
import { signingKeys } from "./keys";
import { payloadOf } from "./payload";
import { refusal } from "./refusals";
import { algorithm } from "./scope";

/** Who signed a request, verified. */
export interface Signer {
  accessKeyId: string;
  /** Region that the request is meant for. */
  region: string;
  service: string;
  /** The token sent along. It is signed, but whether it belongs to the key is for the caller to say. */
  sessionToken: string | undefined;
  form: "header" | "query";
}

export interface Verified {
  signer: Signer;
  /** The request with the body to read instead of the original one: it holds, or fails to be, what was signed. */
  request: AwsRequest;
}

export interface Trust {
  /** The secret of an access key, if there is such a key. */
  secretOf(accessKeyId: string): string | undefined;
  /** Milliseconds since 1970; by default the computer's clock. */
  now?(): number;
}

/** Verifies that a request was signed for `service` by the holder of a known key. */
export type Verify = (request: AwsRequest, service: string) => Promise<Verified>;

/** How far a client's clock may be off, in milliseconds. */
const tolerance = 15 * 60_000;

/** Milliseconds of a time in ISO 8601's basic format; NaN if it is none. */
function parseTime(text: string): number {
  if (!/^\d{8}T\d{6}Z$/.test(text)) return NaN;
  const day = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`;
  return Date.parse(`${day}T${text.slice(9, 11)}:${text.slice(11, 13)}:${text.slice(13)}`);
}

const format = (time: number): string => new Date(time).toISOString().replace(/[-:]|\.\d+/g, "");

/**
 * A verifier of AWS Signature Version 4, in the `Authorization` header or in a presigned URL.
 *
 * Any host is believed that was signed: which ones are served is decided elsewhere. A thrown `AwsError` carries the
 * code, message and status that the service itself would answer. Cheap checks come before the body is read, so that
 * strangers cannot make the host collect bytes.
 */
export function signatureVerifier({ secretOf, now = Date.now }: Trust): Verify {
  const keyOf = signingKeys();
  return async (request, service) => {
    const claim = readClaim(request, service);
    checkScope(claim, service);
    const secret = secretOf(claim.scope.accessKeyId);
    if (secret === undefined) throw refusal(service, "unknownKey");
    checkTime(claim, now());
    checkSignedHeaders(request, claim);

    const payload = await payloadOf(request, claim);
    const scope = `${claim.scope.date}/${claim.scope.region}/${service}/aws4_request`;
    const text = `${algorithm}\n${claim.timestamp}\n${scope}\n${hash("sha256", canonicalRequest(request, claim, payload.hash))}`;
    const key = keyOf(secret, claim.scope);
    const expected = createHmac("sha256", key).update(text).digest("hex");
    if (!isSame(expected, claim.signature)) throw refusal(service, "mismatch");

    const { signsChunks, signsTrailers } = payload;
    const signing = { key, timestamp: claim.timestamp, scope, seed: expected, signsTrailers };
    const chunks = signsChunks ? new ChunkSignatures(signing) : undefined;
    return { signer: signerOf(claim), request: withBody(request, payload.body, chunks) };
  };
}

const signerOf = ({ scope, sessionToken, form }: Claim): Signer => ({
  accessKeyId: scope.accessKeyId,
  region: scope.region,
  service: scope.service,
  sessionToken,
  form,
});

/** Property by property: an object spread with properties after it took longer than the HMAC (5 µs against 2). */
const withBody = (
  { method, path, query, headers }: AwsRequest,
  body: AwsRequest["body"],
  chunks: ChunkSignatures | undefined,
): AwsRequest => ({ method, path, query, headers, body, chunks });

function checkScope({ scope, timestamp }: Claim, service: string): void {
  if (scope.service !== service) {
    throw refusal(service, "scope", `Credential should be scoped to correct service: '${service}'.`);
  }
  if (!timestamp.startsWith(scope.date)) {
    const detail = `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${scope.date}' != '${timestamp.slice(0, 8)}', from '${timestamp}'.`;
    throw refusal(service, "scope", detail);
  }
}

/** A request lives 15 minutes; a presigned URL as long as it says. Both may come from a clock that is somewhat ahead. */
function checkTime({ scope: { service }, form, timestamp, expires }: Claim, now: number): void {
  const signed = parseTime(timestamp);
  if (Number.isNaN(signed)) {
    const detail = `Date must be in ISO-8601 'basic format'. Got '${timestamp}'.`;
    throw refusal(service, form === "query" ? "badQuery" : "incomplete", detail);
  }
  if (signed > now + tolerance) {
    const detail = `Signature not yet current: ${timestamp} is still later than ${format(now + tolerance)} (${format(now)} + 15 min.)`;
    throw refusal(service, "skewed", detail);
  }
  const lifetime = expires === undefined ? tolerance : expires * 1000;
  if (now > signed + lifetime) {
    const detail = `Signature expired: ${timestamp} is now earlier than ${format(now - lifetime)} (${format(now)} - ${lifetime / 60_000} min.)`;
    throw refusal(service, form === "query" ? "expired" : "skewed", detail);
  }
}

/** What is not signed could be changed on the way: not the host, and none of the headers that AWS acts upon. */
function checkSignedHeaders({ headers }: AwsRequest, { scope: { service }, signedHeaders }: Claim): void {
  const unsigned = signedHeaders.includes("host")
    ? Object.keys(headers).find((name) => name.startsWith("x-amz-") && !signedHeaders.includes(name))
    : "host";
  if (unsigned === undefined) return;
  const name = unsigned === "host" ? "'Host' or ':authority'" : `'${unsigned}'`;
  throw refusal(service, "unsignedHeader", `${name} must be a 'SignedHeader' in the AWS Authorization.`);
}
