import * as oauth from "oauth4webapi";
import type { SignIn } from "../config";
import { Failure } from "./api";
import { keep, kept } from "./storage";

/** Who has signed in. */
export interface Person {
  email: string;
  groups: readonly string[];
}

/** What the pool gives. It is in this page's memory alone: in no storage, which scripts of an earlier visit could read. */
interface Tokens {
  access: string;
  refresh: string;
  /** When the access token runs out, in milliseconds since 1970. */
  expires: number;
  person: Person;
}

/** A sign-in that is under way. */
interface Pending {
  state: string;
  nonce: string;
  /** What only this page knows of the code that comes (RFC 7636). */
  verifier: string;
  /** The page that it leads back to, and what of it the pool is not told. */
  callback: string;
  path: string;
}

/** How a page was arrived at: of those that come from the pool, `elsewhere` is one whose sign-in another page waits for. */
export type Arrival = "other" | "signedIn" | "elsewhere";

/** Milliseconds before its end that a token is renewed. */
const margin = 60_000;

/** Names in the tab's storage: of the sign-in that is under way, and of the fact that somebody has signed in. */
const [pendingKey, signedInKey] = ["signIn", "signedIn"];

/** By this pages tell each other of codes that came to the wrong one. */
const channelName = "sign-in";

/** Milliseconds that a page waits for another one to say that a code is its own. */
const patience = 2_000;

/**
 * A person's session with the stack's user pool: authorization code with PKCE (RFC 6749, RFC 7636).
 *
 * Each page of the site is a document of its own, and none keeps tokens. A page that somebody has signed in to in this tab asks
 * the pool anew, without a word: the pool's own cookie answers for an hour, out of any script's reach. A refresh token in the
 * browser's storage would save that detour, and be there for whoever gets a script into the pages.
 */
export class Session {
  private tokens: Tokens | undefined;
  private renewing: Promise<string | undefined> | undefined;
  private readonly server: oauth.AuthorizationServer;
  private readonly client: oauth.Client;
  private readonly options: { [oauth.allowInsecureRequests]?: boolean };

  /** @param onChange told when a person has come, or is no longer there */
  constructor(
    private readonly signIn: SignIn,
    private readonly onChange: () => void,
  ) {
    const { issuer, url, clientId } = signIn;
    this.server = {
      issuer,
      authorization_endpoint: `${url}/oauth2/authorize`,
      token_endpoint: `${url}/oauth2/token`,
      revocation_endpoint: `${url}/oauth2/revoke`,
    };
    this.client = { client_id: clientId };
    // A pool offline is on this machine, where nobody listens.
    this.options = url.startsWith("http:") ? { [oauth.allowInsecureRequests]: true } : {};
  }

  /** Undefined while nobody is signed in. */
  get person(): Person | undefined {
    return this.tokens?.person;
  }

  /** Whether somebody has signed in to a page of this tab. */
  get wasSignedIn(): boolean {
    return kept("session", signedInKey) !== undefined;
  }

  /**
   * Takes what the pool has led back with, if it is the pool that has led here.
   *
   * @throws Failure if the pool has refused
   */
  async arrive(): Promise<Arrival> {
    const here = new URL(location.href);
    const state = here.searchParams.get("state");
    if (state === null || !(here.searchParams.has("code") || here.searchParams.has("error"))) return "other";
    const pending = pendingOf(kept("session", pendingKey));
    keep("session", pendingKey, undefined);
    // A code is of use once; in the history it would be in the way.
    history.replaceState(null, "", pending?.state === state ? pending.path : here.pathname);
    if (pending?.state !== state) {
      if (await isTakenElsewhere(here, state)) return "elsewhere";
      throw new Failure(400, "");
    }
    await this.take(here, pending);
    return "signedIn";
  }

  /** Leaves for the pool's page, which leads back here. */
  async begin(): Promise<void> {
    const pending = newPending();
    keep("session", pendingKey, JSON.stringify(pending));
    location.assign(await this.addressFor(pending));
  }

  /**
   * Opens the pool's page in a window, while this page stays as it is.
   *
   * @returns whether the window is there: browsers may keep it away
   */
  async beginBeside(): Promise<boolean> {
    const pending = newPending();
    const channel = new BroadcastChannel(channelName);
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      const here = codeIn(data);
      if (here?.searchParams.get("state") !== pending.state) return;
      channel.postMessage({ taken: pending.state });
      channel.close();
      this.take(here, pending).catch(reportError);
    };
    const opened = open(await this.addressFor(pending), "_blank", "popup,width=480,height=720");
    if (!opened) channel.close();
    return opened !== null;
  }

  /**
   * The access token, renewed if it runs out within a minute.
   *
   * @returns undefined where nobody is signed in, or the session has ended
   * @throws Failure if the pool does not answer
   */
  async token(): Promise<string | undefined> {
    const { tokens } = this;
    if (!tokens || tokens.expires - Date.now() > margin) return tokens?.access;
    // Each refresh token is good for one renewal: whoever comes meanwhile waits for this one.
    this.renewing ??= this.renew(tokens).finally(() => (this.renewing = undefined));
    return this.renewing;
  }

  /** Ends the session if this token, which the API has refused, is still the one. */
  refused(token: string): void {
    if (this.tokens?.access === token) this.end();
  }

  /** Ends the session here and in the pool, and leaves for the pool's page that forgets it. */
  async leave(): Promise<void> {
    const { tokens, server, client, options, signIn } = this;
    keep("session", signedInKey, undefined);
    // Where it cannot be revoked, it is forgotten all the same.
    if (tokens) await oauth.revocationRequest(server, client, oauth.None(), tokens.refresh, options).catch(reportError);
    const query = new URLSearchParams({ client_id: signIn.clientId, logout_uri: `${location.origin}/` });
    location.assign(`${signIn.url}/logout?${query}`);
  }

  private async addressFor({ state, nonce, verifier, callback }: Pending): Promise<string> {
    const query = new URLSearchParams({
      response_type: "code",
      client_id: this.signIn.clientId,
      redirect_uri: callback,
      scope: this.signIn.scopes.join(" "),
      ...{ state, nonce, code_challenge_method: "S256" },
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    });
    return `${this.server.authorization_endpoint}?${query}`;
  }

  private async take(here: URL, { state, nonce, verifier, callback }: Pending): Promise<void> {
    const { server, client, options } = this;
    try {
      const parameters = oauth.validateAuthResponse(server, client, here, state);
      const response = await oauth.authorizationCodeGrantRequest(
        ...([server, client, oauth.None(), parameters, callback, verifier, options] as const),
      );
      const checks = { expectedNonce: nonce, requireIdToken: true };
      this.keep(await oauth.processAuthorizationCodeResponse(server, client, response, checks));
    } catch (error) {
      throw failureOf(error);
    }
    keep("session", signedInKey, "yes");
    this.onChange();
  }

  private async renew({ access, refresh, expires }: Tokens): Promise<string | undefined> {
    const { server, client, options } = this;
    try {
      const response = await oauth.refreshTokenGrantRequest(server, client, oauth.None(), refresh, options);
      return this.keep(await oauth.processRefreshTokenResponse(server, client, response), refresh);
    } catch (error) {
      if (error instanceof oauth.ResponseBodyError) {
        this.end();
        return undefined;
      }
      if (expires > Date.now()) return access;
      throw failureOf(error);
    }
  }

  /** @param before the refresh token that goes on, where there comes no other */
  private keep(response: oauth.TokenEndpointResponse, before?: string): string {
    const { access_token: access, refresh_token: refresh = before ?? "", expires_in: seconds = 0 } = response;
    const person = personOf(oauth.getValidatedIdTokenClaims(response)) ?? this.tokens?.person;
    if (!person) throw new Failure(400, "");
    this.tokens = { access, refresh, expires: Date.now() + seconds * 1000, person };
    return access;
  }

  private end(): void {
    this.tokens = undefined;
    this.onChange();
  }
}

function newPending(): Pending {
  const callback = `${location.origin}${location.pathname.replace(/index\.html$/, "")}`;
  const path = `${location.pathname}${location.search}${location.hash}`;
  const [state, nonce, verifier] = [
    oauth.generateRandomState(),
    oauth.generateRandomNonce(),
    oauth.generateRandomCodeVerifier(),
  ];
  return { state, nonce, verifier, callback, path };
}

function pendingOf(text: string | undefined): Pending | undefined {
  const value = new Map(Object.entries<unknown>(JSON.parse(text ?? "{}")));
  const [state, nonce, verifier, callback, path] = ["state", "nonce", "verifier", "callback", "path"].map((name) =>
    String(value.get(name) ?? ""),
  );
  return state && nonce && verifier && callback && path ? { state, nonce, verifier, callback, path } : undefined;
}

/** The address that a page passes on, to which the pool has led it. */
const codeIn = (data: unknown): URL | undefined =>
  typeof data === "object" && data !== null && "arrived" in data ? new URL(String(data.arrived)) : undefined;

/** Passes on what the pool has led here with. Returns whether a page of this site has waited for it. */
async function isTakenElsewhere(here: URL, state: string): Promise<boolean> {
  const channel = new BroadcastChannel(channelName);
  const isTaken = new Promise<boolean>((resolve) => {
    channel.onmessage = ({ data }: MessageEvent<unknown>) =>
      typeof data === "object" && data !== null && "taken" in data && data.taken === state && resolve(true);
    setTimeout(() => resolve(false), patience);
  });
  channel.postMessage({ arrived: here.href });
  return isTaken.finally(() => channel.close());
}

function personOf(claims: oauth.IDToken | undefined): Person | undefined {
  if (!claims) return undefined;
  const { email, "cognito:groups": groups } = claims;
  return {
    email: typeof email === "string" ? email : claims.sub,
    groups: Array.isArray(groups) ? groups.map(String) : [],
  };
}

/** What went wrong, in the pool's words where it has some. */
function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof TypeError) return new Failure(0, "");
  if (error instanceof oauth.AuthorizationResponseError || error instanceof oauth.ResponseBodyError)
    return new Failure(400, "", error.error_description ?? error.error);
  reportError(error);
  return new Failure(-1, "");
}
