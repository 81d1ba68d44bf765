/** A window is counted in so many parts, each of which passes out of it as a whole. */
const parts = 30;

/** WAF keeps the rates of so many callers at a time (https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based.html). */
const mostCallers = 10_000;

interface Count {
  counts: Uint32Array;
  /** The part that was counted last: its number since the epoch. */
  newest: number;
  total: number;
}

/**
 * Counts the requests of each caller in the time that has just passed. WAF notices a rate after some seconds, and this at
 * once.
 */
export class RateCounter {
  private readonly callers = new Map<string, Count>();
  private readonly partMilliseconds: number;

  constructor(
    windowSeconds: number,
    private readonly limit: number,
  ) {
    this.partMilliseconds = (windowSeconds * 1000) / parts;
  }

  /** Counts a request, and says whether there are more of its caller's than the limit. */
  exceeds(caller: string, now: number): boolean {
    const part = Math.floor(now / this.partMilliseconds);
    const count = this.callers.get(caller) ?? { counts: new Uint32Array(parts), newest: part, total: 0 };
    this.advance(count, part);
    count.counts[part % parts] = (count.counts[part % parts] ?? 0) + 1;
    count.total++;
    // Who was seen last stands last.
    this.callers.delete(caller);
    this.callers.set(caller, count);
    if (this.callers.size > mostCallers) this.forgetOldest();
    return count.total > this.limit;
  }

  private advance(count: Count, part: number): void {
    const passed = Math.min(part - count.newest, parts);
    for (let step = 1; step <= passed; step++) {
      const at = (count.newest + step) % parts;
      count.total -= count.counts[at] ?? 0;
      count.counts[at] = 0;
    }
    count.newest = Math.max(part, count.newest);
  }

  private forgetOldest(): void {
    for (const [oldest] of this.callers) return void this.callers.delete(oldest);
  }
}
