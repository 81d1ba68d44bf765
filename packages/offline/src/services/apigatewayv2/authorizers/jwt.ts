import { verifiedToken } from "../../apigateway/authorizers/token";
import type { DeclaredAuthorizer } from "./declared";
import { type Authorized, AuthorizerRefusal } from "./authorized";

/**
 * Lets in whom a user pool has signed in, as JWT authorizers do
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html).
 *
 * @param given what the request has at the authorizer's identity source
 * @param scopes of which the token must have one; none where the route names none
 * @param now in milliseconds since the epoch
 * @throws AuthorizerRefusal
 */
export function authorizeByToken(
  { pool, audiences }: Extract<DeclaredAuthorizer, { kind: "jwt" }>,
  given: string,
  scopes: readonly string[],
  now: number,
): Authorized {
  const token = given.replace(/^Bearer +/i, "").trim();
  if (token === "") throw new AuthorizerRefusal(401, "Bearer");
  const verified = verifiedToken(token, [pool]);
  if (!verified) throw invalid("its signature, or its issuer, is not the pool's");
  const { claims, expires } = verified;
  if (now >= expires) throw invalid("it has expired");
  for (const claim of ["nbf", "iat"])
    if (typeof claims[claim] === "number" && claims[claim] * 1000 > now) throw invalid("it is not valid yet");
  // An access token of Cognito's names its client where an ID token has an audience.
  const named = [claims.aud ?? claims.client_id].flat().map(String);
  if (!audiences.some((one) => named.includes(one))) throw invalid("its audience is another");
  const own = scopesOf(claims);
  if (scopes.length > 0 && !scopes.some((scope) => own.includes(scope)))
    throw new AuthorizerRefusal(403, `Bearer scope="${scopes.join(" ")}" error="insufficient_scope"`);
  return { kind: "jwt", claims: textsOf(claims), scopes: scopes.length > 0 ? own : null };
}

const invalid = (why: string): AuthorizerRefusal =>
  new AuthorizerRefusal(
    401,
    `Bearer scope="" error="invalid_token" error_description="the token is not valid: ${why}"`,
  );

/** Of `scope`, or of `scp`, as text or as a list. */
const scopesOf = ({ scope, scp }: Readonly<Record<string, unknown>>): string[] =>
  [scope ?? scp ?? []].flat().flatMap((one) => String(one).split(" "));

/** Claims as functions get them: all of them are texts, and lists stand in brackets with spaces between. */
const textsOf = (claims: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [
      name,
      Array.isArray(value) ? `[${value.join(" ")}]` : typeof value === "object" ? JSON.stringify(value) : String(value),
    ]),
  );
