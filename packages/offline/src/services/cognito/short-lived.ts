import { randomBytes } from "node:crypto";

/** The most that are kept: the oldest go first. */
const most = 10_000;

/** What is known for a few minutes by a random text that nobody can guess: steps of sign-ins, codes, sessions of browsers. */
export class ShortLived<Value> {
  private readonly values = new Map<string, { value: Value; until: number }>();

  constructor(private readonly now: () => number) {}

  /** @returns the text by which it is known: that which is given, which must be as random, or a new one */
  put(value: Value, seconds: number, name = randomBytes(32).toString("base64url")): string {
    for (const [other, { until }] of this.values)
      if (until <= this.now() || this.values.size >= most) this.values.delete(other);
      else break;
    this.values.set(name, { value, until: this.now() + seconds * 1000 });
    return name;
  }

  get(name: string): Value | undefined {
    const known = this.values.get(name);
    return known && known.until > this.now() ? known.value : undefined;
  }

  /** Gets it for the only time. */
  take(name: string): Value | undefined {
    const value = this.get(name);
    this.values.delete(name);
    return value;
  }
}
