import type { AwsRequest } from "../service";

/** Whom a request claims to come from and what for: the `Credential` of its signature, not verified yet. */
export interface Scope {
  accessKeyId: string;
  /** Day that the signing key is for, as YYYYMMDD. */
  date: string;
  region: string;
  service: string;
}

export const algorithm = "AWS4-HMAC-SHA256";

/**
 * Reads `key/date/region/service/aws4_request`.
 *
 * @returns nothing unless it has exactly those five parts: a scope with another terminator is another protocol's
 */
export function parseCredential(credential: string): Scope | undefined {
  const [accessKeyId, date, region, service, terminator, ...more] = credential.split("/");
  if (!accessKeyId || !date || !region || !service || terminator !== "aws4_request" || more.length) return undefined;
  return { accessKeyId, date, region, service };
}

/** A parameter's decoded value; of several with one name the first, and nothing if it is not valid UTF-8. */
export function queryParameter(query: string, name: string): string | undefined {
  const value = valueAfter(`&${query}`, `&${name}=`, "&");
  if (!value?.includes("%")) return value;
  try {
    return decodeURIComponent(value);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

/** `Credential`, `SignedHeaders` or `Signature` of an `Authorization` header. */
export const authorizationPart = (authorization: string, name: string): string | undefined =>
  valueAfter(authorization, ` ${name}=`, ",") ?? valueAfter(authorization, `,${name}=`, ",");

function valueAfter(text: string, label: string, separator: string): string | undefined {
  const at = text.indexOf(label);
  if (at < 0) return undefined;
  const end = text.indexOf(separator, at + label.length);
  return end < 0 ? text.slice(at + label.length) : text.slice(at + label.length, end);
}

/**
 * What a request says about itself, for routing: cheap, and to be believed only after verification.
 *
 * @returns nothing for an unsigned request or one whose credential makes no sense
 */
export function scopeOf(request: AwsRequest): Scope | undefined {
  const { authorization } = request.headers;
  const credential = authorization
    ? authorizationPart(authorization, "Credential")
    : request.query && queryParameter(request.query, "X-Amz-Credential");
  return credential ? parseCredential(credential) : undefined;
}
