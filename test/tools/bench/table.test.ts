import { expect } from "chai";
import { median, quantile, ratioOf } from "../../../tools/bench/statistics";
import { compared, type Row, table, verdict } from "../../../tools/bench/table";

describe("tools/bench: medians, ratios and verdicts", () => {
  it("takes the middle figure, or what lies between the two in the middle, of figures as they came", () => {
    expect(median([30, 1, 2])).to.equal(2);
    expect(median([4, 1, 3, 2])).to.equal(2.5);
    expect([0, 0.25, 1].map((share) => quantile([50, 10, 40, 20, 30], share))).to.deep.equal([10, 20, 50]);
  });

  it("refuses a median of nothing", () => {
    expect(() => median([])).to.throw(RangeError, "no figure");
  });

  it("takes the ratio of each round by itself, so that a slow round slows both", () => {
    // The machine was ten times slower in the second round.
    expect(ratioOf([50, 5, 60], [100, 10, 100])).to.deep.equal({ median: 0.5, low: 0.5, high: 0.55 });
    const slowOnce = compared({
      ...{ what: "ours", unit: "requests/s", values: [40, 4, 50] },
      reference: { what: "theirs", values: [100, 10, 100] },
    });
    expect(slowOnce).to.deep.include({ what: "ours", value: 40, unit: "requests/s" });
    expect(slowOnce.reference).to.deep.include({ what: "theirs", value: 100 });
    expect(slowOnce.reference?.ratio.median).to.equal(0.4);
  });

  it("refuses figures of other rounds than the reference's", () => {
    expect(() => ratioOf([1, 2], [1])).to.throw(RangeError, "2 figures beside 1");
  });

  it("says of a goal whether it is met, to its very figure, and of none nothing", () => {
    const row = (value: number, goal?: Row["goal"]): Row => ({ what: "", value, unit: "ms", goal });
    expect(verdict(row(60, { atMost: 60 }))).to.equal("met");
    expect(verdict(row(60.1, { atMost: 60 }))).to.equal("MISSED");
    expect(verdict(row(2, { atLeast: 2 }))).to.equal("met");
    expect(verdict(row(1.9, { atLeast: 2 }))).to.equal("MISSED");
    expect(verdict(row(1))).to.equal(undefined);
  });

  it("judges a ratio by its median alone, whatever the figure is", () => {
    const beside = (values: number[]): Row =>
      compared({
        ...{ what: "ours", unit: "requests/s", values, reference: { what: "theirs", values: [10, 100, 1000] } },
        ratioGoal: { atLeast: 0.45 },
      });
    expect(verdict(beside([5, 50, 1]))).to.equal("met");
    expect(verdict(beside([4, 40, 1000]))).to.equal("MISSED");
  });

  it("misses a ratio's goal where nothing was measured beside it", () => {
    expect(verdict({ what: "", value: 1, unit: "", ratioGoal: { atMost: 2 } })).to.equal("MISSED");
  });

  it("wants both goals met of a row that has two", () => {
    const both = (value: number): Row => ({
      ...compared({ what: "", unit: "s", values: [value], reference: { what: "", values: [1] } }),
      goal: { atMost: 3 },
      ratioGoal: { atMost: 2 },
    });
    expect([1, 2.5, 4].map((value) => verdict(both(value)))).to.deep.equal(["met", "MISSED", "MISSED"]);
  });

  it("prints each figure with its reference, their ratio, the middle half of it, the goal and the verdict", () => {
    const rows: Row[] = [
      compared({
        ...{ what: "trivial route", unit: "requests/s", values: [9000, 12_000, 13_000] },
        reference: { what: "bare node:http", values: [60_000, 50_000, 50_000] },
        ratioGoal: { atLeast: 0.45 },
      }),
      { what: "memory", value: 280.25, unit: "MB", goal: { atMost: 300 } },
    ];
    expect(table(rows).split("\n")).to.deep.equal([
      "figure         measured           beside                  times  half of the rounds  goal",
      "trivial route  12,000 requests/s  bare node:http: 50,000  0.24   0.2–0.25            ≥ 0.45 times  MISSED",
      "memory         280.3 MB                                                              ≤ 300         met",
    ]);
  });
});
