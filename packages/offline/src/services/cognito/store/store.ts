import { Journal, type Journaled } from "../../../storage/journal";
import { Locks } from "../../../storage/locks";
import type { Opening } from "../../../storage/opening";
import type { Change, Family, User } from "./records";

/**
 * What user pools keep: keys, users, and what has come of sign-ins. All is on disk before anybody is told.
 *
 * The file is its owner's alone, as the whole data folder is: it has the pools' private keys in it.
 */
export class Store implements Journaled<Change> {
  readonly #keys = new Map<string, string>();
  /** By pool, then by `sub`. */
  readonly #users = new Map<string, Map<string, User>>();
  readonly #families = new Map<string, Family>();
  /** Ids of families by the prints of their handles. */
  readonly #handles = new Map<string, string>();
  readonly #locks = new Locks();
  readonly #journal: Journal<Change>;

  /** @throws UserError if the file is damaged elsewhere than at its torn end, and is not to be repaired */
  constructor(
    path: string,
    private readonly now: () => number,
    opening?: Opening,
  ) {
    this.#journal = new Journal<Change>(path, this, { opening, leastBytes: 1024 ** 2 });
  }

  key(pool: string): string | undefined {
    return this.#keys.get(pool);
  }

  /** The users of a pool, in the order in which they came. */
  users(pool: string): User[] {
    return [...(this.#users.get(pool)?.values() ?? [])];
  }

  user(pool: string, sub: string): User | undefined {
    return this.#users.get(pool)?.get(sub);
  }

  family(id: string): Family | undefined {
    return this.#families.get(id);
  }

  /** By the print of its handle. */
  familyOf(handle: string): Family | undefined {
    return this.#families.get(this.#handles.get(handle) ?? "");
  }

  familiesOf(pool: string, sub: string): Family[] {
    return [...this.#families.values()].filter((family) => family.pool === pool && family.sub === sub);
  }

  /** Does something that reads, decides and writes, alone with what it is about. */
  alone<Result>(about: string, act: () => Promise<Result>): Promise<Result> {
    return this.#locks.holding([about], act);
  }

  /** Returns when the changes are on disk, and true. */
  commit(...changes: Change[]): Promise<void> {
    return this.#journal.commit(changes);
  }

  close(): Promise<void> {
    return this.#journal.close();
  }

  /** For the journal alone. */
  apply(changes: Change[]): void {
    for (const change of changes) this.#apply(change);
  }

  #apply(change: Change): void {
    switch (change.kind) {
      case "key":
        this.#keys.set(change.pool, change.pem);
        break;
      case "user": {
        const users = this.#users.get(change.pool) ?? new Map<string, User>();
        this.#users.set(change.pool, users.set(change.user.sub, change.user));
        break;
      }
      case "userGone":
        this.#users.get(change.pool)?.delete(change.sub);
        break;
      case "family":
        this.#families.set(change.family.id, change.family);
        this.#handles.set(change.family.handle, change.family.id);
        break;
    }
  }

  /** What is expired is left out. */
  *lines(): Generator<Change[]> {
    for (const [pool, pem] of this.#keys) yield [{ kind: "key", pool, pem }];
    for (const [pool, users] of this.#users) for (const user of users.values()) yield [{ kind: "user", pool, user }];
    for (const family of this.#families.values()) if (family.expires > this.now()) yield [{ kind: "family", family }];
  }
}
