import { expect } from "chai";
import fc from "fast-check";
import { Automaton, TooManyPieces } from "../../../src/services/logs/filter/automaton";

/** What a match of an expression with a text costs. */
function stepsOf(source: string, text: string): number {
  const automaton = new Automaton(source);
  automaton.matches(text);
  return automaton.steps;
}

describe("services/logs: regular expressions", () => {
  it("take time in proportion to the text, whatever they are", () => {
    for (const source of ["a*a*a*a*a*a*a*a*b", ".*.*.*.*x", "a?a?a?a?a?a?aaaaaa$", "[a-z]+[a-z]+[a-z]+[0-9]"]) {
      const [once, twice] = [stepsOf(source, "a".repeat(2_000)), stepsOf(source, "a".repeat(4_000))];
      expect(twice / once, source).to.be.below(2.1);
      expect(once, source).to.be.below(2_001 * source.length);
    }
  });

  it("have an end", () => {
    expect(() => new Automaton("a{100}b{200}")).to.throw(TooManyPieces);
    expect(() => new Automaton("a{1000000000}")).to.throw(TooManyPieces);
    expect(() => new Automaton("a{1,1000000000}")).to.throw(TooManyPieces);
  });

  it("mean what JavaScript's mean", () => {
    const atoms = [
      "a",
      "b",
      ".",
      "[ab]",
      "[^a]",
      "\\d",
      "\\w",
      "\\s",
      "\\.",
      "\\x61",
      "^",
      "$",
      "\\b",
      "\\B",
      "{",
      "1",
      " ",
      "-",
    ];
    const atom = fc.constantFrom(...atoms);
    const quantifier = fc.constantFrom("", "", "*", "+", "?", "{2}", "{1,}", "{0,2}", "*?", "+?");
    const piece = fc
      .tuple(atom, quantifier)
      .map(([one, times]) => (/^(\^|\$|\\[bB]|\{)$/.test(one) ? one : one + times));
    const source = fc
      .array(fc.array(piece, { maxLength: 5 }), { minLength: 1, maxLength: 3 })
      .map((alternatives) => alternatives.map((pieces) => pieces.join("")).join("|"));
    const text = fc.string({ unit: fc.constantFrom("a", "b", "1", " ", ".", "{", "-", "\n"), maxLength: 8 });
    const isSame = (one: string, in_: string) => {
      expect(new Automaton(one).matches(in_), `${one} in ${JSON.stringify(in_)}`).to.equal(new RegExp(one).test(in_));
    };
    fc.assert(fc.property(source, text, isSame), { seed: 8, numRuns: 5_000 });
  });
});
