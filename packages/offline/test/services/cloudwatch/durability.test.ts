import { appendFileSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { expect } from "chai";
import type { MetricStoreOptions } from "../../../src/services/cloudwatch/store/store";
import type { TestClock } from "../../support/clock";
import { flipBit, repairing, TestFolder } from "../../support/damage";
import { metricStore, orders, pointsOf, published, type TestStore } from "../../support/metric-store";

const minute = 60_000;

describe("cloudwatch/store on the disk", () => {
  let folder: TestFolder;
  let clock: TestClock;

  beforeEach(() => {
    folder = new TestFolder();
    ({ clock } = metricStore());
  });
  afterEach(() => folder.remove());

  const open = (options: Partial<MetricStoreOptions> = {}): TestStore =>
    metricStore({ directory: folder.file("cloudwatch"), ...options, clock });
  const file = () => join(folder.file("cloudwatch"), "metrics.jsonl");
  const sums = (test: TestStore) => pointsOf(test, "Sum", 60, "2026-11-21T11:00:00Z", "2026-11-21T13:00:00Z");

  it("has what was published as soon as that is answered, although the process dies", async () => {
    const test = open();
    await Promise.all([1, 2, 4].map((value) => test.store.publish([published(clock.now(), [value])])));
    await test.store.publish([published(clock.now(), [8], { resolution: 1 })]);
    const again = open();
    expect(sums(again)).to.deep.equal([["2026-11-21T12:00:00Z", 15]]);
    expect(pointsOf(again, "p50", 60, "2026-11-21T12:00:00Z", "2026-11-21T12:01:00Z")[0]?.[1]).to.equal(2);
  });

  it("has what services reported until the last minute, although the process dies", async () => {
    const test = open();
    const reported = test.metrics.reported(orders, "Count");
    reported.record(3);
    await clock.advance(minute);
    reported.record(5);
    // What is published later is written behind it.
    await test.store.publish([]);
    expect(sums(open())).to.deep.equal([["2026-11-21T12:00:00Z", 3]]);
  });

  it("has everything when it was closed", async () => {
    const test = open();
    const reported = test.metrics.reported(orders, "Count");
    reported.record(3);
    expect(sums(test)).to.have.length(1);
    reported.record(4);
    await test.store.close();
    const again = open();
    expect(sums(again)).to.deep.equal([["2026-11-21T12:00:00Z", 7]]);
    await again.store.close();
    expect(sums(open())).to.deep.equal([["2026-11-21T12:00:00Z", 7]]);
  });

  it("counts nothing twice when the file is written anew, and values come meanwhile", async () => {
    const test = open();
    const reported = test.metrics.reported(orders, "Count");
    const many = Array.from({ length: 100 }, (_, index) => index + 0.123456789);
    for (let batch = 0; batch < 60; batch++) {
      const publishing = test.store.publish(Array.from({ length: 20 }, () => published(clock.now(), many)));
      await nextTurn();
      reported.record(1);
      sums(test);
      await publishing;
    }
    const [[, sum] = ["", 0]] = sums(test);
    expect(sum).to.be.closeTo(60 * (20 * (4950 + 12.3456789) + 1), 1);
    await test.store.close();
    // About three megabytes were written.
    expect(statSync(file()).size).to.be.below(700_000);
    expect(sums(open())[0]?.[1]).to.be.closeTo(sum, 1e-3);
  });

  it("drops a last line that was cut off, and refuses any other damage unless it is to repair", async () => {
    const test = open();
    for (const value of [1, 2, 4]) await test.store.publish([published(clock.now(), [value])]);
    await test.store.close();
    appendFileSync(file(), "0123abcd [{");
    const mended = open();
    expect(sums(mended)[0]?.[1]).to.equal(7);
    await mended.store.publish([published(clock.now(), [8])]);
    await mended.store.close();
    flipBit(file(), readFileSync(file(), "utf8").indexOf("Orders"));
    expect(() => open()).to.throw(/metrics\.jsonl is damaged at line 2/);
    const { opening, said } = repairing();
    const repaired = open({ opening });
    expect(said.join()).to.match(/repaired/);
    await repaired.store.close();
    expect(() => open()).not.to.throw();
  });

  it("adds nothing that the disk refuses, and says so to who publishes", async () => {
    const test = open();
    await test.store.publish([published(clock.now(), [1])]);
    folder.remove();
    const refused = await test.store.publish([published(clock.now(), [2])]).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(refused).to.be.instanceOf(Error);
    expect(sums(test)).to.deep.equal([["2026-11-21T12:00:00Z", 1]]);
  });

  it("is written down by nobody in a folder that does not last", async () => {
    const test = metricStore({ directory: undefined });
    await test.store.publish([published(test.clock.now(), [1])]);
    await test.store.close();
    expect(test.told).to.deep.equal([]);
  });
});
