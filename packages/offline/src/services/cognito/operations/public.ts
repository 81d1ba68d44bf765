import { membersOf } from "../../../is-record";
import type { JsonInput, JsonOutput } from "../../../protocol/json";
import type { Operation, Operations } from "../../../protocol/operations";
import { AwsError, notImplemented } from "../../../protocol/service";
import { invalidParameter, notAuthorized } from "../errors";
import { isSameText } from "../passwords/hash";
import { newTotpSecret } from "../passwords/totp";
import type { Pool } from "../pool";
import type { ClientSettings } from "../settings";
import type { User } from "../store/records";
import { exchange, initiate, respond } from "./authentication";
import { attributesIn, checkSecretHash, contexts, read } from "./input";
import { attributesOf, factorsOf } from "./output";
import type { Pools } from "./pools";

/** What anybody may ask for who knows a client's id, or has an access token: such operations need no signature. */
export function publicOperations(pools: Pools): Operations<JsonInput, JsonOutput> {
  const ofClient = (
    members: string[],
    run: (pool: Pool, client: ClientSettings, input: JsonInput) => object | Promise<object>,
  ): Operation<JsonInput, JsonOutput> => ({
    members: ["ClientId", ...members, ...contexts],
    access: () => [],
    run: (input) => {
      const { pool, client } = pools.ofClient(read.text(input, "ClientId"));
      return run(pool, client, input);
    },
  });
  /** An operation that names a user. */
  const ofName = (
    members: string[],
    run: (pool: Pool, client: ClientSettings, name: string, input: JsonInput) => object | Promise<object>,
  ): Operation<JsonInput, JsonOutput> =>
    ofClient(["Username", "SecretHash", ...members], (pool, client, input) => {
      const name = read.text(input, "Username");
      checkSecretHash(client, name, read.optionalText(input, "SecretHash"));
      return run(pool, client, name, input);
    });
  const ofToken = (
    members: string[],
    run: (pool: Pool, user: User, input: JsonInput) => object | Promise<object>,
  ): Operation<JsonInput, JsonOutput> => ({
    members: ["AccessToken", ...members],
    access: () => [],
    run: (input) => {
      const token = read.text(input, "AccessToken");
      const pool = pools.ofToken(token);
      return run(pool, pool.issuer.holderOf(token).user, input);
    },
  });
  return {
    InitiateAuth: ofClient(["AuthFlow", "AuthParameters"], (pool, client, input) =>
      initiate(pool, client, input, false),
    ),
    RespondToAuthChallenge: ofClient(["ChallengeName", "ChallengeResponses", "Session"], respond),
    GetTokensFromRefreshToken: ofClient(["RefreshToken", "ClientSecret"], exchange),
    SignUp: ofName(["Password", "UserAttributes", "ValidationData"], async (pool, client, name, input) => {
      const attributes = attributesIn(input, "UserAttributes");
      const { user, delivery } = await pool.accounts.signUp(client, name, read.text(input, "Password"), attributes);
      return { UserConfirmed: false, UserSub: user.sub, CodeDeliveryDetails: delivery };
    }),
    ConfirmSignUp: ofName(["ConfirmationCode"], async (pool, client, name, input) => {
      await pool.accounts.confirmSignUp(client, name, read.text(input, "ConfirmationCode"));
      return {};
    }),
    ResendConfirmationCode: ofName([], async (pool, client, name) => ({
      CodeDeliveryDetails: await pool.accounts.sendSignUpCode(client, name),
    })),
    ForgotPassword: ofName([], async (pool, client, name) => ({
      CodeDeliveryDetails: await pool.accounts.forgot(client, name),
    })),
    ConfirmForgotPassword: ofName(["ConfirmationCode", "Password"], async (pool, client, name, input) => {
      const [code, password] = [read.text(input, "ConfirmationCode"), read.text(input, "Password")];
      await pool.accounts.confirmForgotten(client, name, code, password);
      return {};
    }),
    RevokeToken: ofClient(["Token", "ClientSecret"], async (pool, client, input) => {
      const secret = read.optionalText(input, "ClientSecret") ?? "";
      if (client.secret !== undefined && !isSameText(secret, client.secret))
        throw new AwsError("UnauthorizedException", "Invalid client secret");
      if (!client.revokes)
        throw new AwsError("UnsupportedOperationException", "Token revocation is not enabled for this client");
      const token = read.text(input, "Token");
      if (token.startsWith("eyJ")) throw new AwsError("UnsupportedTokenTypeException", "Unsupported token type");
      const family = pool.issuer.familyOf(token);
      if (family && family.clientId !== client.id) throw new AwsError("UnauthorizedException", "Invalid token");
      if (family) await pool.issuer.end(family.id);
      return {};
    }),
    GetUser: ofToken([], (_, user) => ({
      Username: user.username,
      UserAttributes: attributesOf(user),
      ...factorsOf(user),
    })),
    ChangePassword: ofToken(["PreviousPassword", "ProposedPassword"], async (pool, user, input) => {
      const [previous, next] = [read.text(input, "PreviousPassword"), read.text(input, "ProposedPassword")];
      await pool.accounts.changePassword(user, previous, next);
      return {};
    }),
    GlobalSignOut: ofToken([], async (pool, user) => {
      await pool.issuer.endAll(user);
      return {};
    }),
    AssociateSoftwareToken: softwareToken(pools, [], async (pool, holder) => {
      if ("session" in holder) {
        const { secret, session } = await pool.signIn.beginTotpSetup(holder.client, holder.session);
        return { SecretCode: secret, Session: session };
      }
      checkTotp(pool);
      const secret = newTotpSecret();
      await pool.users.change(holder.user, () => ({ totpAsked: secret }));
      return { SecretCode: secret };
    }),
    VerifySoftwareToken: softwareToken(pools, ["UserCode", "FriendlyDeviceName"], async (pool, holder, input) => {
      const code = read.text(input, "UserCode");
      try {
        if ("session" in holder)
          return { Status: "SUCCESS", Session: await pool.signIn.endTotpSetup(holder.client, holder.session, code) };
        await pool.signIn.verifyTotp(holder.user, code);
        return { Status: "SUCCESS" };
      } catch (error) {
        if (!(error instanceof AwsError) || error.code !== "CodeMismatchException") throw error;
        throw new AwsError("EnableSoftwareTokenMFAException", "Code mismatch");
      }
    }),
    SetUserMFAPreference: ofToken(
      ["SMSMfaSettings", "SoftwareTokenMfaSettings", "EmailMfaSettings"],
      async (pool, user, input) => setFactors(pool, user, input),
    ),
  };
}

/** Who sets an authenticator app up: by an access token, or in the middle of a sign-in. */
type Holder = { user: User } | { session: string; client: ClientSettings };

const softwareToken = (
  pools: Pools,
  members: string[],
  run: (pool: Pool, holder: Holder, input: JsonInput) => Promise<object>,
): Operation<JsonInput, JsonOutput> => ({
  members: ["AccessToken", "Session", ...members],
  access: () => [],
  run: (input) => {
    const token = read.optionalText(input, "AccessToken");
    if (token !== undefined) {
      const pool = pools.ofToken(token);
      return run(pool, { user: pool.issuer.holderOf(token).user }, input);
    }
    const session = read.text(input, "Session");
    for (const pool of pools.all) {
      const client = pool.signIn.clientOf(session);
      if (client) return run(pool, { session, client }, input);
    }
    throw notAuthorized("Invalid session for the user.");
  },
});

function checkTotp({ settings: { hasTotp, mfa } }: Pool): void {
  if (!hasTotp || mfa === "OFF")
    throw new AwsError("SoftwareTokenMFANotFoundException", "Software Token MFA has not been enabled by the userPool");
}

/** Which second factors a user wants, for SetUserMFAPreference and AdminSetUserMFAPreference. */
export async function setFactors(pool: Pool, user: User, input: JsonInput): Promise<object> {
  for (const other of ["SMSMfaSettings", "EmailMfaSettings"])
    if (membersOf(input[other]).Enabled === true)
      throw notImplemented("cognito-idp", `SetUserMFAPreference with ${other}`);
  const isEnabled = membersOf(input.SoftwareTokenMfaSettings).Enabled === true;
  if (isEnabled && user.totp === undefined) throw invalidParameter("User has not verified software token mfa");
  await pool.users.change(user, () => ({ usesTotp: isEnabled }));
  return {};
}
