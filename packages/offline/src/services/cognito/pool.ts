import type { Postbox } from "../../protocol/mail";
import type { UserPool } from "../../protocol/user-pools";
import { Accounts } from "./accounts";
import { notFound } from "./errors";
import type { Kept } from "./kept";
import { Mailing } from "./mailing";
import type { ClientSettings, PoolSettings } from "./settings";
import { SignIn } from "./sign-in";
import type { Store } from "./store/store";
import { Issuer } from "./tokens/issuer";
import { keyOf, newKey } from "./tokens/keys";
import { Users } from "./users";

export interface PoolContext {
  store: Store;
  kept: Kept;
  mailbox: Postbox;
  now: () => number;
  log: (text: string) => void;
}

/** A user pool that is open. */
export class Pool {
  readonly users: Users;
  readonly signIn: SignIn;
  readonly mailing: Mailing;
  readonly accounts: Accounts;

  private constructor(
    readonly settings: PoolSettings,
    readonly issuer: Issuer,
    readonly context: PoolContext,
    users: Users,
  ) {
    const { kept, mailbox, now, log } = context;
    this.users = users;
    this.mailing = new Mailing(users, mailbox, now);
    this.signIn = new SignIn(users, kept, now, (text) => log(`user pool ${settings.logicalName}: ${text}`));
    this.accounts = new Accounts(users, this.mailing, issuer, kept);
  }

  /** Opens a pool; one that is new gets its key, which is on disk then. */
  static async open(settings: PoolSettings, context: PoolContext): Promise<Pool> {
    const { store, now, log } = context;
    const known = store.key(settings.id);
    const pem = known ?? (await newKey());
    if (known === undefined) await store.commit({ kind: "key", pool: settings.id, pem });
    const users = new Users(settings, store, now);
    const pool = new Pool(settings, new Issuer(settings, keyOf(pem), users, store, now, log), context, users);
    await pool.accounts.follow();
    return pool;
  }

  /** What whoever judges its tokens has to know. */
  get asUserPool(): UserPool {
    const { issuer, key } = this.issuer;
    return { issuer, keyOf: (kid) => (kid === key.kid ? key.publicKey : undefined) };
  }

  /** @throws AwsError ResourceNotFoundException */
  client(id: string): ClientSettings {
    const client = this.settings.clients.find((one) => one.id === id);
    if (!client) throw notFound(`User pool client ${id} does not exist.`);
    return client;
  }
}
