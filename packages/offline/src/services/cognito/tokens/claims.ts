import { hash, randomUUID } from "node:crypto";
import type { User } from "../store/records";
import { type ClientSettings, type GroupSettings, issuerOf, type PoolSettings } from "../settings";

/** The scope that Cognito's own operations ask for: to see and change oneself. */
export const selfScope = "aws.cognito.signin.user.admin";

/** What tokens of one sign-in say. */
export interface Grant {
  pool: PoolSettings;
  client: ClientSettings;
  user: User;
  groups: readonly GroupSettings[];
  scopes: readonly string[];
  /** Times in milliseconds since the epoch. */
  authTime: number;
  now: number;
  originJti: string;
  eventId: string;
  /** Whether it came by the pool's pages. */
  isFromPages: boolean;
  nonce?: string;
}

const seconds = (time: number): number => Math.floor(time / 1000);

/** Claims of an access token (https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html). */
export const accessClaims = (grant: Grant): object => ({
  sub: grant.user.sub,
  ...groupsClaim(grant),
  iss: issuerOf(grant.pool),
  ...(grant.isFromPages && { version: 2 }),
  client_id: grant.client.id,
  ...(grant.client.revokes && { origin_jti: grant.originJti }),
  event_id: grant.eventId,
  token_use: "access",
  scope: grant.scopes.join(" "),
  auth_time: seconds(grant.authTime),
  exp: seconds(grant.now) + grant.client.validity.access,
  iat: seconds(grant.now),
  jti: randomUUID(),
  username: grant.user.username,
});

/** Claims of an access token that an application got for itself: it is of no user. */
export const applicationClaims = (
  pool: PoolSettings,
  client: ClientSettings,
  scopes: readonly string[],
  now: number,
): object => ({
  sub: client.id,
  token_use: "access",
  scope: scopes.join(" "),
  auth_time: seconds(now),
  iss: issuerOf(pool),
  exp: seconds(now) + client.validity.access,
  iat: seconds(now),
  version: 2,
  jti: randomUUID(),
  client_id: client.id,
});

/** Claims of an id token (https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html). */
export const idClaims = (grant: Grant, accessToken: string): object => ({
  ...(grant.isFromPages && { at_hash: halfHash(accessToken) }),
  sub: grant.user.sub,
  ...groupsClaim(grant),
  ...rolesClaims(grant),
  iss: issuerOf(grant.pool),
  "cognito:username": grant.user.username,
  ...(grant.nonce !== undefined && { nonce: grant.nonce }),
  ...(grant.client.revokes && { origin_jti: grant.originJti }),
  aud: grant.client.id,
  event_id: grant.eventId,
  token_use: "id",
  auth_time: seconds(grant.authTime),
  exp: seconds(grant.now) + grant.client.validity.id,
  iat: seconds(grant.now),
  jti: randomUUID(),
  ...attributesFor(grant),
});

const groupsClaim = ({ groups }: Grant): object =>
  groups.length === 0 ? {} : { "cognito:groups": groups.map(({ name }) => name) };

/** Of the groups with roles the one with the lowest precedence is preferred. */
function rolesClaims({ groups }: Grant): object {
  const withRoles = groups.filter(({ roleArn }) => roleArn !== undefined);
  if (withRoles.length === 0) return {};
  const [first] = withRoles.toSorted((a, b) => (a.precedence ?? Infinity) - (b.precedence ?? Infinity));
  return { "cognito:roles": withRoles.map(({ roleArn }) => roleArn), "cognito:preferred_role": first?.roleArn };
}

/** What a scope lets be read of a user; with none of these, all that the client may read. */
const scopeAttributes: Record<string, readonly string[]> = {
  email: ["email", "email_verified"],
  phone: ["phone_number", "phone_number_verified"],
};
const notOfProfile = Object.values(scopeAttributes).flat();

/** The attributes of a user that are told an application, those that are true or false as such. */
export function attributesFor({ user, client, scopes }: Pick<Grant, "user" | "client" | "scopes">): object {
  const isAll = scopes.includes(selfScope) || !scopes.some((one) => ["email", "phone", "profile"].includes(one));
  const isTold = (name: string): boolean =>
    isAll ||
    (scopes.includes("profile") && !notOfProfile.includes(name)) ||
    scopes.some((scope) => scopeAttributes[scope]?.includes(name));
  const told = Object.entries(user.attributes).filter(([name]) => isTold(name) && (client.reads?.has(name) ?? true));
  return Object.fromEntries(told.map(([name, value]) => [name, name.endsWith("_verified") ? value === "true" : value]));
}

/** https://openid.net/specs/openid-connect-core-1_0.html#CodeIDToken */
const halfHash = (token: string): string => hash("sha256", token, "buffer").subarray(0, 16).toString("base64url");
