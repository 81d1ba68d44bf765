import { createHash } from "node:crypto";
import type { UserPool } from "../../../protocol/user-pools";
import { Refusal } from "../refusal";
import type { ResourcePolicyCheck } from "../resource-policy";
import type { Asking, Authorized, Authorizer } from "./authorizer";
import { BoundedCache } from "./bounded-cache";
import { claimTexts } from "./claims";
import { verifiedToken, type VerifiedToken } from "./token";

/** So many tokens are known by their hashes: one for each person who is signed in. */
const mostTokens = 10_000;

/** A token is verified again after this time, in milliseconds. */
const knownMilliseconds = 5 * 60_000;

export interface UserPoolAuthorizerOptions {
  /** The token's, in lower case. */
  header: string;
  pools: readonly UserPool[];
  /** What the token's audience has to match, if anything. */
  audience?: RegExp;
  /** The API's, which has to let the caller in too. */
  policy: Pick<ResourcePolicyCheck, "check">;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/** A token that has been verified. */
interface KnownToken extends VerifiedToken {
  context: Authorized["context"];
}

/**
 * Lets in whom a user pool has signed in, as `cognito_user_pools` authorizers do
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html). With scopes it
 * takes access tokens that have one of them, without scopes ID tokens. Which app client a token is for it does not ask.
 */
export class UserPoolAuthorizer implements Authorizer {
  private readonly known = new BoundedCache<KnownToken>(mostTokens);

  constructor(private readonly options: UserPoolAuthorizerOptions) {}

  authorize({ message, path }: Asking, scopes: readonly string[]): Authorized {
    const { header, now, policy } = this.options;
    const token = tokenIn(message.headers[header]);
    const known = token === undefined ? undefined : this.verified(token);
    if (!known) throw new Refusal("UNAUTHORIZED");
    if (now() >= known.expires) throw new Refusal("UNAUTHORIZED", { message: "The incoming token has expired" });
    if (!this.isMeantFor(known, scopes)) throw new Refusal("UNAUTHORIZED");
    policy.check(message, path);
    return { context: known.context };
  }

  /** A token's signature is checked once in a while: that costs more than all else that the gateway does. */
  private verified(token: string): KnownToken | undefined {
    const now = this.options.now();
    const hash = createHash("sha256").update(token).digest("base64");
    const known = this.known.find(hash, now);
    if (known) return known;
    const signed = verifiedToken(token, this.options.pools);
    if (!signed) return undefined;
    const made = { ...signed, context: { claims: claimTexts(signed.claims) } };
    this.known.keep(hash, made, Math.min(signed.expires, now + knownMilliseconds));
    return made;
  }

  private isMeantFor({ claims }: VerifiedToken, scopes: readonly string[]): boolean {
    const { audience } = this.options;
    // Access tokens name their client where ID tokens name it as their audience.
    if (audience && !audience.test(String(claims.aud ?? claims.client_id ?? ""))) return false;
    if (scopes.length === 0) return claims.token_use === "id";
    const own = new Set(typeof claims.scope === "string" ? claims.scope.split(" ") : []);
    return claims.token_use === "access" && scopes.some((scope) => own.has(scope));
  }
}

/** The gateway takes a token with `Bearer` before it and without. */
function tokenIn(header: string | string[] | undefined): string | undefined {
  const token = header
    ?.toString()
    .replace(/^Bearer +/i, "")
    .trim();
  return token === "" ? undefined : token;
}
