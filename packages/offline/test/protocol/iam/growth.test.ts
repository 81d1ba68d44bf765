import { expect } from "chai";
import { glob, tokensOf } from "../../../src/protocol/iam/tokens";

/** How many tokens are looked at to match a pattern with a value. */
function stepsOf(pattern: string, value: string): number {
  let steps = 0;
  const tokens = tokensOf(pattern, { wildcards: true, variables: false }).filter((token) => typeof token === "number");
  const counted = new Proxy(tokens, {
    get(target, name, receiver) {
      if (typeof name === "string" && /^\d+$/.test(name)) steps++;
      const member: unknown = Reflect.get(target, name, receiver);
      return member;
    },
  });
  glob(counted, value);
  return steps;
}

describe("IAM patterns of many wildcards", () => {
  it("take no more than the pattern's length times the value's", () => {
    for (const wildcards of [4, 16, 64]) {
      const pattern = `${"*a".repeat(wildcards)}b`;
      const value = "a".repeat(1_000);
      expect(stepsOf(pattern, value), pattern).to.be.below(pattern.length * value.length);
    }
  });

  it("take twice the time for twice the value, however many there are", () => {
    const pattern = `${"*a".repeat(32)}b`;
    const [once, twice] = [stepsOf(pattern, "a".repeat(2_000)), stepsOf(pattern, "a".repeat(4_000))];
    expect(twice / once).to.be.below(2.2);
  });
});
