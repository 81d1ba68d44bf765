import { expect } from "chai";
import { type Api, apiOf } from "../../support/api";
import { TestClock } from "../../../packages/offline/test/support/clock";
import { testHost } from "../../../packages/offline/test/support/host";
import { expectProblem } from "../../support/problem";

/** Only a home whose clock can be set shows limits in a test. */
describe("limits of the API", () => {
  const clock = new TestClock("2026-03-15T09:00:00Z");
  let api: Api;
  let close: () => Promise<void>;

  before(async () => {
    const config = { "atelier:throttleRateLimit": "1", "atelier:throttleBurstLimit": "2", "atelier:quotaLimit": "3" };
    const host = await testHost({ config, clock });
    close = host.close;
    api = apiOf(host);
  });

  after(() => close());

  /** Each test is in a month of its own. */
  beforeEach(() => clock.sleep(31 * 24 * 3_600_000));

  const statusOf = async (path: string) => (await api.call("GET", path)).status;

  it("are a rate for each key, and answer Too many requests with the time to come back", async () => {
    expect([await statusOf("/events"), await statusOf("/events")]).to.deep.equal([200, 200]);
    const refused = await api.call("GET", "/events");
    expectProblem(refused, 429, "Too many requests");
    expect(refused.headers.get("retry-after")).to.equal("1");
    expect(refused.headers.get("access-control-allow-origin")).to.equal("*");
  });

  it("are the same rate for what is open", async () => {
    expect([await statusOf("/health"), await statusOf("/health"), await statusOf("/health")]).to.deep.equal([
      200, 200, 429,
    ]);
  });

  it("are a quota for each key, and answer Quota exceeded without a promise", async () => {
    for (const request of ["first", "second", "third"]) {
      expect(await statusOf("/events"), request).to.equal(200);
      await clock.advance(1_000);
    }
    const refused = await api.call("GET", "/events");
    expectProblem(refused, 429, "Quota exceeded");
    expect(refused.headers.get("retry-after")).to.equal(null);
    expect(await statusOf("/health"), "what is open has none").to.equal(200);
  });
});
