import { expect } from "chai";
import fc from "fast-check";
import { noTotals, type Totals, totalsAfter } from "../../../functions/cityflow/totals";

/** A metric that comes, or comes again with another count. */
interface Change {
  type: string;
  date: string;
  count: number;
}

/** The totals after these changes, one after the other. */
function after(changes: Change[]): Totals {
  const metrics = new Map<string, Change>();
  let totals = noTotals;
  changes.forEach((change, index) => {
    const key = `${change.type} ${change.date}`;
    const isNewDay = ![...metrics.values()].some(({ date }) => date === change.date);
    const countBefore = metrics.get(key)?.count;
    totals = totalsAfter(totals, { ...change, updatedAt: `change ${index}`, countBefore, isNewDay });
    metrics.set(key, change);
  });
  return totals;
}

/** What the metrics come to that are there in the end. */
function sum(changes: Change[]): Omit<Totals, "updatedAt"> {
  const metrics = [...new Map(changes.map((change) => [`${change.type} ${change.date}`, change])).values()];
  const dates = [...new Set(metrics.map(({ date }) => date))].sort();
  const types = [...new Set(metrics.map(({ type }) => type))];
  const count = (some: Change[]): number => some.reduce((total, metric) => total + metric.count, 0);
  return {
    days: dates.length,
    firstDate: dates[0],
    lastDate: dates.at(-1),
    metrics: metrics.length,
    measurements: count(metrics),
    byType: Object.fromEntries(
      types.map((type) => {
        const some = metrics.filter((metric) => metric.type === type);
        return [type, { days: some.length, measurements: count(some) }];
      }),
    ),
  };
}

describe("functions/totals", () => {
  it("are what the metrics come to, however those came and changed", () => {
    const change = fc.record({
      type: fc.constantFrom("bikes", "traffic", "constructor"),
      date: fc.constantFrom("2024-12-31", "2025-01-01", "2025-01-02", "2025-11-03"),
      count: fc.nat(5000),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1 }), (changes) => {
        expect(after(changes)).to.deep.equal({ ...sum(changes), updatedAt: `change ${changes.length - 1}` });
      }),
    );
  });
});
