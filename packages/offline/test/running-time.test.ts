import { setTimeout } from "node:timers/promises";
import { expect } from "chai";
import { after, type RunningTime, uninterrupted } from "../src/running-time";
import { Deadline } from "../src/services/lambda/deadline";

describe("running-time", () => {
  let now: number;
  const time: RunningTime = { ...uninterrupted, now: () => now };

  beforeEach(() => (now = 1000));

  /** Begins what takes ten milliseconds in one of the two ways; returns a promise of its end. */
  const ways: [what: string, begin: (act: () => void) => void][] = [
    ["a call back", (act) => void after(10, time, act)],
    ["a function's time-out", (act) => new Deadline(act, time).begin(10)],
  ];
  for (const [what, begin] of ways) {
    it(`lets ${what} wait while it stands still, and no longer`, async () => {
      let isOver = false;
      const over = new Promise<void>((resolve) => begin(resolve)).then(() => (isOver = true));
      await setTimeout(50);
      expect(isOver, "after 50 ms by the clock").to.equal(false);
      now += 10;
      await over;
    });
  }
});
