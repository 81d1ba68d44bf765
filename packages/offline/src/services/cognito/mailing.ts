import { randomInt, randomUUID } from "node:crypto";
import type { Postbox } from "../../protocol/mail";
import { codeExpired, codeMismatch, limitExceeded } from "./errors";
import { isSameText, printOf } from "./passwords/hash";
import type { PoolSettings } from "./settings";
import type { CodePurpose, User } from "./store/records";
import type { Users } from "./users";

const hour = 3_600_000;

/** How long codes are good for (https://docs.aws.amazon.com/cognito/latest/developerguide/limits.html), and how many wrong ones are. */
const limits = { life: { signUp: 24 * hour, password: hour }, wrongCodes: 10 } as const;

/** Where an e-mail has gone, as clients are told. */
export interface CodeDelivery {
  AttributeName: "email";
  DeliveryMedium: "EMAIL";
  /** Such as `m***@e***`. */
  Destination: string;
}

/** Sends the e-mails of a pool, and checks the codes that it has sent. */
export class Mailing {
  constructor(
    private readonly users: Users,
    private readonly mailbox: Postbox,
    private readonly now: () => number,
  ) {}

  /** Tells a new user the temporary password. */
  async invite(user: User, temporaryPassword: string): Promise<void> {
    const { inviteSubject, inviteText } = this.pool.messages;
    const text = inviteText ?? "Your username is {username} and temporary password is {####}.";
    await this.send(user, inviteSubject ?? "Your temporary password", text, temporaryPassword);
  }

  /** Sends a user a code, which is on disk before. Returns where it has gone; undefined for a user without an address. */
  async sendCode(user: User, purpose: CodePurpose): Promise<CodeDelivery | undefined> {
    const { email } = user.attributes;
    if (email === undefined) return undefined;
    const code = String(randomInt(1_000_000)).padStart(6, "0");
    const until = this.now() + limits.life[purpose];
    await this.users.change(user, ({ codes }) => {
      // A new code is no new chance: else who guesses asks for codes until one is guessed.
      const wrong = (codes[purpose]?.until ?? 0) > this.now() ? (codes[purpose]?.wrong ?? 0) : 0;
      if (wrong >= limits.wrongCodes) throw limitExceeded();
      return { codes: { ...codes, [purpose]: { hash: printOf(`${user.sub} ${code}`), until, wrong } } };
    });
    const { codeSubject, codeText } = this.pool.messages;
    await this.send(
      user,
      codeSubject ?? "Your verification code",
      codeText ?? "Your verification code is {####}.",
      code,
    );
    return deliveredTo(email);
  }

  /**
   * Takes a code, which is good once. Of many that come at once each is counted.
   *
   * @throws AwsError CodeMismatchException, ExpiredCodeException or LimitExceededException
   */
  async takeCode(user: User, purpose: CodePurpose, code: string): Promise<void> {
    let isRight = false;
    await this.users.change(user, ({ codes }) => {
      const known = codes[purpose];
      if (!known || known.until <= this.now()) throw codeExpired();
      if (known.wrong >= limits.wrongCodes) throw limitExceeded();
      isRight = isSameText(printOf(`${user.sub} ${code}`), known.hash);
      return { codes: { ...codes, [purpose]: isRight ? undefined : { ...known, wrong: known.wrong + 1 } } };
    });
    if (!isRight) throw codeMismatch();
  }

  private async send(user: User, subject: string, text: string, secret: string): Promise<void> {
    const { email } = user.attributes;
    if (email === undefined) return;
    const filled = (template: string): string =>
      template.replaceAll("{username}", this.users.shown(user)).replaceAll("{####}", secret);
    await this.mailbox.add({
      ...{ id: randomUUID(), to: email, from: "no-reply@verificationemail.com", sent: this.now() },
      ...{ subject: filled(subject), text: filled(text) },
    });
  }

  private get pool(): PoolSettings {
    return this.users.pool;
  }
}

/** Of an address nobody learns more than its owner knows. */
export const deliveredTo = (email: string): CodeDelivery => ({
  AttributeName: "email",
  DeliveryMedium: "EMAIL",
  Destination: email.replace(/^(.).*@(.).*$/s, "$1***@$2***"),
});
