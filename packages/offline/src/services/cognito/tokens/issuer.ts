import { randomBytes, randomUUID } from "node:crypto";
import { notAuthorized } from "../errors";
import { printOf } from "../passwords/hash";
import { type ClientSettings, issuerOf, type PoolSettings } from "../settings";
import type { Family, User } from "../store/records";
import type { Store } from "../store/store";
import type { Users } from "../users";
import { accessClaims, applicationClaims, type Grant, idClaims, selfScope } from "./claims";
import { type SigningKey, signed } from "./keys";
import { type AccessClaims, readAccessToken } from "./verify";

/** The tokens of a sign-in, or of its renewal. */
export interface Tokens {
  access: string;
  /** Missing where the scope `openid` was not asked for. */
  id?: string;
  /** Missing where the one that was used stays good. */
  refresh?: string;
  /** Seconds that the access token is good for. */
  seconds: number;
}

/** How a user came. */
export interface Origin {
  scopes: readonly string[];
  isFromPages: boolean;
  nonce?: string;
  /** When the user signed in, in milliseconds since the epoch. */
  authTime?: number;
}

const fromApi: Origin = { scopes: [selfScope], isFromPages: false };

/** Issues the tokens of a pool, renews and revokes them. */
export class Issuer {
  readonly issuer: string;

  constructor(
    private readonly pool: PoolSettings,
    readonly key: SigningKey,
    private readonly users: Users,
    private readonly store: Store,
    private readonly now: () => number,
    /** Told of what a person should know. */
    private readonly log: (text: string) => void,
  ) {
    this.issuer = issuerOf(pool);
  }

  /** Tokens for a user who has signed in, with the first of a family of refresh tokens, which is on disk then. */
  async begin(user: User, client: ClientSettings, origin: Origin = fromApi): Promise<Tokens & { family: string }> {
    const now = this.now();
    const id = randomUUID();
    const handle = randomBytes(24).toString("base64url");
    const refresh = newToken(handle);
    const family: Family = {
      ...{ id, handle: printOf(handle), pool: this.pool.id, sub: user.sub, clientId: client.id },
      ...{ scopes: origin.scopes, isFromPages: origin.isFromPages, authTime: origin.authTime ?? now, isEnded: false },
      expires: now + client.validity.refresh * 1000,
      live: [{ hash: printOf(refresh) }],
    };
    await this.store.commit({ kind: "family", family });
    return { ...this.tokensOf(user, client, family, origin.nonce), refresh, family: id };
  }

  /** A token for an application itself. */
  forApplication(client: ClientSettings, scopes: readonly string[]): Tokens {
    const claims = applicationClaims(this.pool, client, scopes, this.now());
    return { access: signed(claims, this.key), seconds: client.validity.access };
  }

  /**
   * New tokens for a refresh token. Where tokens are exchanged, it is good for a few seconds more, for who did not get the
   * answer. If it is used after that, two have it, of whom one has stolen it: all that came of the sign-in ends.
   *
   * @throws AwsError NotAuthorizedException
   */
  async renew(refresh: string, client: ClientSettings): Promise<Tokens> {
    const known = this.familyOf(refresh);
    if (!known || known.clientId !== client.id) throw notAuthorized("Invalid Refresh Token");
    return this.store.alone(known.id, async () => {
      const family = this.store.family(known.id) ?? known;
      const now = this.now();
      if (family.isEnded) throw notAuthorized("Refresh Token has been revoked");
      if (family.expires <= now) throw notAuthorized("Refresh Token has expired");
      const hash = printOf(refresh);
      const used = family.live.find((one) => one.hash === hash);
      if (!used || (used.until ?? Infinity) <= now) {
        await this.endNow(family);
        this.log(
          `user pool ${this.pool.logicalName}: a refresh token of ${this.nameOf(family)} was used again after its exchange, so somebody may have stolen it; all that came of that sign-in is revoked`,
        );
        throw notAuthorized("Refresh Token has been revoked");
      }
      const user = this.store.user(this.pool.id, family.sub);
      if (!user) throw notAuthorized("Invalid Refresh Token");
      if (!user.isEnabled) throw notAuthorized("User is disabled.");
      const tokens = this.tokensOf(user, client, family);
      if (client.rotationGrace === undefined) return tokens;
      const next = newToken(handleIn(refresh));
      const until = Math.min(used.until ?? Infinity, now + client.rotationGrace * 1000);
      const live = family.live
        .filter((one) => one !== used && (one.until ?? Infinity) > now)
        .concat({ hash, until }, { hash: printOf(next) });
      await this.store.commit({ kind: "family", family: { ...family, live } });
      return { ...tokens, refresh: next };
    });
  }

  /** The family of a refresh token, whether it is good or not. */
  familyOf(refresh: string): Family | undefined {
    const family = this.store.familyOf(printOf(handleIn(refresh)));
    return family?.pool === this.pool.id ? family : undefined;
  }

  /** Ends all that came of a sign-in, by the id of its family. */
  async end(id: string): Promise<void> {
    await this.store.alone(id, async () => {
      const family = this.store.family(id);
      if (family && !family.isEnded) await this.endNow(family);
    });
  }

  /** Ends all that came of any sign-in of a user. */
  async endAll({ sub }: User): Promise<void> {
    await Promise.all(this.store.familiesOf(this.pool.id, sub).map(({ id }) => this.end(id)));
  }

  private endNow(family: Family): Promise<void> {
    return this.store.commit({ kind: "family", family: { ...family, isEnded: true, live: [] } });
  }

  /**
   * Who an access token is of, for Cognito's own operations.
   *
   * @param scope which it must have
   * @throws AwsError NotAuthorizedException
   */
  holderOf(token: string, scope = selfScope): { user: User; client: ClientSettings; claims: AccessClaims } {
    const claims = readAccessToken(token, this.key, this.issuer, this.now());
    if (!claims) throw notAuthorized("Invalid Access Token");
    const user = this.store.user(this.pool.id, claims.sub);
    const client = this.pool.clients.find(({ id }) => id === claims.clientId);
    if (!user || !client) throw notAuthorized("Invalid Access Token");
    if (this.store.family(claims.originJti)?.isEnded === true) throw notAuthorized("Access Token has been revoked");
    if (!claims.scopes.includes(scope)) throw notAuthorized("Access Token does not have required scopes");
    if (!user.isEnabled) throw notAuthorized("User is disabled.");
    return { user, client, claims };
  }

  private tokensOf(user: User, client: ClientSettings, family: Family, nonce?: string): Tokens {
    const { scopes, authTime, isFromPages } = family;
    const grant: Grant = {
      ...{ pool: this.pool, client, user, groups: this.users.groupsOf(user), now: this.now(), scopes, nonce },
      ...{ authTime, originJti: family.id, eventId: randomUUID(), isFromPages },
    };
    const access = signed(accessClaims(grant), this.key);
    // Whom the API signs in has both; who comes by the pages has what the application has asked for.
    const hasId = !isFromPages || scopes.includes("openid");
    const id = hasId ? signed(idClaims(grant, access), this.key) : undefined;
    return { access, id, seconds: client.validity.access };
  }

  private nameOf({ sub }: Family): string {
    const user = this.store.user(this.pool.id, sub);
    return user ? this.users.shown(user) : sub;
  }
}

/** A refresh token finds its family by what stands before the dot, which is a secret too. */
const newToken = (handle: string): string => `${handle}.${randomBytes(48).toString("base64url")}`;
const handleIn = (refresh: string): string => refresh.split(".")[0] ?? "";
