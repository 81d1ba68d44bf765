import { expect } from "chai";
import { daysBefore } from "../../../functions/kit/dates";
import { type DayMean, reportOf } from "../../../functions/cityflow/report";

const today = "2025-03-03";

/** A metric so many days before. */
const metric = (days: number, mean: number | undefined, more: Partial<DayMean> = {}): DayMean => ({
  type: "bikes",
  date: daysBefore(today, days),
  count: mean === undefined ? 0 : 10,
  mean,
  updatedAt: "2025-03-04T00:00:00.000Z",
  ...more,
});

/** What the report says of bikes, whose means of the day and of those before these are. */
const bikes = (...means: (number | undefined)[]) =>
  reportOf(
    today,
    means.map((mean, days) => metric(days, mean)),
  )?.types[0];

describe("functions/report", () => {
  it("is none of a day without metrics", () => {
    expect(reportOf(today, [])).to.equal(undefined);
    expect(reportOf(today, [metric(1, 5), metric(-1, 5)])).to.equal(undefined);
  });

  it("compares a mean with the day before and the week before, in per cent to one digit", () => {
    expect(bikes(20, 16, 1, 1, 1, 1, 1, 30)).to.include({ count: 10, mean: 20, dayBefore: 25, weekBefore: -33.3 });
    expect(bikes(-2, -4)).to.include({ dayBefore: 50 });
    expect(bikes(3, -4)).to.include({ dayBefore: 175 });
    expect(bikes(5, 5)).to.include({ dayBefore: 0 });
  });

  it("compares with nothing where there is nothing to compare with", () => {
    expect(reportOf(today, [metric(0, 20), metric(2, 10), metric(8, 10)])?.types).to.deep.equal([
      { type: "bikes", count: 10, mean: 20, dayBefore: undefined, weekBefore: undefined, anomaly: false },
    ]);
    expect(bikes(20, 0)?.dayBefore).to.equal(undefined);
    expect(bikes(20, undefined)?.dayBefore).to.equal(undefined);
    expect(bikes(undefined, 20)).to.deep.equal({
      type: "bikes",
      count: 0,
      mean: undefined,
      dayBefore: undefined,
      weekBefore: undefined,
      anomaly: false,
    });
  });

  it("finds an anomaly where a mean differs by more than half from that of the seven days before", () => {
    expect(bikes(15, 10, 10, 10, 10, 10, 10, 10)?.anomaly).to.equal(false);
    expect(bikes(15.1, 10, 10, 10, 10, 10, 10, 10)?.anomaly).to.equal(true);
    expect(bikes(5, 10, 10, 10, 10, 10, 10, 10)?.anomaly).to.equal(false);
    expect(bikes(4.9, 10, 10, 10, 10, 10, 10, 10)?.anomaly).to.equal(true);
    expect(bikes(15.1, 4, 10, 16)?.anomaly, "the mean of the days, whatever each is").to.equal(true);
    expect(bikes(-6, -4, -4, -4)?.anomaly).to.equal(false);
    expect(bikes(-6.1, -4, -4, -4)?.anomaly).to.equal(true);
    expect(bikes(1, 0, 0, 0)?.anomaly).to.equal(true);
    expect(bikes(0, 0, 0, 0)?.anomaly).to.equal(false);
  });

  it("finds none with fewer than three of those days, and looks no further back", () => {
    expect(bikes(100, 10, 10)?.anomaly).to.equal(false);
    expect(bikes(100, 10, undefined, 10)?.anomaly).to.equal(false);
    expect(bikes(100, 10, 10, undefined, undefined, undefined, undefined, undefined, 10, 10)?.anomaly).to.equal(false);
    expect(bikes(100, 10, 10, undefined, undefined, undefined, undefined, 10)?.anomaly).to.equal(true);
  });

  it("lists types by name, and mixes none with another", () => {
    const others = [metric(0, 1, { type: "weather" }), metric(1, 1000, { type: "air" }), metric(0, 7, { type: "air" })];
    const types = reportOf(today, [metric(0, 20), metric(1, 10), ...others])?.types;
    expect(types?.map(({ type, dayBefore }) => [type, dayBefore])).to.deep.equal([
      ["air", -99.3],
      ["bikes", 100],
      ["weather", undefined],
    ]);
  });

  it("has another basis exactly when a metric that it draws on is another or has changed", () => {
    const metrics = [metric(0, 20), metric(1, 10), metric(7, 10)];
    const basis = reportOf(today, metrics)?.basis;
    expect(basis).to.match(/^[0-9a-f]{64}$/);
    expect(reportOf(today, [...metrics].reverse())?.basis).to.equal(basis);
    expect(reportOf(today, [...metrics, metric(8, 1), metric(-1, 1)])?.basis).to.equal(basis);
    expect(reportOf(today, [...metrics, metric(3, 1)])?.basis).to.not.equal(basis);
    const later = { updatedAt: "2025-03-04T00:00:00.001Z" };
    expect(reportOf(today, [metric(0, 20), metric(1, 10), metric(7, 10, later)])?.basis).to.not.equal(basis);
  });
});
