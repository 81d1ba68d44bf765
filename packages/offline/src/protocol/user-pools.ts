import type { KeyObject } from "node:crypto";

/** A user pool, as far as whoever judges its tokens has to know it. */
export interface UserPool {
  /** What its tokens say as `iss`: `https://cognito-idp.{region}.amazonaws.com/{pool id}`, in every home. */
  issuer: string;
  /** The public key that a token's `kid` names; undefined if it names none of the pool's. */
  keyOf(kid: string): KeyObject | undefined;
}

/** The user pools of a program, by their ARNs. */
export type UserPools = ReadonlyMap<string, UserPool>;
