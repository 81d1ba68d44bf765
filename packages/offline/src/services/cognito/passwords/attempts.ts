import { Locks } from "../../../storage/locks";
import { tooManyAttempts } from "../errors";

/** https://docs.aws.amazon.com/cognito/latest/developerguide/authentication.html: lock-outs after failed attempts. */
const limits = { freeAttempts: 5, longest: 15 * 60_000 } as const;

interface Failures {
  count: number;
  last: number;
  /** Until when nothing is tried. */
  until: number;
}

/**
 * Wrong passwords, by whose they are: from the fifth in a row on nothing is tried for a second, then for twice as long each
 * time, up to fifteen minutes. What is asked meanwhile makes it no longer. All is forgotten after fifteen minutes without
 * an attempt, or by a right one.
 */
export class Attempts {
  private readonly failures = new Map<string, Failures>();
  private readonly locks = new Locks();

  constructor(private readonly now: () => number) {}

  /**
   * Has an attempt judged, after those before it: of many that come at once no more are judged than one after the other.
   *
   * @param isRight compares what was given
   * @returns whether it is right
   * @throws AwsError NotAuthorizedException while nothing is tried
   */
  judge(who: string, isRight: () => Promise<boolean>): Promise<boolean> {
    return this.locks.holding([who], async () => {
      this.check(who);
      const result = await isRight();
      if (result) this.succeeded(who);
      else this.failed(who);
      return result;
    });
  }

  /** @throws AwsError NotAuthorizedException while nothing is tried */
  check(who: string): void {
    if ((this.failures.get(who)?.until ?? 0) > this.now()) throw tooManyAttempts();
  }

  failed(who: string): void {
    const now = this.now();
    for (const [one, { last }] of this.failures) if (now - last >= limits.longest) this.failures.delete(one);
    const count = (this.failures.get(who)?.count ?? 0) + 1;
    const pause = count < limits.freeAttempts ? 0 : Math.min(1000 * 2 ** (count - limits.freeAttempts), limits.longest);
    this.failures.set(who, { count, last: now, until: now + pause });
  }

  succeeded(who: string): void {
    this.failures.delete(who);
  }
}
