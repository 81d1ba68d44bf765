import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { periodOf, Quotas } from "../../../src/services/apigateway/quota";
import type { Host } from "../../../src/host/host";
import type { DataFolder } from "../../../src/storage/data-folder";
import { TestClock } from "../../support/clock";
import { output, testHost } from "../../support/host";
import { rawRequest } from "../../support/http";
import { programFolder } from "../../support/programs";

describe("services/apigateway: quotas", () => {
  const clock = new TestClock("2026-03-15T09:00:00Z");
  let folder: string;
  let host: Host;

  const start = (data: string) => testHost({ program: programFolder("limits"), stack: "dev", clock, data });

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "quota-"));
    host = await start(folder);
  });

  after(async () => {
    await host.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Each test is in a month of its own. */
  beforeEach(() => clock.sleep(31 * 24 * 3_600_000));

  const ask = (from: Host, key: string, path = "/keyed", method = "GET", body = "") =>
    rawRequest(output(from, "freeUrl"), method, path, { "x-api-key": output(from, key) }, body);
  const statuses = async (count: number, key = "month", from = host): Promise<number[]> => {
    const all: number[] = [];
    for (let left = count; left > 0; left--) all.push((await ask(from, key)).status);
    return all;
  };

  it("let their number of requests through, and answer the rest 429", async () => {
    expect(await statuses(5)).to.deep.equal([200, 200, 200, 429, 429]);
    expect((await ask(host, "month")).body).to.equal('{"message":"Limit Exceeded"}');
  });

  it("are each key's own", async () => {
    await statuses(4);
    expect(await statuses(1, "month2")).to.deep.equal([200]);
  });

  it("begin anew with their period", async () => {
    await clock.advanceTo("2027-03-15T09:00:00Z");
    await statuses(4);
    await clock.advanceTo("2027-03-31T23:59:59Z");
    expect(await statuses(1)).to.deep.equal([429]);
    await clock.advanceTo("2027-04-01T00:00:00Z");
    expect(await statuses(4)).to.deep.equal([200, 200, 200, 429]);
  });

  it("are used by requests with an invalid body, and not by those for no method", async () => {
    expect((await ask(host, "month", "/checked", "POST", "{}")).status).to.equal(400);
    expect((await ask(host, "month", "/nowhere")).status).to.equal(403);
    expect(await statuses(3)).to.deep.equal([200, 200, 429]);
  });

  it("count across a restart, however the host ended", async () => {
    await statuses(2);
    // What a process leaves that is killed now.
    const left = mkdtempSync(join(tmpdir(), "quota-"));
    cpSync(folder, left, { recursive: true });
    const killed = await start(left);
    try {
      expect(await statuses(2, "month", killed)).to.deep.equal([200, 429]);
      await host.close();
      host = await start(folder);
      expect(await statuses(2)).to.deep.equal([200, 429]);
    } finally {
      await killed.close();
      rmSync(left, { recursive: true, force: true });
    }
  });

  it("lose a thousandth to a kill at most, and nothing to an orderly end", () => {
    const files = new Map<string, string>();
    const data: Pick<DataFolder, "load" | "save"> = {
      load: (name, isDocument) => {
        const document: unknown = JSON.parse(files.get(name) ?? "null");
        return isDocument(document) ? document : undefined;
      },
      save: (name, document) => void files.set(name, JSON.stringify(document)),
    };
    const quota = { limit: 5_000, period: "MONTH", offset: 0 };
    const used = (count: number): Quotas => {
      const quotas = new Quotas(data);
      const meter = quotas.meter("key", quota);
      for (let left = count; left > 0; left--) expect(meter.take(clock.now())).to.equal(true);
      return quotas;
    };
    used(1001);
    used(1001).close();
    // The first run, which was killed, wrote down 1,005.
    const rest = new Quotas(data).meter("key", quota);
    let through = 0;
    while (rest.take(clock.now())) through++;
    expect(through).to.equal(5_000 - 1_005 - 1_001);
  });

  const periods: [period: string, offset: number, now: string, start: string, end: string][] = [
    ["DAY", 0, "2026-03-15T23:59:59Z", "2026-03-15", "2026-03-16"],
    ["DAY", 0, "2026-03-16T00:00:00Z", "2026-03-16", "2026-03-17"],
    ["WEEK", 0, "2026-03-14T12:00:00Z", "2026-03-08", "2026-03-15"],
    ["WEEK", 0, "2026-03-15T00:00:00Z", "2026-03-15", "2026-03-22"],
    ["WEEK", 1, "2026-03-15T12:00:00Z", "2026-03-09", "2026-03-16"],
    ["WEEK", 6, "2026-02-28T00:00:00Z", "2026-02-28", "2026-03-07"],
    ["MONTH", 0, "2026-12-31T23:59:59Z", "2026-12-01", "2027-01-01"],
    ["MONTH", 0, "2028-02-29T12:00:00Z", "2028-02-01", "2028-03-01"],
    ["MONTH", 14, "2026-03-14T23:59:59Z", "2026-02-15", "2026-03-15"],
    ["MONTH", 14, "2026-03-15T00:00:00Z", "2026-03-15", "2026-04-15"],
    ["MONTH", 27, "2026-03-01T00:00:00Z", "2026-02-28", "2026-03-28"],
  ];
  for (const [period, offset, now, start, end] of periods) {
    it(`a ${period} with offset ${offset} is from ${start} to ${end} at ${now}`, () => {
      const found = periodOf({ limit: 1, period, offset }, Date.parse(now));
      expect(found).to.deep.equal({ start: Date.parse(start), end: Date.parse(end) });
    });
  }
});
