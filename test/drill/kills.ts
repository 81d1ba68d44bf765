import { setTimeout } from "node:timers/promises";
import type { Chance } from "./chance";

/** Kills what it is given, a few times, each at a moment somewhere in the time that the work takes undisturbed. */
export class Kills {
  /** How often it has killed. */
  count = 0;
  /** Milliseconds that each kind of work took, the last time that it came to its end. */
  private readonly typical = new Map<string, number>();
  private left = 0;

  constructor(
    private readonly chance: Chance,
    private readonly kill: () => Promise<void>,
  ) {}

  /** How often it may kill from here on. */
  plan(): void {
    this.left = this.chance.below(4);
  }

  /** Does a piece of work; returns undefined where it was killed before its end. */
  async during<Result>(kind: string, work: () => Promise<Result>): Promise<{ result: Result } | undefined> {
    const began = Date.now();
    const working = work().then(
      (result) => ({ result }),
      (error: unknown) => ({ error }),
    );
    const moment = this.chance.next() * (this.typical.get(kind) ?? 2000);
    if (this.left > 0 && !(await Promise.race([working, setTimeout(moment)]))) {
      this.left -= 1;
      this.count += 1;
      await this.kill();
      await working;
      return undefined;
    }
    const ended = await working;
    if ("error" in ended) throw ended.error;
    this.typical.set(kind, Date.now() - began);
    return ended;
  }
}
