import { expect } from "chai";
import { Faults } from "../../offline/aws/services/dynamodb";
import { type Api, apiOf } from "../support/api";
import { testHost } from "../support/host";
import { expectProblem } from "../support/problem";

/** Only a home whose faults can be planned shows them in a test. */
describe("events and comments: a table out of capacity", () => {
  const faults = new Faults();
  let api: Api;
  let close: () => Promise<void>;

  before(async () => {
    const host = await testHost({ faults });
    close = host.close;
    api = apiOf(host);
  });

  after(() => close());

  const event = { title: "Much asked for", date: "2026-03-15T09:00:00Z" };
  const comment = { sectionId: "capacity", auteur: "Élise", contenu: "Très bien" };
  const requests: [route: string, operation: string, send: () => ReturnType<Api["call"]>][] = [
    ["POST /events", "PutItem", () => api.call("POST", "/events", { body: event })],
    ["POST /commentaires", "PutItem", () => api.call("POST", "/commentaires", { body: comment })],
    ["GET /events/{id}", "GetItem", () => api.call("GET", "/events/00000000-0000-4000-8000-000000000000")],
    ["GET /events", "Query", () => api.call("GET", "/events")],
    [
      "PUT /events/{id}",
      "UpdateItem",
      () => api.call("PUT", "/events/00000000-0000-4000-8000-000000000000", { body: event }),
    ],
  ];

  for (const [route, operation, send] of requests) {
    it(`is 503 for ${route} with the time to come back, and works once there is capacity again`, async () => {
      const end = faults.plan({ operation, error: "ProvisionedThroughputExceededException" });
      const throttled = await send();
      expectProblem(throttled, 503, "Out of capacity");
      expect(throttled.headers.get("retry-after")).to.equal("1");
      end();
      expect((await send()).status).to.be.oneOf([200, 201, 404]);
    });
  }

  it("is 500 and nothing more where DynamoDB fails", async () => {
    const end = faults.plan({ operation: "Query", error: "InternalServerError" });
    expectProblem(await api.call("GET", "/events"), 500, "Internal error");
    end();
  });
});
