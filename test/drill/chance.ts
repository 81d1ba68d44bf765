import * as fc from "fast-check";

/** Chance that is the same on every run with one seed (mulberry32). */
export class Chance {
  constructor(private state: number) {}

  /** A number from 0 up to 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let bits = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 up to a limit. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  happens(probability: number): boolean {
    return this.next() < probability;
  }

  /** @throws Error where there is none to choose */
  pick<Value>(values: readonly Value[]): Value {
    const [value] = values.slice(this.below(values.length));
    if (value === undefined) throw new Error("there is nothing to choose from");
    return value;
  }

  /** Each of them by a probability. */
  some<Value>(values: Iterable<Value>, probability: number): Value[] {
    return [...values].filter(() => this.happens(probability));
  }

  draw<Value>(arbitrary: fc.Arbitrary<Value>): Value {
    return this.pick(fc.sample(arbitrary, { numRuns: 1, seed: this.below(2 ** 31) }));
  }

  /** Chance of its own: what others ask of this one does not change what it gives. */
  fork(): Chance {
    return new Chance(this.below(2 ** 31));
  }
}
