import type { PasswordHash } from "../passwords/hash";
import type { SrpVerifier } from "../passwords/srp";

/** A user as it is kept. */
export interface User {
  username: string;
  sub: string;
  /** All attributes but `sub`. */
  attributes: Readonly<Record<string, string>>;
  isEnabled: boolean;
  status: "CONFIRMED" | "UNCONFIRMED" | "FORCE_CHANGE_PASSWORD" | "RESET_REQUIRED";
  /** In milliseconds since the epoch, as all times here. */
  created: number;
  modified: number;
  password?: PasswordHash;
  /** What a sign-in by SRP is checked with. */
  srp?: SrpVerifier;
  /** When the temporary password is good no more. */
  temporaryUntil?: number;
  /** Secret of the authenticator app, in base 32. */
  totp?: string;
  /** One that has been asked for, and not been shown to work. */
  totpAsked?: string;
  /** Whether the authenticator app is asked for. */
  usesTotp: boolean;
  /** Groups that it has been put into, besides those that the program declares. */
  groups: readonly string[];
  /** The code that has been mailed last, by what it is for. */
  codes: Readonly<Partial<Record<CodePurpose, MailedCode>>>;
  /** What the program says of it, if it declares it. */
  declared?: { urn: string; password?: PasswordHash };
}

/** What a mailed code is for: a sign-up, or a forgotten password. */
export type CodePurpose = "signUp" | "password";

export interface MailedCode {
  hash: string;
  until: number;
  /** Wrong ones that have been tried. */
  wrong: number;
}

/** What began with one sign-in: the refresh tokens that followed from it. */
export interface Family {
  /** What access and id tokens of it say as `origin_jti`. */
  id: string;
  /** The print of what its refresh tokens begin with. */
  handle: string;
  pool: string;
  /** Of whom. */
  sub: string;
  clientId: string;
  scopes: readonly string[];
  /** Whether the user came by the pool's pages. */
  isFromPages: boolean;
  /** When the user signed in. */
  authTime: number;
  expires: number;
  /** Refresh tokens that may be used: their hashes, and until when where they have been used already. */
  live: readonly { hash: string; until?: number }[];
  /** Whether it has been revoked. */
  isEnded: boolean;
}

/** What changes. */
export type Change =
  /** The private key of a pool, as PEM. */
  | { kind: "key"; pool: string; pem: string }
  | { kind: "user"; pool: string; user: User }
  | { kind: "userGone"; pool: string; sub: string }
  | { kind: "family"; family: Family };
