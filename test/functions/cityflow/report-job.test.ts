import { expect } from "chai";
import { daysBefore } from "../../../functions/kit/dates";
import { Faults } from "../../../packages/offline/src/services/dynamodb/service";
import type { Answer } from "../../support/api";
import { CityHost, valuesOf } from "../../support/city";
import { until } from "../../support/events";
import { expectProblem } from "../../support/problem";

describe("city analytics: the report job", () => {
  const faults = new Faults();
  let city: CityHost;
  /** The day on which the schedule fires: each test has a month of its own. */
  let today = "2024-01-10";

  before(async () => {
    city = await CityHost.start({ faults });
  });

  beforeEach(() => {
    today = daysBefore(today, 30);
  });

  after(() => city.close());

  const ago = (days: number): string => daysBefore(today, days);

  /** Has a metric made whose mean this is, so many days ago. */
  async function metric(days: number, mean: number, count = 1): Promise<void> {
    await city.drop("bikes", ago(days), valuesOf(ago(days), ...Array.from({ length: count }, () => mean)));
    await city.untilCount("bikes", ago(days), count);
  }

  const run = (event: object = { time: `${today}T01:00:00Z` }) => city.invoke("cityflow-report", event);
  const report = (days: number): Promise<Answer> => city.api.call("GET", `/report/${ago(days)}`);

  it("writes the reports of the last eight days that have metrics, and of no other", async () => {
    for (const [days, mean] of [
      [0, 1],
      [1, 30],
      [2, 10],
      [4, 10],
      [5, 10],
      [8, 20],
      [9, 1],
    ] as const)
      await metric(days, mean);
    expect(await run()).to.deep.equal({ written: [8, 5, 4, 2, 1].map(ago) });
    const { status, body } = await report(1);
    expect(status).to.equal(200);
    const { generatedAt, ...rest } = Object(body);
    expect(Date.parse(generatedAt)).to.be.closeTo(Date.now(), 60_000);
    const types = [{ type: "bikes", count: 1, mean: 30, dayBefore: 200, weekBefore: 50, anomaly: true }];
    expect(rest).to.deep.equal({ date: ago(1), types });
    for (const days of [0, 3, 9]) {
      expect(expectProblem(await report(days), 404, "No report")).to.contain(ago(days));
    }
  });

  it("writes nothing again that is up to date, and what has older metrics", async () => {
    for (const days of [1, 2, 7, 8]) await metric(days, 10);
    expect(await run()).to.deep.equal({ written: [8, 7, 2, 1].map(ago) });
    const before = await report(2);
    expect(await run()).to.deep.equal({ written: [] });
    expect((await report(2)).body).to.deep.equal(before.body);
    // Reports draw on the seven days before theirs.
    await metric(8, 40, 2);
    expect(await run()).to.deep.equal({ written: [8, 7, 2, 1].map(ago) });
    await metric(2, 20, 2);
    expect(await run()).to.deep.equal({ written: [2, 1].map(ago) });
    expect(Object((await report(1)).body).types[0]).to.include({ dayBefore: -50, weekBefore: -75 });
  });

  it("goes by the present where nobody says when", async () => {
    today = new Date().toISOString().slice(0, 10);
    await metric(1, 10);
    await run({});
    expect((await report(1)).status).to.equal(200);
  });

  it("leaves the report of later metrics alone that another run wrote meanwhile", async () => {
    await metric(1, 10);
    const end = faults.plan({ operation: "PutItem", table: "cityflow-daily-reports", call: 1, delay: 1500 });
    const first = run();
    await metric(1, 20, 2);
    expect(await run()).to.deep.equal({ written: [ago(1)] });
    expect(await first).to.deep.equal({ written: [] });
    end();
    expect(Object((await report(1)).body).types[0]).to.include({ mean: 20, count: 2 });
  });

  it("agrees with a run at the same time", async () => {
    for (const days of [1, 2, 3, 4]) await metric(days, 10);
    await Promise.all([run(), run(), run()]);
    expect(await run()).to.deep.equal({ written: [] });
    const { body } = await until(
      () => report(1),
      ({ status }) => status === 200,
    );
    expect(Object(body).types[0]).to.include({ anomaly: false, dayBefore: 0 });
  });

  it("fails where DynamoDB does, so that it is tried again, and then goes on where it was", async () => {
    for (const days of [1, 2]) await metric(days, 10);
    const fault = { operation: "PutItem", table: "cityflow-daily-reports", error: "InternalServerError" } as const;
    // A call that a fault ends is not counted by those planned after it.
    const ends = [7, 6, 5, 4, 3, 2].map((call) => faults.plan({ ...fault, call }));
    const failure = await run().then(String, String);
    expect(failure).to.match(/The request processing has failed/);
    for (const end of ends) end();
    expect(await run()).to.deep.equal({ written: [ago(1)] });
  });
});
