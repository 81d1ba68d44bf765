import { verify } from "node:crypto";
import { membersOf } from "../../../is-record";
import { parseJson } from "../../../parse-json";
import type { SigningKey } from "./keys";

/** What an access token says that Cognito's own operations go by. */
export interface AccessClaims {
  sub: string;
  clientId: string;
  scopes: string[];
  originJti: string;
}

/**
 * Reads an access token of a pool.
 *
 * @returns undefined for what is none, or has expired
 */
export function readAccessToken(token: string, key: SigningKey, issuer: string, now: number): AccessClaims | undefined {
  const [head = "", body = "", signature = "", ...more] = token.split(".");
  if (more.length > 0 || membersOf(decoded(head)).alg !== "RS256") return undefined;
  const isSigned = verify("sha256", Buffer.from(`${head}.${body}`), key.publicKey, Buffer.from(signature, "base64url"));
  if (!isSigned) return undefined;
  const claims = membersOf(decoded(body));
  if (claims.iss !== issuer || claims.token_use !== "access" || Number(claims.exp) * 1000 <= now) return undefined;
  return {
    sub: String(claims.sub),
    clientId: String(claims.client_id),
    scopes: String(claims.scope).split(" "),
    originJti: String(claims.origin_jti),
  };
}

/** Whose token it says that it is: of several pools the one whose it is checks it. */
export const issuerIn = (token: string): string => String(membersOf(decoded(token.split(".")[1] ?? "")).iss);

const decoded = (part: string): unknown => parseJson(Buffer.from(part, "base64url").toString("utf8"));
