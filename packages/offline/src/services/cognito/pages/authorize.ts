import type { SiteResponse } from "../../sites";
import type { ClientSettings } from "../settings";
import type { User } from "../store/records";
import type { Exchange } from "./exchange";
import { PageProblem } from "./problems";

/** How long a code and a browser's session are good for, in seconds, as Cognito's are. */
const life = { code: 300, session: 3600 } as const;

/** What an application asks for (RFC 6749, section 4.1.1; RFC 7636, section 4.3). */
export interface Asked {
  client: ClientSettings;
  redirectUri: string;
  responseType: "code" | "token";
  scopes: readonly string[];
  state?: string;
  nonce?: string;
  challenge?: string;
  prompt: readonly string[];
}

/** What is wrong with what an application asks, which it is told at its own address. */
export class Refused extends Error {
  constructor(readonly location: string) {
    super("the application is told");
  }
}

/**
 * Reads what an application asks for.
 *
 * @throws PageProblem where nobody can be trusted to be told: an unknown application, or an address that is not its own
 * @throws Refused for what the application is told
 */
export function askedBy({ pool, parameters }: Exchange): Asked {
  const one = (name: string): string | undefined => {
    const all = parameters.getAll(name);
    return all.length === 1 && all[0] !== "" ? all[0] : undefined;
  };
  const client = pool.settings.clients.find(({ id, usesPages }) => usesPages && id === one("client_id"));
  if (!client) throw new PageProblem("client");
  const redirectUri = parameters.has("redirect_uri") ? one("redirect_uri") : client.defaultCallback;
  // Exact, character by character (RFC 9700, section 2.1).
  if (redirectUri === undefined || !client.callbacks.includes(redirectUri)) throw new PageProblem("redirect");
  const given = one("response_type");
  const state = one("state");
  const refuse = (error: string, error_description: string): Refused =>
    new Refused(
      addressWith(
        { redirectUri, responseType: given === "token" ? given : "code", state },
        { error, error_description },
      ),
    );
  const twice = [...new Set(parameters.keys())].find((name) => parameters.getAll(name).length > 1);
  if (twice !== undefined) throw refuse("invalid_request", `${twice} is given twice`);
  const responseType = (["code", "token"] as const).find((type) => type === given);
  if (responseType === undefined) throw refuse("unsupported_response_type", "response_type must be code or token");
  if (!client.grants.has(responseType === "code" ? "code" : "implicit"))
    throw refuse("unauthorized_client", "the client is not allowed this flow");
  const scopes = (one("scope") ?? [...client.scopes].join(" ")).split(" ").filter((scope) => scope !== "");
  const unknown = scopes.filter((scope) => !client.scopes.has(scope));
  if (unknown.length > 0) throw refuse("invalid_scope", `the client is not allowed ${unknown.join(" ")}`);
  const [challenge, method] = [one("code_challenge"), one("code_challenge_method")];
  if ((challenge === undefined) !== (method === undefined) || (method !== undefined && method !== "S256"))
    throw refuse("invalid_request", "code_challenge goes with code_challenge_method=S256");
  if (challenge !== undefined && !/^[\w-]{43}$/.test(challenge))
    throw refuse("invalid_request", "code_challenge is no SHA-256 in base64url");
  if (!["COGNITO", undefined].includes(one("identity_provider")))
    throw refuse("invalid_request", "users sign in by the pool alone here, and by no other identity provider");
  const prompt = (one("prompt") ?? "").split(" ").filter((word) => word !== "");
  return { client, redirectUri, responseType, scopes, state, nonce: one("nonce"), challenge, prompt };
}

/** `/oauth2/authorize`: who has signed in a while ago goes straight on; else the page to sign in comes first. */
export async function authorize(exchange: Exchange): Promise<SiteResponse> {
  const asked = askedBy(exchange);
  const known = asked.prompt.includes("login") ? undefined : signedIn(exchange);
  if (known) return grant(exchange, asked, known.user, known.authTime);
  if (asked.prompt.includes("none"))
    throw new Refused(addressWith(asked, { error: "login_required", error_description: "nobody has signed in" }));
  return exchange.redirect(`/login?${exchange.request.query}`);
}

/** Who has signed in with this browser within the hour. */
export function signedIn(exchange: Exchange): { user: User; authTime: number } | undefined {
  const { pool } = exchange;
  const session = pool.context.kept.sessions.get(exchange.cookie("session") ?? "");
  if (session?.pool !== pool.settings.id) return undefined;
  const user = pool.context.store.user(pool.settings.id, session.sub);
  return user?.isEnabled === true && user.status === "CONFIRMED" ? { user, authTime: session.authTime } : undefined;
}

/** Remembers who has signed in with this browser, and goes back to the application. */
export function welcome(exchange: Exchange, asked: Asked, user: User): Promise<SiteResponse> {
  const { kept, now } = exchange.pool.context;
  const session = { pool: exchange.pool.settings.id, sub: user.sub, authTime: now() };
  exchange.setCookie("session", kept.sessions.put(session, life.session), life.session);
  return grant(exchange, asked, user, session.authTime);
}

/** Tells the application that a user is signed in: by a code, or, where the client allows that, by the tokens. */
async function grant(exchange: Exchange, asked: Asked, user: User, authTime: number): Promise<SiteResponse> {
  const { pool } = exchange;
  const { client, redirectUri, responseType, scopes, nonce, challenge } = asked;
  if (responseType === "code") {
    const grantOf = { pool: pool.settings.id, clientId: client.id, sub: user.sub };
    const code = pool.context.kept.codes.put(
      { ...grantOf, redirectUri, scopes, nonce, challenge, authTime },
      life.code,
    );
    return exchange.redirect(addressWith(asked, { code }));
  }
  const tokens = await pool.issuer.begin(user, client, { scopes, nonce, authTime, isFromPages: true });
  const shown = {
    access_token: tokens.access,
    ...(tokens.id !== undefined && { id_token: tokens.id }),
    ...{ token_type: "Bearer", expires_in: String(tokens.seconds) },
  };
  return exchange.redirect(addressWith(asked, shown));
}

/** The application's address with what it is told: in the query, or behind `#` where it is for the browser alone. */
export function addressWith(
  { redirectUri, responseType, state }: Pick<Asked, "redirectUri" | "responseType" | "state">,
  told: Record<string, string>,
): string {
  const parameters = new URLSearchParams({ ...told, ...(state !== undefined && { state }) });
  if (responseType === "token") return `${redirectUri}#${parameters}`;
  return `${redirectUri}${redirectUri.includes("?") ? "&" : "?"}${parameters}`;
}

/** Seconds that codes are good for. */
export const codeSeconds = life.code;
