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

  constructor(private readonly now: () => number) {}

  isLocked(who: string): boolean {
    return (this.failures.get(who)?.until ?? 0) > this.now();
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
