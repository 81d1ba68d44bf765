import { createHash } from "node:crypto";
import type { Properties } from "./graph";

/** A way to take bytes that follow from a seed, as many as needed. */
export class RandomBytes {
  private left = Buffer.alloc(0);
  private blocks = 0;

  constructor(private readonly seed: string) {}

  take(count: number): Buffer {
    while (this.left.length < count) {
      const block = createHash("sha256").update(`${this.seed} ${this.blocks++}`).digest();
      this.left = Buffer.concat([this.left, block]);
    }
    const taken = this.left.subarray(0, count);
    this.left = this.left.subarray(count);
    return taken;
  }

  /** A whole number below a bound. */
  below(bound: number): number {
    return this.take(6).readUIntBE(0, 6) % bound;
  }

  shuffled<Item>(items: readonly Item[]): Item[] {
    const order = items.map((item) => ({ item, key: this.take(6).readUIntBE(0, 6) }));
    return order.sort((one, other) => one.key - other.key).map(({ item }) => item);
  }
}

/** Characters by kind, as the provider `random` has them. */
const alphabets = {
  lower: "abcdefghijklmnopqrstuvwxyz",
  upper: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  numeric: "0123456789",
  special: "!@#$%&*()-_=+[]{}<>:?",
} as const;

/** A text such as `random.RandomString` and `random.RandomPassword` make; it follows from the seed and the inputs. */
export function randomText(seed: string, inputs: Properties): string {
  const bytes = new RandomBytes(`${seed} ${JSON.stringify(inputs.keepers ?? {})}`);
  const special = typeof inputs.overrideSpecial === "string" ? inputs.overrideSpecial : alphabets.special;
  const kinds = [
    { alphabet: alphabets.lower, isIn: inputs.lower, least: inputs.minLower },
    { alphabet: alphabets.upper, isIn: inputs.upper, least: inputs.minUpper },
    { alphabet: alphabets.numeric, isIn: inputs.numeric ?? inputs.number, least: inputs.minNumeric },
    { alphabet: special, isIn: inputs.special, least: inputs.minSpecial },
  ].filter(({ isIn }) => isIn !== false);
  const pick = (alphabet: string): string => alphabet.charAt(bytes.below(alphabet.length));
  const least = kinds.flatMap(({ alphabet, least: count }) =>
    Array.from({ length: Number(count ?? 0) }, () => pick(alphabet)),
  );
  const all = kinds.map(({ alphabet }) => alphabet).join("");
  const rest = Math.max(0, Number(inputs.length) - least.length);
  return bytes.shuffled([...least, ...Array.from({ length: rest }, () => pick(all))]).join("");
}
