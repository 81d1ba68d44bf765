import type { AwsRequest } from "../service";
import { refusal } from "./refusals";
import { algorithm, authorizationPart, parseCredential, queryParameter, type Scope } from "./scope";

/** A signature as it stands in a request, with everything it was made of; nothing of it is verified. */
export interface Claim {
  scope: Scope;
  form: "header" | "query";
  /** When it was signed, as YYYYMMDDTHHMMSSZ. */
  timestamp: string;
  /** Names of the signed headers, lower-case, in the order of the claim. */
  signedHeaders: string[];
  signature: string;
  sessionToken: string | undefined;
  /** Seconds that a presigned URL is good for. */
  expires: number | undefined;
}

/** Seconds of seven days: the longest that a presigned URL may be good for. */
const longestExpiry = 604_800;

const headerStart = `${algorithm} `;
const presignedQuery = /(?:^|&)X-Amz-(?:Algorithm|Credential|Signature)=/;

/** ISO 8601 without separators, which AWS's signatures use; from the `Date` header when there is no other. */
const timestampOf = ({ headers }: AwsRequest): string | undefined => {
  if (headers["x-amz-date"] !== undefined) return headers["x-amz-date"];
  const date = Date.parse(headers.date ?? "");
  return Number.isNaN(date) ? undefined : new Date(date).toISOString().replace(/[-:]|\.\d+/g, "");
};

function whatLacks(parts: Partial<Record<"credential" | "signature" | "signedHeaders" | "timestamp", string>>): string {
  const sentences = [
    parts.credential ? "" : "Authorization header requires 'Credential' parameter.",
    parts.signature ? "" : "Authorization header requires 'Signature' parameter.",
    parts.signedHeaders ? "" : "Authorization header requires 'SignedHeaders' parameter.",
    parts.timestamp ? "" : "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
  ];
  return sentences.filter(Boolean).join(" ");
}

function claimOfHeader(request: AwsRequest, service: string, authorization: string): Claim {
  const credential = authorizationPart(authorization, "Credential");
  const signedHeaders = authorizationPart(authorization, "SignedHeaders");
  const signature = authorizationPart(authorization, "Signature");
  const timestamp = timestampOf(request);
  if (!authorization.startsWith(headerStart) || !credential || !signedHeaders || !signature || !timestamp) {
    throw refusal(service, "incomplete", whatLacks({ credential, signature, signedHeaders, timestamp }));
  }
  const scope = parseCredential(credential);
  if (!scope) throw refusal(service, "scope", "Credential must have exactly 5 slash-delimited elements.");
  return {
    scope,
    form: "header",
    timestamp,
    signedHeaders: signedHeaders.split(";"),
    signature,
    sessionToken: request.headers["x-amz-security-token"],
    expires: undefined,
  };
}

function expiry(service: string, text: string): number {
  if (!/^-?\d+$/.test(text)) throw refusal(service, "badQuery", "X-Amz-Expires should be a number");
  const seconds = Number(text);
  if (seconds < 1) throw refusal(service, "badQuery", "X-Amz-Expires must be non-negative");
  if (seconds > longestExpiry) {
    const detail = `X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than ${longestExpiry} seconds`;
    throw refusal(service, "badQuery", detail);
  }
  return seconds;
}

function claimOfQuery({ query }: AwsRequest, service: string): Claim {
  const credential = queryParameter(query, "X-Amz-Credential");
  const timestamp = queryParameter(query, "X-Amz-Date");
  const expires = queryParameter(query, "X-Amz-Expires");
  const signedHeaders = queryParameter(query, "X-Amz-SignedHeaders");
  const signature = queryParameter(query, "X-Amz-Signature");
  const complete = queryParameter(query, "X-Amz-Algorithm") === algorithm;
  if (!complete || !credential || !timestamp || !expires || !signedHeaders || !signature) {
    throw refusal(service, "badQuery");
  }
  const scope = parseCredential(credential);
  if (!scope) throw refusal(service, "badQuery", "Error parsing the X-Amz-Credential parameter");
  return {
    scope,
    form: "query",
    timestamp,
    signedHeaders: signedHeaders.split(";"),
    signature,
    sessionToken: queryParameter(query, "X-Amz-Security-Token"),
    expires: expiry(service, expires),
  };
}

/**
 * Reads the signature of a request: from the `Authorization` header, or from the query of a presigned URL.
 *
 * @param service the service that is asked, in whose words a malformed signature is refused
 * @throws AwsError when there is no signature, half of one, or two
 */
export function readClaim(request: AwsRequest, service: string): Claim {
  const { authorization } = request.headers;
  const presigned = request.query !== "" && presignedQuery.test(request.query);
  // S3 refuses two mechanisms; elsewhere one would be believed and the other ignored, which only helps an attacker.
  if (authorization && presigned) throw refusal(service, "incomplete");
  if (authorization) return claimOfHeader(request, service, authorization);
  if (presigned) return claimOfQuery(request, service);
  throw refusal(service, "missing");
}
