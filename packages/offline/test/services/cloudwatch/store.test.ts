import { expect } from "chai";
import { Distribution } from "../../../src/protocol/distribution";
import { metricStore, orders, pointsOf, published } from "../../support/metric-store";

const at = (instant: string): number => Date.parse(instant);
const minutes = 60_000;
const hours = 60 * minutes;
const days = 24 * hours;

describe("cloudwatch/store", () => {
  it("shows what services have reported until now, of a minute that still runs too", async () => {
    const test = metricStore();
    const reported = test.metrics.reported(orders, "Count");
    reported.record(1);
    expect(pointsOf(test, "Sum", 60, "2026-11-21T12:00:00Z", "2026-11-21T12:01:00Z")).to.deep.equal([
      ["2026-11-21T12:00:00Z", 1],
    ]);
    reported.record(2);
    await test.clock.advance(minutes);
    reported.record(4);
    expect(pointsOf(test, "Sum", 60, "2026-11-21T12:00:00Z", "2026-11-21T12:05:00Z")).to.deep.equal([
      ["2026-11-21T12:00:00Z", 3],
      ["2026-11-21T12:01:00Z", 4],
    ]);
  });

  it("has recorded once a minute how things stand", async () => {
    const test = metricStore();
    let depth = 7;
    const reported = test.metrics.reported(orders, "Count");
    test.metrics.eachMinute(() => reported.record(depth++));
    await test.clock.advance(2 * minutes);
    expect(pointsOf(test, "Maximum", 60, "2026-11-21T12:00:00Z", "2026-11-21T13:00:00Z")).to.deep.equal([
      ["2026-11-21T12:01:00Z", 7],
      ["2026-11-21T12:02:00Z", 8],
    ]);
  });

  it("aligns periods to the beginning that is asked for, rounded down to a minute", async () => {
    const test = metricStore();
    const start = at("2026-11-21T11:00:00Z");
    await test.store.publish(Array.from({ length: 20 }, (_, index) => published(start + index * minutes, [1])));
    expect(pointsOf(test, "Sum", 300, "2026-11-21T11:03:40Z", "2026-11-21T11:13:00Z")).to.deep.equal([
      ["2026-11-21T11:03:00Z", 5],
      ["2026-11-21T11:08:00Z", 5],
    ]);
    expect(pointsOf(test, "Sum", 60, "2026-11-21T11:03:00Z", "2026-11-21T11:04:00Z")).to.have.length(1);
    expect(pointsOf(test, "Sum", 60, "2026-11-21T11:04:00Z", "2026-11-21T11:04:00Z")).to.deep.equal([]);
  });

  it("keeps metrics apart by their dimensions in any order, and units together unless one is asked for", async () => {
    const { store, clock } = metricStore();
    const metric = { ...orders, dimensions: { a: "1", b: "2" } };
    const now = clock.now();
    await store.publish([
      published(now, [1]),
      published(now, [2], { metric, unit: "Count" }),
      published(now, [4], { metric: { ...metric, dimensions: { b: "2", a: "1" } }, unit: "Seconds" }),
    ]);
    const sum = (unit?: string) => store.points({ metric, stat: "Sum", unit, periodSeconds: 60 }, now, now + 1)[0];
    expect(sum()).to.deep.equal({ time: now, value: 6, samples: 2 });
    expect(sum("Seconds")?.value).to.equal(4);
    expect(sum("Bytes")).to.equal(undefined);
    expect(store.units(metric)).to.deep.equal(["Count", "Seconds"]);
  });

  it("keeps seconds of metrics of high resolution for three hours, and then minutes", async () => {
    const test = metricStore();
    const start = test.clock.now();
    await test.store.publish([0, 1, 2, 61].map((s) => published(start + s * 1000, [s], { resolution: 1 })));
    const ask = (period: number) => pointsOf(test, "Sum", period, "2026-11-21T12:00:00Z", "2026-11-21T12:02:00Z");
    expect(ask(1).map(([, value]) => value)).to.deep.equal([0, 1, 2, 61]);
    const byMinute = [
      ["2026-11-21T12:00:00Z", 3],
      ["2026-11-21T12:01:00Z", 61],
    ];
    expect(ask(60)).to.deep.equal(byMinute);
    await test.clock.advance(5 * hours);
    expect(ask(1)).to.deep.equal(byMinute);
    expect(ask(60)).to.deep.equal(byMinute);
  });

  it("keeps minutes for three days, then five minutes, and nothing after fifteen days", async () => {
    const test = metricStore();
    const start = test.clock.now();
    await test.store.publish([0, 1, 2, 3, 4].map((minute) => published(start + minute * minutes, [1, 3])));
    const ask = (stat = "Sum") => pointsOf(test, stat, 60, "2026-11-21T12:00:00Z", "2026-11-21T12:05:00Z");
    await test.clock.advance(3 * days - hours);
    expect(ask().map(([, value]) => value)).to.deep.equal([4, 4, 4, 4, 4]);
    await test.clock.advance(3 * hours);
    expect(ask()).to.deep.equal([["2026-11-21T12:00:00Z", 20]]);
    expect(ask("p50")).to.deep.equal([["2026-11-21T12:00:00Z", 1]]);
    await test.clock.advance(12 * days);
    expect(ask()).to.deep.equal([]);
    expect(test.store.all()).to.deep.equal([]);
  });

  it("keeps sums, and percentiles to a tenth, of many old values", async () => {
    const test = metricStore();
    const values = Array.from({ length: 1000 }, (_, index) => index + 1);
    await test.store.publish([published(test.clock.now(), values)]);
    const ask = (stat: string) => pointsOf(test, stat, 60, "2026-11-21T12:00:00Z", "2026-11-21T12:01:00Z")[0]?.[1] ?? 0;
    await test.clock.advance(4 * hours);
    expect(ask("Sum")).to.equal(500_500);
    expect(ask("Maximum")).to.equal(1000);
    expect(ask("p50")).to.be.closeTo(500, 50);
  });

  it("counts values that come late, or are known by their sums alone", async () => {
    const test = metricStore();
    await test.clock.advance(10 * minutes);
    const set = new Distribution();
    set.addSet({ count: 4, sum: 10, minimum: 1, maximum: 4 });
    const late = at("2026-11-21T12:02:30Z");
    await test.store.publish([published(late, [1]), published(late, [], { values: set }), published(late, [5])]);
    const ask = (stat: string) => pointsOf(test, stat, 60, "2026-11-21T12:00:00Z", "2026-11-21T13:00:00Z");
    expect(ask("Sum")).to.deep.equal([["2026-11-21T12:02:00Z", 16]]);
    expect(ask("SampleCount")[0]?.[1]).to.equal(6);
    expect(ask("p50")).to.deep.equal([]);
  });

  it("drops the metric that nobody has written to for longest when there are too many, and says so once", async () => {
    const { store, clock, told } = metricStore({ bounds: { metrics: 2, numbers: 1000 } });
    for (const name of ["A", "B", "A", "C", "D"])
      await store.publish([published(clock.now(), [1], { metric: { ...orders, name } })]);
    expect(store.all().map(({ id }) => id.name)).to.deep.equal(["C", "D"]);
    expect(told).to.deep.equal(["more than 2 metrics: those that nobody has written to for longest are dropped"]);
  });

  it("drops the oldest points when there are too many values, and says so once", async () => {
    const { store, clock, metrics, told } = metricStore({ bounds: { metrics: 100, numbers: 6 * 200 } });
    const reported = metrics.reported(orders, "Count");
    metrics.eachMinute(() => reported.record(1));
    await clock.advance(10 * hours);
    const points = store.points({ metric: orders, stat: "Sum", periodSeconds: 60 }, 0, clock.now() + 1);
    expect(points.length).to.be.within(100, 260);
    expect(points.at(-1)?.time).to.equal(clock.now());
    expect(told).to.deep.equal(["metrics have more values than there is room for: the oldest points are dropped"]);
  });

  it("tells of any range quickly, however long", async () => {
    const { store, clock } = metricStore();
    await store.publish([published(clock.now(), [1])]);
    const points = store.points({ metric: orders, stat: "Sum", periodSeconds: 86_400 }, 0, 8.64e15);
    expect(points.map(({ value }) => value)).to.deep.equal([1]);
  });
});
