import type { Pool } from "../pool";
import type { ClientSettings, GroupSettings, PoolSettings } from "../settings";
import type { User } from "../store/records";
import type { Outcome } from "../sign-in";
import type { Tokens } from "../tokens/issuer";

/* What operations answer; times are seconds since the epoch. */

const seconds = (milliseconds: number): number => milliseconds / 1000;

export const attributesOf = ({ sub, attributes }: User): object[] =>
  Object.entries({ ...attributes, sub }).map(([Name, Value]) => ({ Name, Value }));

/** A user, as lists have it. */
export const listedUser = (user: User): object => ({ ...statusOf(user), Attributes: attributesOf(user) });

export const statusOf = (user: User): object => ({
  Username: user.username,
  UserCreateDate: seconds(user.created),
  UserLastModifiedDate: seconds(user.modified),
  Enabled: user.isEnabled,
  UserStatus: user.status,
});

/** The second factors of a user. */
export const factorsOf = ({ totp, usesTotp }: User): object =>
  totp !== undefined && usesTotp
    ? { PreferredMfaSetting: "SOFTWARE_TOKEN_MFA", UserMFASettingList: ["SOFTWARE_TOKEN_MFA"] }
    : {};

export const shownGroup = (
  { id }: PoolSettings,
  { name, description, precedence, roleArn }: GroupSettings,
): object => ({
  ...{ GroupName: name, UserPoolId: id, Description: description, Precedence: precedence, RoleArn: roleArn },
  ...{ CreationDate: 1_767_225_600, LastModifiedDate: 1_767_225_600 },
});

export const result = ({ access, id, refresh, seconds: ExpiresIn }: Tokens): object => ({
  AuthenticationResult: {
    ...{ AccessToken: access, ExpiresIn, TokenType: "Bearer", RefreshToken: refresh, IdToken: id },
  },
  ChallengeParameters: {},
});

const challenges = {
  newPassword: "NEW_PASSWORD_REQUIRED",
  totp: "SOFTWARE_TOKEN_MFA",
  totpSetup: "MFA_SETUP",
} as const;

/** Where a sign-in is: its tokens, or the challenge that comes next. */
export async function outcomeOf(pool: Pool, client: ClientSettings, outcome: Outcome): Promise<object> {
  if (outcome.kind === "done") return result(await pool.issuer.begin(outcome.user, client));
  const { kind, session, user } = outcome;
  const missing = pool.settings.required.filter((name) => !user.attributes[name]);
  const parameters = {
    newPassword: {
      requiredAttributes: JSON.stringify(missing.map((name) => `userAttributes.${name}`)),
      userAttributes: JSON.stringify(user.attributes),
    },
    totp: {},
    totpSetup: { MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA"]' },
  };
  return {
    ChallengeName: challenges[kind],
    Session: session,
    ChallengeParameters: { USER_ID_FOR_SRP: user.username, ...parameters[kind] },
  };
}
