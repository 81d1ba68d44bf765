import type { AwsError } from "../../protocol/service";
import {
  codeMismatch,
  codeUsed,
  invalidSession,
  notAuthorized,
  notConfirmed,
  resetRequired,
  userNotFound,
  wrongPassword,
} from "./errors";
import type { Kept } from "./kept";
import { isPassword } from "./passwords/hash";
import { checkPassword } from "./passwords/policy";
import {
  beginExchange,
  isProven,
  type SrpExchange,
  type SrpProof,
  type SrpVerifier,
  verifierOf,
} from "./passwords/srp";
import { newTotpSecret, totpStep } from "./passwords/totp";
import type { ClientSettings } from "./settings";
import type { User } from "./store/records";
import type { Users } from "./users";

/** What a sign-in waits for. */
export type StepKind = "srp" | "newPassword" | "totp" | "totpSetup" | "totpDone";

/** A sign-in under way. */
export interface Step {
  pool: string;
  clientId: string;
  kind: StepKind;
  /** Undefined for a user that there is not, which nobody is to learn. */
  sub?: string;
  srp?: { exchange: SrpExchange; verifier: SrpVerifier; username: string };
}

/** Where a sign-in is: through, or at a step that is known by its session. */
export type Outcome =
  { kind: "done"; user: User } | { kind: Exclude<StepKind, "srp" | "totpDone">; session: string; user: User };

/** Signs users of a pool in, step by step; the API and the pages do it alike. */
export class SignIn {
  constructor(
    private readonly users: Users,
    private readonly kept: Kept,
    private readonly now: () => number,
    /** Told, for a person, who has signed in and who has been refused. */
    private readonly tell: (text: string) => void,
  ) {}

  /** @throws AwsError for a wrong password, and for a user who may not sign in */
  async byPassword(client: ClientSettings, name: string, password: string): Promise<Outcome> {
    const user = this.users.find(name);
    // As long for nobody as for somebody.
    const isRight = () => isPassword(password, user?.password);
    if (!(await this.kept.attempts.judge(this.whose(name, user), isRight)) || !user)
      throw this.failed(client, name, user);
    return this.next(client, user);
  }

  /**
   * Begins a sign-in by SRP.
   *
   * @param clientValue the client's public value, in hexadecimal
   */
  beginSrp(client: ClientSettings, name: string, clientValue: string): Record<string, string> {
    const user = this.users.find(name);
    if (!user && !client.hidesUsers) throw userNotFound();
    // Of nobody the answers look like anybody's.
    const username = user?.username ?? name;
    const verifier = user?.srp ?? verifierOf(this.poolName, username, "", this.kept.saltOf(name));
    const exchange = beginExchange(clientValue, verifier);
    if (!exchange) throw notAuthorized("Incorrect username or password.");
    const sub = user?.srp ? user.sub : undefined;
    const srp = { exchange, verifier, username };
    // The client has no session: it is the block that it sends back.
    this.step(client, { kind: "srp", sub, srp }, exchange.secretBlock);
    return {
      SALT: verifier.salt,
      SECRET_BLOCK: exchange.secretBlock,
      SRP_B: exchange.serverValue,
      USERNAME: username,
      USER_ID_FOR_SRP: username,
    };
  }

  /** @throws AwsError as for a wrong password */
  proveSrp(client: ClientSettings, proof: Omit<SrpProof, "poolName" | "username">): Outcome {
    const step = this.peek(client, proof.secretBlock, "srp");
    this.take(proof.secretBlock);
    if (!step.srp) throw invalidSession();
    const { exchange, verifier, username } = step.srp;
    const user = step.sub === undefined ? undefined : this.users.all().find(({ sub }) => sub === step.sub);
    this.checkLock(username, user);
    const isRight = isProven(exchange, verifier, { poolName: this.poolName, username, ...proof });
    if (!user || !isRight) {
      this.kept.attempts.failed(this.whose(username, user));
      throw this.failed(client, username, user);
    }
    this.kept.attempts.succeeded(this.whose(username, user));
    return this.next(client, user);
  }

  /** Ends a step: its session is good no more. */
  private take(session: string): void {
    if (!this.kept.steps.take(session)) throw invalidSession();
  }

  /** The client that a session is of; undefined for none of this pool's. */
  clientOf(session: string): ClientSettings | undefined {
    const step = this.kept.steps.get(session);
    return step?.pool === this.users.pool.id
      ? this.users.pool.clients.find(({ id }) => id === step.clientId)
      : undefined;
  }

  /** Whose sign-in a step is of. */
  private userOf({ sub }: Step): User {
    const user = this.users.all().find((one) => one.sub === sub);
    if (!user) throw invalidSession();
    return user;
  }

  /** @throws AwsError InvalidPasswordException: then the session is good for another one */
  async newPassword(
    client: ClientSettings,
    session: string,
    password: string,
    attributes: Readonly<Record<string, string>> = {},
  ): Promise<Outcome> {
    const step = this.peek(client, session, "newPassword");
    checkPassword(password, this.users.pool.password);
    this.users.checkAttributes(attributes);
    this.take(session);
    const user = this.userOf(step);
    if (user.status !== "FORCE_CHANGE_PASSWORD") throw invalidSession();
    const all = { ...user.attributes, ...attributes };
    return this.next(client, await this.users.setPassword(user, password, "CONFIRMED", { attributes: all }));
  }

  /** @throws AwsError CodeMismatchException: then the session is good for another code */
  async totp(client: ClientSettings, session: string, code: string): Promise<Outcome> {
    const step = this.peek(client, session, "totp");
    const user = this.userOf(step);
    this.checkLock(user.username, user);
    this.checkTotp(user, user.totp ?? "", code);
    this.take(session);
    return this.done(client, user);
  }

  /**
   * A secret for an authenticator app, of a user who must have one before the sign-in goes on.
   *
   * @param isAgain whether it is that which has been shown already
   */
  async beginTotpSetup(
    client: ClientSettings,
    session: string,
    isAgain = false,
  ): Promise<{ secret: string; session: string; user: User }> {
    const known = this.userOf(this.peek(client, session, "totpSetup"));
    const secret = (isAgain ? known.totpAsked : undefined) ?? newTotpSecret();
    const user = await this.users.change(known, () => ({ totpAsked: secret }));
    return { secret, session, user };
  }

  /** @returns the session by which the sign-in goes on */
  async endTotpSetup(client: ClientSettings, session: string, code: string): Promise<string> {
    const step = this.peek(client, session, "totpSetup");
    await this.verifyTotp(this.userOf(step), code);
    this.take(session);
    return this.step(client, { kind: "totpDone", sub: step.sub });
  }

  /** @throws AwsError if the app has not been shown to work */
  afterTotpSetup(client: ClientSettings, session: string): Outcome {
    const step = this.peek(client, session, "totpDone");
    this.take(session);
    return this.done(client, this.userOf(step));
  }

  /** Makes the secret that was asked for last a user's second factor, if its app shows the right code. */
  async verifyTotp(user: User, code: string): Promise<User> {
    const secret = user.totpAsked;
    if (secret === undefined) throw notAuthorized("Invalid session for the user, session is expired.");
    this.checkLock(user.username, user);
    this.checkTotp(user, secret, code);
    return this.users.change(user, () => ({ totp: secret, totpAsked: undefined, usesTotp: true }));
  }

  /** Which step comes next, of a user whose password is right. */
  next(client: ClientSettings, user: User): Outcome {
    if (!user.isEnabled) throw this.refused(client, user, notAuthorized("User is disabled."));
    if (user.status === "RESET_REQUIRED") throw this.refused(client, user, resetRequired());
    if (user.status === "UNCONFIRMED") throw this.refused(client, user, notConfirmed());
    if (user.status === "FORCE_CHANGE_PASSWORD") {
      if ((user.temporaryUntil ?? Infinity) > this.now()) return this.at("newPassword", client, user);
      const expired = "Temporary password has expired and must be reset by an administrator.";
      throw this.refused(client, user, notAuthorized(expired));
    }
    const { mfa, hasTotp } = this.users.pool;
    if (!hasTotp || mfa === "OFF") return this.done(client, user);
    if (user.totp !== undefined && (mfa === "ON" || user.usesTotp)) return this.at("totp", client, user);
    return mfa === "ON" ? this.at("totpSetup", client, user) : this.done(client, user);
  }

  private at(kind: Exclude<StepKind, "srp" | "totpDone">, client: ClientSettings, user: User): Outcome {
    return { kind, user, session: this.step(client, { kind, sub: user.sub }) };
  }

  private done(client: ClientSettings, user: User): Outcome {
    this.tell(`${this.users.shown(user)} has signed in to ${client.logicalName}`);
    return { kind: "done", user };
  }

  private step(client: ClientSettings, step: Omit<Step, "pool" | "clientId">, name?: string): string {
    return this.kept.steps.put({ pool: this.users.pool.id, clientId: client.id, ...step }, client.sessionSeconds, name);
  }

  private peek(client: ClientSettings, session: string, kind: StepKind): Step {
    const step = this.kept.steps.get(session);
    const isIt = step?.pool === this.users.pool.id && step.clientId === client.id && step.kind === kind;
    if (!step || !isIt) throw invalidSession();
    return step;
  }

  private checkTotp(user: User, secret: string, code: string): void {
    const step = totpStep(secret, code, this.now());
    if (step !== undefined && !this.kept.useTotp(user.sub, step)) throw codeUsed();
    if (step === undefined) {
      this.kept.attempts.failed(this.whose(user.username, user));
      this.tell(`a wrong code of an authenticator app for ${this.users.shown(user)}`);
      throw codeMismatch();
    }
    this.kept.attempts.succeeded(this.whose(user.username, user));
  }

  private checkLock(name: string, user: User | undefined): void {
    this.kept.attempts.check(this.whose(name, user));
  }

  private whose(name: string, user: User | undefined): string {
    return `${this.users.pool.id} ${user?.sub ?? name.toLowerCase()}`;
  }

  private failed(client: ClientSettings, name: string, user: User | undefined): AwsError {
    this.tell(
      user ? `a wrong password for ${this.users.shown(user)}` : `nobody is named ${JSON.stringify(name.slice(0, 128))}`,
    );
    return user || client.hidesUsers ? wrongPassword() : userNotFound();
  }

  private refused(client: ClientSettings, user: User, error: AwsError): AwsError {
    this.tell(`${this.users.shown(user)} has not been let in to ${client.logicalName}: ${error.message}`);
    return error;
  }

  private get poolName(): string {
    const { id } = this.users.pool;
    return id.slice(id.indexOf("_") + 1);
  }
}
