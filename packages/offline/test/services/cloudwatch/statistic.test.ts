import { expect } from "chai";
import { Distribution } from "../../../src/protocol/distribution";
import { statisticOf } from "../../../src/services/cloudwatch/statistic";

function distribution(...values: number[]): Distribution {
  const made = new Distribution();
  for (const value of values) made.add(value);
  return made;
}

const oneToTen = distribution(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);

/** A statistic of the numbers from 1 to 10, to nine digits. */
function ofTen(stat: string): number | undefined {
  const value = statisticOf(stat)?.(oneToTen);
  return value === undefined ? undefined : Number(value.toPrecision(9));
}

describe("cloudwatch/statistic", () => {
  const cases: Record<string, number> = {
    ...{ Average: 5.5, Sum: 55, Minimum: 1, Maximum: 10, SampleCount: 10 },
    ...{ p0: 1, p10: 1, "p10.5": 2, p50: 5, p90: 9, p95: 10, "p99.9": 10, p100: 10 },
    ...{ tm90: 5, "TM(10%:90%)": 5.5, "TM(:50%)": 3, "TM(50%:)": 8, IQM: 5.5, "TM(2:5)": 4 },
    ...{ tc90: 9, "TC(10%:90%)": 8, "TC(2:5)": 3, ts90: 45, "TS(2:5)": 12, "PR(:3)": 30, "PR(2:5)": 30, "PR(8:)": 20 },
    ...{ wm90: 5.4, "WM(10%:90%)": 5.4, "WM(2:5)": 4.1 },
  };
  for (const [stat, value] of Object.entries(cases)) {
    it(`computes ${stat} of the numbers from 1 to 10`, () => expect(ofTen(stat)).to.equal(value));
  }

  it("computes percentiles that lie on a value's very rank", () => {
    for (let count = 1; count <= 100; count++) {
      const values = distribution(...Array.from({ length: count }, (_, index) => index + 1));
      for (let rank = 1; rank <= count; rank++)
        if ((100 * rank) % count === 0) expect(statisticOf(`p${(100 * rank) / count}`)?.(values)).to.equal(rank);
    }
  });

  it("knows no others", () => {
    const others = ["", "average", "P95", "p101", "p-1", "p95%", "p1.12345678901", "TM(:)", "TM(5%:10)", "TM(90%:10%)"];
    const names = [...others, "PR(10%:20%)", "PR90", "tm101", "XX(1:2)", "toString", "Median"];
    expect(names.filter((name) => statisticOf(name))).to.deep.equal([]);
  });

  it("has no percentile of values of which one is negative, as AWS has none", () => {
    expect(statisticOf("p50")?.(distribution(-1, 2, 3))).to.equal(undefined);
    expect(statisticOf("Average")?.(distribution(-1, 2, 5))).to.equal(2);
  });

  it("has no statistic that needs each value of a set of which sums alone are known", () => {
    const values = distribution(1, 2);
    values.addSet({ count: 3, sum: 9, minimum: 2, maximum: 4 });
    for (const stat of ["p50", "tm90", "PR(:3)", "IQM"]) expect(statisticOf(stat)?.(values)).to.equal(undefined);
    expect(statisticOf("Sum")?.(values)).to.equal(12);
    expect(statisticOf("SampleCount")?.(values)).to.equal(5);
  });

  it("has all of them of a set whose values are all the same", () => {
    const values = distribution(1);
    values.addSet({ count: 3, sum: 6, minimum: 2, maximum: 2 });
    expect(statisticOf("p50")?.(values)).to.equal(2);
  });

  it("has none of no values", () => {
    for (const stat of ["Average", "Sum", "SampleCount", "Minimum", "p50", "TC(:90%)"])
      expect(statisticOf(stat)?.(new Distribution())).to.equal(undefined);
  });

  it("tells percentiles of many different values to about a per cent", () => {
    const values = distribution(...Array.from({ length: 10_000 }, (_, index) => index + 1));
    expect(statisticOf("p50")?.(values)).to.be.closeTo(5000, 60);
    expect(statisticOf("p100")?.(values)).to.equal(10_000);
    expect(statisticOf("tm90")?.(values)).to.be.closeTo(4500, 60);
  });
});
