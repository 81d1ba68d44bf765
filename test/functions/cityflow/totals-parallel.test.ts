import { expect } from "chai";
import { AwsError } from "../../../packages/offline/src/protocol/service";
import { Faults } from "../../../packages/offline/src/services/dynamodb/service";
import { CityHost, valuesOf } from "../../support/city";
import { eventually } from "../../../packages/offline/test/support/poll";

const types = ["bikes", "traffic", "weather"];
const dates = ["2025-11-01", "2025-11-02", "2025-11-03"];
const files = types.flatMap((type, column) => dates.map((date, row) => ({ type, date, size: 1 + 4 * column + row })));

/** So many values. */
const values = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

interface MetricAnswer {
  type: string;
  date: string;
  count: number;
}

describe("city analytics: totals", () => {
  const faults = new Faults();
  let city: CityHost;

  before(async () => {
    city = await CityHost.start({ faults });
  });

  after(() => city.close());

  /** Drops all files at once, of so many more measurements than any other test, and waits for a metric of each. */
  async function dropAll(more: number): Promise<void> {
    const counts = files.map(({ size }) => size + more);
    await Promise.all(
      files.map(({ type, date }, at) => city.drop(type, date, valuesOf(date, ...values(counts[at] ?? 0)))),
    );
    await Promise.all(files.map(({ type, date }, at) => city.untilCount(type, date, counts[at] ?? 0)));
  }

  async function expectSum(): Promise<void> {
    const answers = await Promise.all(dates.map((date) => city.api.call("GET", `/metrics/${date}`)));
    const metrics: MetricAnswer[] = answers.flatMap(({ body }) => Object(body).metrics);
    const count = (some: MetricAnswer[]): number => some.reduce((sum, metric) => sum + metric.count, 0);
    const byType = types.map((type) => {
      const some = metrics.filter((metric) => metric.type === type);
      return [type, { days: some.length, measurements: count(some) }];
    });
    expect(await city.stats()).to.deep.include({
      days: dates.length,
      firstDate: "2025-11-01",
      lastDate: "2025-11-03",
      metrics: files.length,
      measurements: count(metrics),
      byType: Object.fromEntries(byType),
    });
  }

  it("are the sum of the metrics when many files come at once, and again with other content", async () => {
    await dropAll(0);
    await expectSum();
    await dropAll(3);
    await expectSum();
  });

  for (const [operation, error] of [
    ["TransactWriteItems", "InternalServerError"],
    ["GetItem", "ProvisionedThroughputExceededException"],
  ] as const) {
    it(`are the sum of the metrics when ${operation} fails for longer than the SDK tries: ${error}`, async () => {
      const failures = city.logs.length;
      const end = faults.plan({ operation, error });
      const dropped = dropAll(20 + failures);
      await eventually("an invocation that fails", async () =>
        city.logs.slice(failures).find((line) => line.includes(error)),
      );
      end();
      await dropped;
      await expectSum();
    });
  }

  it("count no file twice when the answer of a transaction that was done is lost", async () => {
    let lost = 0;
    faults.onCommit = (moment, operation) => {
      if (moment === "before" || operation !== "TransactWriteItems" || ++lost > 4) return;
      throw new AwsError("InternalServerError", "the answer is lost", 500);
    };
    await dropAll(40);
    expect(lost).to.be.greaterThan(4);
    faults.onCommit = () => undefined;
    await expectSum();
  });
});
