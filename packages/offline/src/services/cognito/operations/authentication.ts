import type { JsonInput } from "../../../protocol/json";
import { notImplemented } from "../../../protocol/service";
import { invalidParameter, invalidSession, notAuthorized } from "../errors";
import { isSameText } from "../passwords/hash";
import type { Pool } from "../pool";
import type { ClientSettings } from "../settings";
import { checkSecretHash, parameter, read, textsByName } from "./input";
import { outcomeOf, result } from "./output";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html */
const names: Record<string, string> = {
  ADMIN_NO_SRP_AUTH: "ADMIN_USER_PASSWORD_AUTH",
  REFRESH_TOKEN: "REFRESH_TOKEN_AUTH",
};

/** Begins a sign-in, as InitiateAuth and AdminInitiateAuth do. */
export async function initiate(
  pool: Pool,
  client: ClientSettings,
  input: JsonInput,
  isAdmin: boolean,
): Promise<object> {
  const given = read.text(input, "AuthFlow");
  const flow = names[given] ?? given;
  const parameters = textsByName(input, "AuthParameters");
  const secretHash = parameters.SECRET_HASH;
  if (flow === (isAdmin ? "USER_PASSWORD_AUTH" : "ADMIN_USER_PASSWORD_AUTH"))
    throw invalidParameter("Initiate Auth method not supported.");
  if (!client.flows.has(flow)) throw invalidParameter(`${flow} flow not enabled for this client`);
  switch (flow) {
    case "USER_PASSWORD_AUTH":
    case "ADMIN_USER_PASSWORD_AUTH": {
      const name = parameter(parameters, "USERNAME");
      checkSecretHash(client, name, secretHash);
      return outcomeOf(pool, client, await pool.signIn.byPassword(client, name, parameter(parameters, "PASSWORD")));
    }
    case "USER_SRP_AUTH": {
      const name = parameter(parameters, "USERNAME");
      checkSecretHash(client, name, secretHash);
      const ChallengeParameters = pool.signIn.beginSrp(client, name, parameter(parameters, "SRP_A"));
      return { ChallengeName: "PASSWORD_VERIFIER", ChallengeParameters };
    }
    case "REFRESH_TOKEN_AUTH":
      return refresh(pool, client, parameter(parameters, "REFRESH_TOKEN"), secretHash);
    case "CUSTOM_AUTH":
    case "USER_AUTH":
      throw notImplemented("cognito-idp", `InitiateAuth with the flow ${flow}`);
    default:
      throw invalidParameter(`${given} is no flow of InitiateAuth`);
  }
}

function refresh(pool: Pool, client: ClientSettings, token: string, secretHash: string | undefined): Promise<object> {
  const family = pool.issuer.familyOf(token);
  const user = pool.users.all().find(({ sub }) => sub === family?.sub);
  if (!user) throw notAuthorized("Invalid Refresh Token");
  checkSecretHash(client, user.username, secretHash);
  return pool.issuer.renew(token, client).then(result);
}

/** Exchanges a refresh token, as GetTokensFromRefreshToken does. */
export async function exchange(pool: Pool, client: ClientSettings, input: JsonInput): Promise<object> {
  const secret = read.optionalText(input, "ClientSecret");
  if (client.secret !== undefined && !isSameText(secret ?? "", client.secret))
    throw notAuthorized(`Unable to verify secret for client ${client.id}`);
  return result(await pool.issuer.renew(read.text(input, "RefreshToken"), client));
}

/** Goes on with a sign-in, as RespondToAuthChallenge and AdminRespondToAuthChallenge do. */
export async function respond(pool: Pool, client: ClientSettings, input: JsonInput): Promise<object> {
  const challenge = read.text(input, "ChallengeName");
  const responses = textsByName(input, "ChallengeResponses");
  const session = read.optionalText(input, "Session") ?? "";
  const name = parameter(responses, "USERNAME");
  checkSecretHash(client, name, responses.SECRET_HASH);
  const { signIn } = pool;
  switch (challenge) {
    case "PASSWORD_VERIFIER": {
      const proof = {
        timestamp: parameter(responses, "TIMESTAMP"),
        secretBlock: parameter(responses, "PASSWORD_CLAIM_SECRET_BLOCK"),
        signature: parameter(responses, "PASSWORD_CLAIM_SIGNATURE"),
      };
      return outcomeOf(pool, client, signIn.proveSrp(client, proof));
    }
    case "NEW_PASSWORD_REQUIRED": {
      const attributes = Object.entries(responses).flatMap(([key, value]) =>
        key.startsWith("userAttributes.") ? [[key.slice("userAttributes.".length), value]] : [],
      );
      const password = parameter(responses, "NEW_PASSWORD");
      const outcome = await signIn.newPassword(client, session, password, Object.fromEntries(attributes));
      return outcomeOf(pool, client, outcome);
    }
    case "SOFTWARE_TOKEN_MFA":
      return outcomeOf(
        pool,
        client,
        await signIn.totp(client, session, parameter(responses, "SOFTWARE_TOKEN_MFA_CODE")),
      );
    case "MFA_SETUP":
      return outcomeOf(pool, client, signIn.afterTotpSetup(client, session));
    default:
      if (session === "") throw invalidSession();
      throw notImplemented("cognito-idp", `RespondToAuthChallenge with ${challenge}`);
  }
}
