import { Agent } from "node:http";
import { resolve } from "node:path";
import { expect } from "chai";
import type { Host } from "../../../offline/host";
import { Clock } from "../../support/clock";
import { output, testHost } from "../../support/host";
import { rawRequest } from "../../support/http";

describe("offline/gateway: rates", () => {
  const clock = new Clock("2026-03-15T09:00:00Z");
  const agent = new Agent({ keepAlive: true, maxSockets: 50 });
  let host: Host;

  before(async () => {
    host = await testHost({ program: resolve("test/offline/programs/limits"), stack: "dev", now: clock.now });
  });

  after(async () => {
    agent.destroy();
    await host.close();
  });

  /** Each test has what was used before it back. */
  beforeEach(() => clock.pass(3_600_000));

  /** How many of so many requests at once are let through; all others must be 429. */
  async function through(count: number, stage: "free" | "limited", path: string, key = "", method = "GET") {
    const headers: Record<string, string> = key ? { "x-api-key": output(host, key) } : {};
    const url = output(host, `${stage}Url`);
    const answers = await Promise.all(
      Array.from({ length: count }, () => rawRequest(url, method, path, headers, "", agent)),
    );
    const statuses = answers.map(({ status }) => status);
    expect(new Set(statuses)).to.have.property("size").that.is.at.most(2);
    for (const status of statuses) expect(status).to.be.oneOf([200, 429]);
    return statuses.filter((status) => status === 200).length;
  }

  it("let a burst of 5,000 requests through as far as burst and rate go, and answer the rest 429", async () => {
    expect(await through(3_000, "free", "/keyed", "many")).to.equal(100);
    clock.pass(500);
    expect(await through(2_000, "free", "/keyed", "many")).to.equal(25);
  });

  it("let as many through in the long run as the rate says", async () => {
    await through(25, "free", "/keyed", "one");
    for (let tenth = 0; tenth < 10; tenth++) {
      clock.pass(100);
      expect(await through(2, "free", "/keyed", "one")).to.equal(1);
    }
  });

  it("never save up more than the burst", async () => {
    clock.pass(24 * 3_600_000);
    expect(await through(30, "free", "/keyed", "one")).to.equal(20);
  });

  it("are each key's own", async () => {
    expect(await through(30, "free", "/keyed", "one")).to.equal(20);
    expect(await through(30, "free", "/keyed", "other")).to.equal(20);
  });

  it("are a key's over all stages of its plan", async () => {
    const free = await through(18, "free", "/keyed", "one");
    const limited = await through(18, "limited", "/keyed", "one");
    expect(free + limited).to.equal(20);
  });

  it("are other ones where the plan names the method", async () => {
    expect(await through(5, "free", "/named/1", "one")).to.equal(2);
    expect(await through(30, "free", "/keyed", "one"), "the plan's own is not touched").to.equal(20);
  });

  it("of a stage are each method's own, key or not", async () => {
    expect(await through(10, "limited", "/open")).to.equal(4);
    expect(await through(10, "limited", "/named/1", "other")).to.equal(4);
    clock.pass(1000);
    expect(await through(10, "limited", "/open")).to.equal(2);
  });

  it("of a method win over those of its stage", async () => {
    expect(await through(5, "limited", "/open", "", "POST")).to.equal(1);
    expect(await through(5, "limited", "/")).to.equal(2);
  });

  it("of a stage are lifted for a method whose settings say so", async () => {
    expect(await through(10, "limited", "/keyed", "many")).to.equal(10);
  });

  it("are used up by no request that another limit refuses", async () => {
    expect(await through(30, "limited", "/named/1", "one")).to.equal(4);
    expect(await through(30, "free", "/keyed", "one")).to.equal(16);
  });

  it("are the account's, in common, for methods that have none: 5,000 at once and 10,000 a second", async () => {
    expect(await through(3_000, "free", "/open")).to.equal(3_000);
    expect(await through(2_500, "free", "/")).to.equal(2_000);
    clock.pass(1);
    expect(await through(20, "free", "/")).to.equal(10);
  });
});
