import { expect } from "chai";
import { sharedApi } from "../../support/api";
import { City, csv, uniqueType, valuesOf } from "../../support/city";
import { expectProblem } from "../../support/problem";

const date = "2025-11-03";

/** The hours of UTC: those with measurements, by hour, and the others. */
const perHour = (hours: Record<number, { count: number; mean: number }>): object[] =>
  Array.from({ length: 24 }, (_, hour) => ({ hour, count: 0, ...hours[hour] }));

describe("city analytics", () => {
  let city: City;

  before(async function () {
    const api = await sharedApi();
    // Metrics stay for good, and only the administrator may drop files: not where the data is real.
    if (api.awsEndpoint === undefined) return this.skip();
    city = new City(api);
  });

  after(() => city?.clean());

  it("makes a metric of a file that is dropped", async () => {
    const type = uniqueType();
    const file = csv(
      `${date}T00:00:00Z,Rivoli,4`,
      `${date}T00:59:59.999Z,Bastille,6.5`,
      `${date}T23:00:00Z,"Champs, Élysées",-1`,
      `${date}T12:00:00Z,Rivoli,0.1`,
      `${date}T12:30:00Z,Rivoli,0.2`,
    );
    await city.drop(type, date, file);
    const { updatedAt, ...metric } = await city.untilCount(type, date, 5);
    expect(Date.parse(String(updatedAt))).to.be.closeTo(Date.now(), 60_000);
    expect(metric).to.deep.equal({
      type,
      date,
      count: 5,
      min: -1,
      max: 6.5,
      mean: 1.96,
      p95: 6.5,
      perHour: perHour({ 0: { count: 2, mean: 5.25 }, 12: { count: 2, mean: 0.15 }, 23: { count: 1, mean: -1 } }),
      topPlaces: [
        { place: "Bastille", total: 6.5 },
        { place: "Rivoli", total: 4.3 },
        { place: "Champs, Élysées", total: -1 },
      ],
      rejectedLines: 0,
    });
  });

  it("goes by the day and the hours of UTC, whatever the offsets", async () => {
    const type = uniqueType();
    const own = [`${date}T01:30:00+01:00,Rivoli,1`, "2025-11-04T00:59:59+01:00,Rivoli,2"];
    const others = [`${date}T00:30:00+01:00,Rivoli,3`, `${date}T23:30:00-01:00,Rivoli,4`];
    await city.drop(type, date, csv(...own, ...others));
    expect(await city.untilCount(type, date, 2)).to.deep.include({
      perHour: perHour({ 0: { count: 1, mean: 1 }, 23: { count: 1, mean: 2 } }),
      rejectedLines: 2,
    });
    await city.untilText(`rejected/${type}/${date}.csv`, csv(...others));
  });

  it("keeps the lines that it rejects as they are, and forgets them when a clean file comes", async () => {
    const type = uniqueType();
    const broken = [
      "broken",
      `${date}T00:00:00Z,"Rivoli,1`,
      `${date}T00:00:00Z,Rivoli,eleven`,
      "2025-11-02T10:00:00Z,Rivoli,1",
    ];
    await city.drop(type, date, csv(`${date}T00:00:00Z,Rivoli,1`, ...broken, `${date}T00:00:01Z,Rivoli,2`));
    expect(await city.untilCount(type, date, 2)).to.include({ rejectedLines: 4 });
    await city.untilText(`rejected/${type}/${date}.csv`, csv(...broken));
    await city.drop(type, date, valuesOf(date, 1, 2, 3));
    expect(await city.untilCount(type, date, 3)).to.include({ rejectedLines: 0 });
    await city.untilText(`rejected/${type}/${date}.csv`, undefined);
  });

  for (const [what, content] of [
    ["an empty file", ""],
    ["columns alone", csv()],
  ] as const) {
    it(`makes a metric of no measurements of ${what}`, async () => {
      const type = uniqueType();
      await city.drop(type, date, content);
      const { updatedAt, ...metric } = await city.untilCount(type, date, 0);
      expect(updatedAt).to.be.a("string");
      expect(metric).to.deep.equal({ type, date, count: 0, perHour: perHour({}), topPlaces: [], rejectedLines: 0 });
    });
  }

  it("lists a day's metrics by type", async () => {
    const day = "1987-06-05";
    const types = [uniqueType(), uniqueType(), uniqueType()].sort();
    await Promise.all(types.map((type, index) => city.drop(type, day, valuesOf(day, index))));
    const metrics = await Promise.all(types.map((type) => city.untilCount(type, day, 1)));
    const { status, body } = await city.api.call("GET", `/metrics/${day}`);
    expect(status).to.equal(200);
    expect(Object(body).date).to.equal(day);
    const listed: { type: string }[] = Object(body).metrics;
    expect(listed.filter(({ type }) => types.includes(type))).to.deep.equal(metrics);
    expect(listed.map(({ type }) => type)).to.deep.equal(listed.map(({ type }) => type).sort());
  });

  it("counts metrics in the totals, and a file that comes again by what it differs", async () => {
    const type = uniqueType();
    await city.drop(type, "1969-07-20", valuesOf("1969-07-20", 1, 2));
    await city.drop(type, "1969-07-21", valuesOf("1969-07-21", 1, 2, 3));
    await city.untilCount(type, "1969-07-20", 2);
    await city.untilCount(type, "1969-07-21", 3);
    const before = await city.stats();
    expect(before.byType).to.deep.include({ [type]: { days: 2, measurements: 5 } });
    expect(Date.parse(String(before.firstDate))).to.be.at.most(Date.parse("1969-07-20"));
    expect(Date.parse(String(before.lastDate))).to.be.at.least(Date.parse("1969-07-21"));
    await city.drop(type, "1969-07-21", valuesOf("1969-07-21", 1));
    await city.untilCount(type, "1969-07-21", 1);
    expect((await city.stats()).byType).to.deep.include({ [type]: { days: 2, measurements: 3 } });
  });

  it("says which day has no metrics, and which report there is not", async () => {
    const { api } = city;
    for (const [path, title, detail] of [
      ["/metrics/1815-06-18", "No metrics", "there are none for 1815-06-18"],
      ["/metrics/bikes/1815-06-18", "No metrics", "there are none for bikes on 1815-06-18"],
      ["/report/1815-06-18", "No report", "there is none for 1815-06-18"],
    ] as const) {
      expect(expectProblem(await api.call("GET", path), 404, title)).to.equal(detail);
    }
  });

  for (const path of [
    "/metrics/totals",
    "/metrics/2025-02-29",
    "/metrics/2025-1-1",
    "/metrics/bikes/totals",
    "/report/today",
    "/report/2025-11-31",
  ]) {
    it(`refuses what is no day of the calendar: ${path}`, async () => {
      const detail = expectProblem(await city.api.call("GET", path), 400, "Invalid path parameters");
      expect(detail).to.match(/^date: /);
    });
  }

  for (const type of ["Bikes", "9lives", "a".repeat(33), "b%20c", "totals%2Ftotals"]) {
    it(`refuses what is no type: ${type}`, async function () {
      const answer = await city.api.call("GET", `/metrics/${type}/${date}`);
      // MiniStack decodes a path before it looks for the route, and finds none.
      const isUnknown = answer.headers.get("x-amzn-errortype") === "MissingAuthenticationTokenException";
      if (process.env.API_URL && isUnknown) this.skip();
      const detail = expectProblem(answer, 400, "Invalid path parameters");
      expect(detail).to.match(/^type: /);
    });
  }

  for (const path of ["/stats", `/metrics/${date}`, `/metrics/bikes/${date}`, `/report/${date}`]) {
    it(`asks for the API key: ${path}`, async () => {
      expectProblem(await city.api.call("GET", path, { key: false }), 403, "Forbidden");
    });
  }
});
