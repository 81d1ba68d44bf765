import { expect } from "chai";
import { atelierClient } from "../../../client";
import { Faults } from "../../../packages/offline/src/services/dynamodb/service";
import { answered, type Api, apiOf, sharedApi } from "../../support/api";
import { testHost } from "../../../packages/offline/test/support/host";
import { expectProblem } from "../../support/problem";

describe("health", () => {
  let api: Api;

  before(async () => {
    api = await sharedApi();
  });

  it("says that the service and its database work, to anybody", async () => {
    const { status, data } = await answered(atelierClient({ apiUrl: api.url }).GET("/health"));
    expect(status).to.equal(200);
    const { environment, ...rest } = data;
    expect(rest).to.deep.equal({
      status: "healthy",
      service: "Atelier API",
      version: "1.0.0",
      database: "dynamodb",
    });
    expect(["AWS", "LocalStack", "offline"]).to.include(environment);
  });
});

/** Only a home whose faults can be planned shows them in a test. */
describe("health: a database that does not answer", () => {
  const faults = new Faults();
  let api: Api;
  let logs: string[];
  let close: () => Promise<void>;

  before(async () => {
    const host = await testHost({ faults });
    ({ logs, close } = host);
    api = apiOf(host);
  });

  after(() => close());

  const ask = () => api.call("GET", "/health", { key: false });

  for (const [what, fault] of [
    ["fails", { error: "InternalServerError" }],
    ["is out of capacity", { error: "ProvisionedThroughputExceededException" }],
    ["is silent", { delay: 10_000 }],
  ] as const) {
    it(`is degraded while the database ${what}, which is logged, and healthy again after it`, async () => {
      const end = faults.plan({ operation: "GetItem", table: "cityflow-metrics", ...fault });
      const before = logs.length;
      const { status, headers, body } = await ask();
      expect(status).to.equal(503);
      expect(headers.get("retry-after")).to.equal("1");
      expect(body).to.deep.equal({
        status: "degraded",
        service: "Atelier API",
        version: "1.0.0",
        database: "dynamodb",
        environment: "LocalStack",
      });
      expect(logs.slice(before).join("\n")).to.match(/health-get.*(Exception|Error)/);
      end();
      expect((await ask()).status).to.equal(200);
    });
  }

  it("does not go by other tables", async () => {
    const end = faults.plan({ operation: "GetItem", table: "cityflow-daily-reports", error: "InternalServerError" });
    expect((await ask()).status).to.equal(200);
    expectProblem(await api.call("GET", "/report/2025-11-03"), 500, "Internal error");
    end();
  });
});
