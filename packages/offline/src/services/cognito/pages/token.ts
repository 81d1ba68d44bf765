import { createHash } from "node:crypto";
import { AwsError } from "../../../protocol/service";
import type { SiteResponse } from "../../sites";
import { isSameText } from "../passwords/hash";
import type { ClientSettings } from "../settings";
import { attributesFor } from "../tokens/claims";
import type { Tokens } from "../tokens/issuer";
import { codeSeconds } from "./authorize";
import type { Exchange } from "./exchange";
import { json, OAuthError } from "./problems";

/** `/oauth2/token` (RFC 6749, section 3.2; https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html). */
export async function token(exchange: Exchange): Promise<SiteResponse> {
  const form = await exchange.form();
  const client = clientOf(exchange, form);
  switch (form.get("grant_type")) {
    case "authorization_code":
      return shown(await byCode(exchange, client, form));
    case "refresh_token":
      return shown(await byRefreshToken(exchange, client, form));
    case "client_credentials":
      return shown(forApplication(exchange, client, form));
    case null:
      throw new OAuthError("invalid_request");
    default:
      throw new OAuthError("unsupported_grant_type");
  }
}

const shown = ({ access, id, refresh, seconds }: Tokens): SiteResponse =>
  json(200, { id_token: id, access_token: access, refresh_token: refresh, expires_in: seconds, token_type: "Bearer" });

/** The application that asks, which shows its secret if it has one: in a header, or in the form. */
function clientOf({ pool, request }: Exchange, form: URLSearchParams): ClientSettings {
  const [, basic = ""] = /^basic +(\S+)$/i.exec(request.headers.authorization ?? "") ?? [];
  const [, id = form.get("client_id"), secret = form.get("client_secret")] =
    /^([^:]*):(.*)$/s.exec(Buffer.from(basic, "base64").toString("utf8")) ?? [];
  const client = pool.settings.clients.find((one) => one.id === id);
  if (!client || (form.get("client_id") ?? client.id) !== client.id) throw new OAuthError("invalid_client");
  if (client.secret !== undefined && !isSameText(secret ?? "", client.secret)) throw new OAuthError("invalid_client");
  return client;
}

async function byCode({ pool }: Exchange, client: ClientSettings, form: URLSearchParams): Promise<Tokens> {
  const { kept, log } = pool.context;
  const code = form.get("code") ?? "";
  const grant = kept.codes.take(code);
  if (!grant) {
    const used = kept.usedCodes.get(code);
    if (used) {
      // RFC 6749, section 4.1.2: who comes second, or first, has stolen it.
      await pool.issuer.end(used.family);
      log(
        `user pool ${pool.settings.logicalName}: an authorization code was used twice, so somebody may have stolen it; the tokens it became are revoked`,
      );
    }
    throw new OAuthError("invalid_grant");
  }
  const isFor = grant.pool === pool.settings.id && grant.clientId === client.id;
  if (!isFor || grant.redirectUri !== form.get("redirect_uri")) throw new OAuthError("invalid_grant");
  if (!isVerified(grant.challenge, form.get("code_verifier"))) throw new OAuthError("invalid_grant");
  const user = pool.context.store.user(pool.settings.id, grant.sub);
  if (!user?.isEnabled) throw new OAuthError("invalid_grant");
  const { scopes, nonce, authTime } = grant;
  const tokens = await pool.issuer.begin(user, client, { scopes, nonce, authTime, isFromPages: true });
  kept.useCode(code, tokens.family, codeSeconds);
  return tokens;
}

/** RFC 7636, section 4.6. A verifier without a challenge is refused too: somebody may have taken the challenge away (RFC 9700). */
function isVerified(challenge: string | undefined, verifier: string | null): boolean {
  if (challenge === undefined || verifier === null) return challenge === undefined && verifier === null;
  return (
    /^[\w.~-]{43,128}$/.test(verifier) &&
    isSameText(createHash("sha256").update(verifier).digest("base64url"), challenge)
  );
}

async function byRefreshToken({ pool }: Exchange, client: ClientSettings, form: URLSearchParams): Promise<Tokens> {
  try {
    return await pool.issuer.renew(form.get("refresh_token") ?? "", client);
  } catch (error) {
    if (error instanceof AwsError) throw new OAuthError("invalid_grant");
    throw error;
  }
}

function forApplication({ pool }: Exchange, client: ClientSettings, form: URLSearchParams): Tokens {
  if (!client.grants.has("client_credentials") || client.secret === undefined)
    throw new OAuthError("unauthorized_client");
  const scopes = (form.get("scope") ?? [...client.scopes].join(" ")).split(" ").filter((scope) => scope !== "");
  if (scopes.some((scope) => !client.scopes.has(scope))) throw new OAuthError("invalid_scope");
  return pool.issuer.forApplication(client, scopes);
}

/** `/oauth2/userInfo` (https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html); all values are texts. */
export function userInfo({ pool, request }: Exchange): SiteResponse {
  const [, access = ""] = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? "") ?? [];
  try {
    const { user, client, claims } = pool.issuer.holderOf(access, "openid");
    const attributes = Object.entries(attributesFor({ user, client, scopes: claims.scopes }));
    const texts = Object.fromEntries(attributes.map(([name, value]) => [name, String(value)]));
    return json(200, { sub: user.sub, ...texts, username: user.username });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const description = "Access token is expired, disabled, or deleted, or the user has globally signed out.";
    const problem = { error: "invalid_token", error_description: description };
    const challenge = `Bearer error="invalid_token", error_description="${description}"`;
    return json(401, problem, { "www-authenticate": challenge });
  }
}

/** `/oauth2/revoke` (RFC 7009): what is none of this client's is as good as revoked. */
export async function revoke(exchange: Exchange): Promise<SiteResponse> {
  const form = await exchange.form();
  const client = clientOf(exchange, form);
  const given = form.get("token");
  if (given === null || !client.revokes) throw new OAuthError("invalid_request");
  if (given.startsWith("eyJ")) throw new OAuthError("unsupported_token_type");
  const { issuer } = exchange.pool;
  const family = issuer.familyOf(given);
  if (family?.clientId === client.id) await issuer.end(family.id);
  return json(200, {});
}
