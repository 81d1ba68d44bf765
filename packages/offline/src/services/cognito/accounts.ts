import {
  codeExpired,
  invalidParameter,
  isDeclared,
  notAuthorized,
  notFound,
  userNotFound,
  wrongPassword,
} from "./errors";
import type { Kept } from "./kept";
import { type CodeDelivery, deliveredTo, type Mailing } from "./mailing";
import { hashPassword, isPassword } from "./passwords/hash";
import { checkPassword, temporaryPassword } from "./passwords/policy";
import type { ClientSettings, DeclaredUser } from "./settings";
import type { User } from "./store/records";
import type { Issuer } from "./tokens/issuer";
import type { Users } from "./users";

/** What becomes of users: by who runs the pool, and by themselves. */
export class Accounts {
  constructor(
    private readonly users: Users,
    private readonly mailing: Mailing,
    private readonly issuer: Issuer,
    private readonly kept: Kept,
  ) {}

  /** Makes true what the program says of users, who else stay as they are. */
  async follow(): Promise<void> {
    const { pool } = this.users;
    for (const declared of pool.users) await this.followOne(declared);
    for (const user of this.users.all()) {
      if (!user.declared || pool.users.some(({ urn }) => urn === user.declared?.urn)) continue;
      await this.users.delete({ ...user, declared: undefined });
    }
  }

  private async followOne(declared: DeclaredUser): Promise<void> {
    const { urn, username, sub, attributes, isEnabled } = declared;
    const given = declared.password ?? declared.temporaryPassword;
    const status = declared.password === undefined ? "FORCE_CHANGE_PASSWORD" : "CONFIRMED";
    const known = this.users.all().find((user) => user.declared?.urn === urn);
    if (!known) {
      const password = given ?? temporaryPassword(this.users.pool.password);
      checkPassword(password, this.users.pool.password);
      const origin = {
        declared: { urn, password: given === undefined ? undefined : await hashPassword(given) },
        sub,
        isEnabled,
      };
      const user = await this.users.create({ name: username, attributes, status, password, ...origin });
      if (declared.isInvited) await this.mailing.invite(user, password);
      return;
    }
    // Users may have changed it since; it is the program's change that counts.
    if (given !== undefined && !(await isPassword(given, known.declared?.password)))
      await this.users.setPassword(known, given, status, { declared: { urn, password: await hashPassword(given) } });
    const merged = { ...known.attributes, ...attributes };
    if (known.isEnabled !== isEnabled || JSON.stringify(merged) !== JSON.stringify(known.attributes))
      await this.users.change(known, () => ({ isEnabled, attributes: merged }));
  }

  /**
   * Makes a user who changes the password at the first sign-in.
   *
   * @param password a random one, if undefined
   * @param isTold whether it is mailed
   */
  async invite(
    name: string,
    attributes: Readonly<Record<string, string>>,
    password: string | undefined,
    isTold: boolean,
  ): Promise<User> {
    const temporary = password ?? temporaryPassword(this.users.pool.password);
    checkPassword(temporary, this.users.pool.password);
    const user = await this.users.create({ name, attributes, status: "FORCE_CHANGE_PASSWORD", password: temporary });
    if (isTold) await this.mailing.invite(user, temporary);
    return user;
  }

  /** Gives who has not come yet another temporary password. */
  async inviteAgain(user: User, password: string | undefined): Promise<User> {
    if (user.status !== "FORCE_CHANGE_PASSWORD")
      throw notAuthorized("Resend not possible. User is in CONFIRMED state.");
    const temporary = password ?? temporaryPassword(this.users.pool.password);
    const changed = await this.users.setPassword(user, temporary, "FORCE_CHANGE_PASSWORD");
    await this.mailing.invite(changed, temporary);
    return changed;
  }

  /** Somebody's own sign-up, which a code confirms. */
  async signUp(
    client: ClientSettings,
    name: string,
    password: string,
    attributes: Readonly<Record<string, string>>,
  ): Promise<{ user: User; delivery: CodeDelivery | undefined }> {
    if (this.users.pool.isAdminOnly) throw notAuthorized("SignUp is not permitted for this user pool");
    const forbidden = Object.keys(attributes).find(
      (one) => one.endsWith("_verified") || !(client.writes?.has(one) ?? true),
    );
    if (forbidden !== undefined) throw notAuthorized("A client attempted to write unauthorized attribute");
    checkPassword(password, this.users.pool.password);
    const user = await this.users.create({ name, attributes, status: "UNCONFIRMED", password });
    const isVerified = this.users.pool.autoVerified.includes("email");
    return { user, delivery: isVerified ? await this.mailing.sendCode(user, "signUp") : undefined };
  }

  async confirmSignUp(client: ClientSettings, name: string, code: string): Promise<void> {
    const user = this.users.find(name);
    // Of nobody a code is as wrong as of anybody.
    if (!user) throw client.hidesUsers ? codeExpired() : userNotFound();
    if (user.status !== "UNCONFIRMED")
      throw notAuthorized(`User cannot be confirmed. Current status is ${user.status}`);
    await this.mailing.takeCode(user, "signUp", code);
    await this.users.change(user, ({ attributes }) => ({
      status: "CONFIRMED",
      attributes: { ...attributes, email_verified: "true" },
    }));
  }

  async sendSignUpCode(client: ClientSettings, name: string): Promise<CodeDelivery | undefined> {
    const user = this.users.find(name);
    if (!user) return this.nobody(client, name);
    if (user.status !== "UNCONFIRMED") throw invalidParameter("User is already confirmed.");
    return this.mailing.sendCode(user, "signUp");
  }

  /** Mails a code by which a user who has forgotten the password sets another one. */
  async forgot(client: ClientSettings, name: string): Promise<CodeDelivery | undefined> {
    const user = this.users.find(name);
    if (!user) return this.nobody(client, name);
    if (!user.isEnabled) throw notAuthorized("User is disabled.");
    if (user.status === "FORCE_CHANGE_PASSWORD")
      throw notAuthorized("User password cannot be reset in the current state.");
    if (user.attributes.email === undefined || user.attributes.email_verified !== "true")
      throw invalidParameter(
        "Cannot reset password for the user as there is no registered/verified email or phone_number",
      );
    return this.mailing.sendCode(user, "password");
  }

  async confirmForgotten(client: ClientSettings, name: string, code: string, password: string): Promise<User> {
    const user = this.users.find(name);
    if (!user) throw client.hidesUsers ? codeExpired() : userNotFound();
    // A password that is refused uses up no code.
    checkPassword(password, this.users.pool.password);
    await this.mailing.takeCode(user, "password", code);
    const changed = await this.users.setPassword(user, password, "CONFIRMED");
    this.kept.attempts.succeeded(`${this.users.pool.id} ${user.sub}`);
    return changed;
  }

  async changePassword(user: User, previous: string, password: string): Promise<void> {
    const who = `${this.users.pool.id} ${user.sub}`;
    const isRight = await this.kept.attempts.judge(who, () => isPassword(previous, user.password));
    if (!isRight) throw wrongPassword();
    await this.users.setPassword(user, password, "CONFIRMED");
  }

  /** Has a user set another password by a mailed code before the next sign-in. */
  async reset(user: User): Promise<void> {
    await this.users.change(user, () => ({ status: "RESET_REQUIRED" }));
    await this.mailing.sendCode(user, "password");
  }

  async addToGroup(user: User, group: string): Promise<void> {
    this.checkGroup(group);
    await this.users.change(user, ({ groups }) => ({ groups: [...new Set([...groups, group])] }));
  }

  async removeFromGroup(user: User, group: string): Promise<void> {
    this.checkGroup(group);
    if (this.users.declaredGroupsOf(user).includes(group))
      throw isDeclared(`that ${this.users.shown(user)} is in the group ${group}`);
    await this.users.change(user, ({ groups }) => ({ groups: groups.filter((one) => one !== group) }));
  }

  /** Who is disabled has no token that is renewed. */
  async enable(user: User, isEnabled: boolean): Promise<void> {
    await this.users.change(user, () => ({ isEnabled }));
    if (!isEnabled) await this.issuer.endAll(user);
  }

  async delete(user: User): Promise<void> {
    await this.users.delete(user);
    await this.issuer.endAll(user);
  }

  /** @throws AwsError ResourceNotFoundException */
  checkGroup(name: string): void {
    if (!this.users.pool.groups.some((group) => group.name === name)) throw notFound("Group not found.");
  }

  /** Where no user is, the answer is what anybody's would be. */
  private nobody(client: ClientSettings, name: string): CodeDelivery {
    if (client.hidesUsers) return deliveredTo(name.includes("@") ? name : `${name}@example.org`);
    throw userNotFound();
  }
}
