import { Agent } from "node:http";
import { expect } from "chai";
import type { Host } from "../../../src/host/host";
import { TestClock } from "../../support/clock";
import { output, testHost } from "../../support/host";
import { rawRequest } from "../../support/http";
import { programFolder } from "../../support/programs";

describe("services/apigateway: rates", () => {
  const clock = new TestClock("2026-03-15T09:00:00Z");
  const agent = new Agent({ keepAlive: true, maxSockets: 50 });
  let host: Host;

  before(async () => {
    host = await testHost({ program: programFolder("limits"), stack: "dev", clock });
  });

  after(async () => {
    agent.destroy();
    await host.close();
  });

  /** Each test has what was used before it back. */
  beforeEach(() => clock.advance(3_600_000));

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
    await clock.advance(500);
    expect(await through(2_000, "free", "/keyed", "many")).to.equal(25);
  });

  it("let as many through in the long run as the rate says", async () => {
    await through(25, "free", "/keyed", "one");
    for (let tenth = 0; tenth < 10; tenth++) {
      await clock.advance(100);
      expect(await through(2, "free", "/keyed", "one")).to.equal(1);
    }
  });

  it("never save up more than the burst", async () => {
    await clock.advance(24 * 3_600_000);
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
    await clock.advance(1000);
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
    await clock.advance(1);
    expect(await through(20, "free", "/")).to.equal(10);
  });
});
