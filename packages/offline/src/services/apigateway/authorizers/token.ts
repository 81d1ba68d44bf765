import { verify } from "node:crypto";
import { isRecord } from "../../../is-record";
import { parseJson } from "../../../parse-json";
import type { UserPool } from "../../../protocol/user-pools";

/** The claims of a token that one of the pools has signed. */
export interface VerifiedToken {
  claims: Readonly<Record<string, unknown>>;
  /** When it expires, in milliseconds since the epoch. */
  expires: number;
}

/** A part of a token in base64url, without padding (RFC 7515, section 2). */
const encoded = /^[\w-]+$/;

/**
 * What a JSON Web Token says, if one of the pools has signed it by RS256 (RFC 7515 and 7519). The algorithm that the
 * token names is not chosen by it, nor is the key: `none`, a MAC by the public key, and keys within the token are all
 * refused.
 *
 * @returns undefined for a token that nobody of these has signed; one that has expired is one of theirs all the same
 */
export function verifiedToken(token: string, pools: readonly UserPool[]): VerifiedToken | undefined {
  const [head = "", payload = "", signature = "", ...more] = token.split(".");
  if (more.length > 0 || ![head, payload, signature].every((part) => encoded.test(part))) return undefined;
  const { alg, kid, crit } = decoded(head) ?? {};
  const claims = decoded(payload);
  // What a token says must be understood (RFC 7515, section 4.1.11) is not.
  if (alg !== "RS256" || typeof kid !== "string" || crit !== undefined || !claims) return undefined;
  const key = pools.find(({ issuer }) => issuer === claims.iss)?.keyOf(kid);
  if (key?.type !== "public" || key.asymmetricKeyType !== "rsa") return undefined;
  if (!verify("RSA-SHA256", Buffer.from(`${head}.${payload}`), key, Buffer.from(signature, "base64url")))
    return undefined;
  return typeof claims.exp === "number" ? { claims, expires: claims.exp * 1000 } : undefined;
}

function decoded(part: string): Record<string, unknown> | undefined {
  const value = parseJson(Buffer.from(part, "base64url").toString());
  return isRecord(value) ? value : undefined;
}
