import { expect } from "chai";
import { systemClock, until } from "../src/clock";
import { TestClock } from "./support/clock";
import { refusalOf } from "./support/sdk";

describe("clock", () => {
  it("calls back at a time, not before, and soon if it is past", async () => {
    const time = systemClock.now() + 20;
    await new Promise<void>((resolve) => systemClock.at(time, resolve));
    // A timer may be early by a moment.
    expect(systemClock.now()).to.be.at.least(time - 2);
    await new Promise<void>((resolve) => systemClock.at(0, resolve));
  });

  it("calls nobody back who cancelled", async () => {
    let called = false;
    systemClock.at(0, () => (called = true))();
    await new Promise<void>((resolve) => systemClock.at(systemClock.now() + 5, resolve));
    expect(called).to.equal(false);
  });

  it("lets wait until a time, or until a signal", async () => {
    const clock = new TestClock();
    const ending = new AbortController();
    const waiting = until(clock, clock.now() + 1000, ending.signal);
    await clock.advance(1000);
    await waiting;
    await until(clock, clock.now(), ending.signal);
    const interrupted = refusalOf(until(clock, clock.now() + 1000, ending.signal));
    ending.abort();
    expect((await interrupted).name).to.equal("AbortError");
    expect((await refusalOf(until(clock, 0, ending.signal))).name).to.equal("AbortError");
  });
});
