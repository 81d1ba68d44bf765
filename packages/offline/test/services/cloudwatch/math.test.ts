import { expect } from "chai";
import { mathExpression } from "../../../src/services/cloudwatch/math/expression";
import { isList, isScalar, type MathValue } from "../../../src/services/cloudwatch/math/values";

const times = [1, 2, 3, 4];

/** `_` is a period without data. */
const series = (text: string): Map<number, number> =>
  new Map(text.split(" ").flatMap((value, index) => (value === "_" ? [] : [[times[index] ?? 0, Number(value)]])));

const textOf = (value: MathValue): string => {
  if (isScalar(value)) return String(value);
  if (isList(value)) return value.map(textOf).join(" | ");
  return times.map((time) => value.get(time) ?? "_").join(" ");
};

function computed(expression: string, metrics: Record<string, string> = {}): string {
  const known = Object.entries(metrics).map(([id, text]) => [id, series(text)] as const);
  const value = mathExpression(expression).compute({
    times,
    metrics: () => known.map(([, one]) => one),
    valueOf: (id) => new Map(known).get(id) ?? new Map(),
  });
  return textOf(value);
}

describe("metric math", () => {
  const m = { a: "1 2 _ 4", b: "10 _ 30 40", zero: "0 0 0 0" };

  const cases: [expression: string, value: string][] = [
    ["2 + 3 * 4", "14"],
    ["(2 + 3) * 4", "20"],
    ["2 ^ 3 ^ 2", "512"],
    ["-a", "-1 -2 _ -4"],
    ["a + 1", "2 3 _ 5"],
    ["100 * a / b", "10 _ _ 10"],
    ["a + b", "11 _ _ 44"],
    ["a / zero", "_ _ _ _"],
    ["a > 1", "0 1 _ 1"],
    ["a <> 2", "1 0 _ 1"],
    ["a >= 2 AND b == 40", "0 _ _ 1"],
    ["a > 100 || b > 20", "0 _ _ 1"],
    ["SUM(a)", "7"],
    ["SUM([a, b])", "11 2 30 44"],
    ["MAX([a, b])", "10 2 30 40"],
    ["MIN([a, b])", "1 2 30 4"],
    ["AVG([a, b])", "5.5 2 30 22"],
    ["SUM(METRICS())", "11 2 30 44"],
    ["[a, b] * 2", "2 4 _ 8 | 20 _ 60 80"],
    ["MAX([ABS(0 - a), FLOOR(b / 3)])", "3 2 10 13"],
    ["a * 100 / SUM(a)", "14.285714285714286 28.571428571428573 _ 57.142857142857146"],
    ["IF(b > 20, a, 0)", "0 _ _ 4"],
    ["IF(a > 1, b)", "_ _ _ 40"],
    ["IF(a > 1, 1, 0)", "0 1 _ 1"],
    ["IF(1, a, b)", "1 2 _ 4"],
    ["FILL(a, 0)", "1 2 0 4"],
    ["FILL(a, b)", "1 2 30 4"],
    ["FILL(a, REPEAT)", "1 2 2 4"],
    ["FILL(a, LINEAR)", "1 2 3 4"],
    ["IF(FILL(b, 0) >= 20, 100 * FILL(a, 0) / b, 0)", "0 0 0 10"],
  ];
  for (const [expression, value] of cases)
    it(`computes ${expression} as ${value}`, () => expect(computed(expression, m)).to.equal(value));

  it("fills a metric without any data", () => expect(computed("FILL(a, 0)", { a: "_ _ _ _" })).to.equal("0 0 0 0"));

  it("says what it computes with", () => {
    expect(mathExpression("IF(requests > 20, errors / requests)").ids).to.deep.equal(["requests", "errors"]);
  });

  const refusals: [expression: string, why: RegExp][] = [
    ["ANOMALY_DETECTION_BAND(a)", /^ANOMALY_DETECTION_BAND is not embedded/],
    ["SEARCH('x', 'Sum')", /^SEARCH is not embedded/],
    ["SELECT AVG(a) FROM Test", /^a query of Metrics Insights is not embedded/],
    ["a % 2", /^% is not embedded/],
    ["Errors + 1", /^Errors is no id/],
    ["SUM(a, b)", /^SUM does not take 2 parameters/],
    ["FILL(a)", /^FILL does not take 1 parameter/],
    ["a +", /Expected expression/],
    ["a b", /CloudWatch does not know/],
  ];
  for (const [expression, why] of refusals)
    it(`refuses ${expression}`, () => expect(() => mathExpression(expression)).to.throw(why));

  it("refuses what is longer than CloudWatch takes", () => {
    const sum = (count: number) => Array.from({ length: count }, () => "a").join("+");
    expect(mathExpression(sum(1024)).ids).to.deep.equal(["a"]);
    expect(() => mathExpression(sum(1025))).to.throw(/^it has 2049 characters, of which CloudWatch takes 2048$/);
    expect(() => mathExpression("(".repeat(5000))).to.throw(/^it has 5000 characters/);
  });

  it("says of values what nothing can be done with", () => {
    expect(() => computed("[a, b] + [a, b]", m)).to.throw(/two lists/);
    expect(() => computed("SUM(1)", m)).to.throw(/takes a time series/);
    expect(() => computed("[1, a]", m)).to.throw(/no numbers/);
  });
});
