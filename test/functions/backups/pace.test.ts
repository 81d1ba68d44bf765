import { expect } from "chai";
import { deadline, paceOf } from "../../../functions/backups/clock";
import { writeUnitsOf } from "../../../functions/backups/live-table";
import { SteppingClock } from "../../support/restore-scene";

describe("functions/backups/clock: the pace of a run", () => {
  const secondsOf = async (act: (clock: SteppingClock) => Promise<unknown>): Promise<number> => {
    const clock = new SteppingClock();
    const began = clock.clock.now();
    await act(clock);
    return (clock.clock.now() - began) / 1000;
  };

  it("spends no more than its rate, by waiting", async () => {
    const seconds = await secondsOf(async ({ clock }) => {
      const pace = paceOf(4, deadline(clock, Infinity));
      for (const units of [2, 6, undefined, 12]) await pace.spend(units);
    });
    expect(seconds).to.equal(5);
  });

  it("saves nothing for later of what it did not spend", async () => {
    const seconds = await secondsOf(async (clock) => {
      const pace = paceOf(4, deadline(clock.clock, Infinity));
      clock.pass(60_000);
      await pace.spend(8);
    });
    expect(seconds).to.equal(62);
  });

  it("spends at once what was saved before, where it may, and no more than that", async () => {
    const seconds = await secondsOf(async ({ clock }) => {
      const pace = paceOf(4, deadline(clock, Infinity), 0, 10_000);
      await pace.spend(32);
      await pace.spend(16);
    });
    expect(seconds).to.equal(2);
  });

  it("waits for what is owed when it is told to, and at the latest before more is spent", async () => {
    const { clock } = new SteppingClock();
    const began = clock.now();
    const pace = paceOf(4, deadline(clock, Infinity));
    pace.owe(8);
    pace.owe(4);
    expect(clock.now()).to.equal(began);
    expect(pace.paidAt() - began).to.equal(3000);
    await pace.settle();
    expect(clock.now() - began).to.equal(3000);
  });

  it("does not wait when the run is late, and leaves its debts to the next run", async () => {
    const { clock } = new SteppingClock();
    const began = clock.now();
    const pace = paceOf(1, deadline(clock, began + 5000));
    await pace.spend(20);
    expect(clock.now() - began).to.equal(5000);
    const next = paceOf(1, deadline(clock, Infinity), pace.paidAt());
    await next.settle();
    expect(clock.now() - began).to.equal(20_000);
  });
});

describe("functions/backups/live-table: units of a write", () => {
  it("are those of the table with its local indexes, or of the global index that takes most", () => {
    const units = (CapacityUnits: number) => ({ CapacityUnits });
    expect(writeUnitsOf(undefined)).to.equal(0);
    expect(writeUnitsOf(units(3))).to.equal(3);
    const table = { CapacityUnits: 20, Table: units(2), LocalSecondaryIndexes: { a: units(3), b: units(1) } };
    expect(writeUnitsOf(table)).to.equal(6);
    expect(writeUnitsOf({ ...table, GlobalSecondaryIndexes: { c: units(4), d: units(9) } })).to.equal(9);
  });
});
