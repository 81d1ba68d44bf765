import { randomUUID } from "node:crypto";
import { AwsError } from "../../protocol/service";
import { invalidParameter, isDeclared, userExists, userNotFound } from "./errors";
import { hashPassword } from "./passwords/hash";
import { checkPassword } from "./passwords/policy";
import { verifierOf } from "./passwords/srp";
import type { GroupSettings, PoolSettings } from "./settings";
import type { User } from "./store/records";
import type { Store } from "./store/store";

const day = 86_400_000;

/** What a user is made of. */
export interface NewUser {
  /** The name that was given: an e-mail address where users are named by it. */
  name: string;
  attributes: Readonly<Record<string, string>>;
  status: User["status"];
  password?: string;
  sub?: string;
  declared?: User["declared"];
  isEnabled?: boolean;
}

/** The users of one pool. */
export class Users {
  constructor(
    readonly pool: PoolSettings,
    private readonly store: Store,
    private readonly now: () => number,
  ) {}

  /** In the order in which they came. */
  all(): User[] {
    return this.store.users(this.pool.id);
  }

  /** By name, or by an attribute that stands for it. */
  find(name: string): User | undefined {
    const { usernameAttributes, aliasAttributes } = this.pool;
    const is = (value: string | undefined): boolean => value !== undefined && this.folded(value) === this.folded(name);
    const isKnownBy = ({ username, attributes }: User): boolean =>
      is(username) ||
      usernameAttributes.some((attribute) => is(attributes[attribute])) ||
      aliasAttributes.some(
        (attribute) =>
          is(attributes[attribute]) &&
          (attribute === "preferred_username" || attributes[`${attribute}_verified`] === "true"),
      );
    return this.all().find(isKnownBy);
  }

  /** @throws AwsError UserNotFoundException */
  get(name: string): User {
    const user = this.find(name);
    if (!user) throw userNotFound();
    return user;
  }

  /** How a person is told of a user: by the address, where there is one. */
  shown({ username, attributes }: User): string {
    return this.pool.usernameAttributes.map((attribute) => attributes[attribute]).find(Boolean) ?? username;
  }

  /** The groups of a user, in the order in which the program declares them. */
  groupsOf(user: User): GroupSettings[] {
    const names = new Set([...user.groups, ...this.declaredGroupsOf(user)]);
    return this.pool.groups.filter(({ name }) => names.has(name));
  }

  /** Groups that the program itself puts a user into. */
  declaredGroupsOf({ declared }: User): readonly string[] {
    return this.pool.users.find(({ urn }) => urn === declared?.urn)?.groups ?? [];
  }

  /**
   * Returns when the user is on disk.
   *
   * @throws AwsError UsernameExistsException and others
   */
  async create({ name, attributes: given, status, password, sub = randomUUID(), ...rest }: NewUser): Promise<User> {
    const { pool } = this;
    const attributes = { ...given };
    const [byAddress] = pool.usernameAttributes;
    if (byAddress !== undefined) {
      const named = pool.usernameAttributes.find((one) => (one === "email") === name.includes("@")) ?? "";
      if (!/^[^\s@]+@[^\s@]+$|^\+\d{6,15}$/.test(name) || named === "")
        throw invalidParameter(`Username should be ${pool.usernameAttributes.map(addressNames).join(" or ")}.`);
      attributes[named] ??= name;
    } else if (!/^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u.test(name))
      throw invalidParameter("1 validation error detected: Value at 'username' failed to satisfy constraint");
    this.checkAttributes(attributes);
    const missing = pool.required.find((attribute) => !attributes[attribute]);
    if (missing !== undefined)
      throw invalidParameter(
        `Attributes did not conform to the schema: ${missing}: The attribute ${missing} is required`,
      );
    const username = byAddress === undefined ? (pool.isCaseSensitive ? name : name.toLowerCase()) : sub;
    const secrets = password === undefined ? {} : await this.secretsOf(username, password);
    const now = this.now();
    const user: User = {
      ...{ username, sub, attributes, status, isEnabled: rest.isEnabled ?? true, created: now, modified: now },
      ...{ usesTotp: false, groups: [], codes: {}, declared: rest.declared },
      ...secrets,
      ...(status === "FORCE_CHANGE_PASSWORD" && { temporaryUntil: now + pool.password.temporaryDays * day }),
    };
    return this.store.alone(`${pool.id} names`, async () => {
      if (this.find(name)) throw userExists();
      const taken = pool.aliasAttributes.find((one) => attributes[one] !== undefined && this.find(attributes[one]));
      if (taken !== undefined)
        throw new AwsError("AliasExistsException", `An account with the given ${taken} already exists.`);
      await this.store.commit({ kind: "user", pool: pool.id, user });
      return user;
    });
  }

  /**
   * Changes a user; what else changes the same waits.
   *
   * @param update may throw: then nothing has changed
   */
  change({ sub }: Pick<User, "sub">, update: (user: User) => Partial<User>): Promise<User> {
    return this.store.alone(sub, async () => {
      const known = this.store.user(this.pool.id, sub);
      if (!known) throw userNotFound();
      const user = { ...known, ...update(known), modified: this.now() };
      await this.store.commit({ kind: "user", pool: this.pool.id, user });
      return user;
    });
  }

  /** @throws AwsError if the program declares the user */
  async delete({ sub, declared, username }: User): Promise<void> {
    if (declared) throw isDeclared(`the user ${username}`);
    await this.store.commit({ kind: "userGone", pool: this.pool.id, sub });
  }

  /**
   * Gives a user a password.
   *
   * @param status what the user is then
   * @throws AwsError InvalidPasswordException
   */
  async setPassword(user: User, password: string, status: User["status"], more: Partial<User> = {}): Promise<User> {
    checkPassword(password, this.pool.password);
    const secrets = await this.secretsOf(user.username, password);
    const isTemporary = status === "FORCE_CHANGE_PASSWORD";
    const temporaryUntil = isTemporary ? this.now() + this.pool.password.temporaryDays * day : undefined;
    return this.change(user, () => ({ ...secrets, status, temporaryUntil, ...more }));
  }

  /** @throws AwsError InvalidParameterException for attributes that users of the pool do not have */
  checkAttributes(attributes: Readonly<Record<string, string>>): void {
    for (const name of Object.keys(attributes)) {
      if (name === "sub") throw invalidParameter("Cannot modify the non-mutable attribute sub");
      if (this.pool.attributes.has(name)) continue;
      throw invalidParameter(
        `Attributes did not conform to the schema: ${name}: Attribute does not exist in the schema.\n`,
      );
    }
  }

  private async secretsOf(username: string, password: string): Promise<Pick<User, "password" | "srp">> {
    const poolName = this.pool.id.slice(this.pool.id.indexOf("_") + 1);
    return { password: await hashPassword(password), srp: verifierOf(poolName, username, password) };
  }

  private folded(name: string): string {
    return this.pool.isCaseSensitive ? name : name.toLowerCase();
  }
}

const addressNames = (attribute: string): string => (attribute === "email" ? "an email" : "a phone number");
