import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { expect } from "chai";
import { text } from "../../../packages/offline/src/graph/graph";
import { Faults } from "../../../packages/offline/src/services/dynamodb/service";
import { type Answer, answered, type Api, apiOf } from "../../support/api";
import { on } from "../../support/events";
import { only } from "../../../packages/offline/test/support/graph";
import { testHost } from "../../../packages/offline/test/support/host";
import { eventually } from "../../../packages/offline/test/support/poll";
import { administratorOf } from "../../../packages/offline/test/support/sdk";
import { expectProblem } from "../../support/problem";

/** Only a home whose faults can be planned shows them in a test. */
describe("events and comments: a table out of capacity", () => {
  const faults = new Faults();
  let api: Api;
  let logs: CloudWatchLogsClient;
  let logGroupName: string;
  let close: () => Promise<void>;

  before(async () => {
    const host = await testHost({ faults });
    logs = new CloudWatchLogsClient(administratorOf(host));
    logGroupName = text(only(host.graph, "aws:cloudwatch/logGroup:LogGroup", "events-get").outputs, "name");
    close = host.close;
    api = apiOf(host);
  });

  after(() => {
    logs.destroy();
    return close();
  });

  const event = { title: "Much asked for", date: "2026-03-15T09:00:00Z" };
  const comment = { sectionId: "capacity", auteur: "Élise", contenu: "Très bien" };
  const nobody = on({ id: "00000000-0000-4000-8000-000000000000" });
  const listEvents = () => answered(api.client.GET("/events"));
  const requests: [route: string, operation: string, send: () => Promise<Answer>][] = [
    ["POST /events", "PutItem", () => answered(api.client.POST("/events", { body: event }))],
    ["POST /commentaires", "PutItem", () => answered(api.client.POST("/commentaires", { body: comment }))],
    ["GET /events/{id}", "GetItem", () => answered(api.client.GET("/events/{id}", nobody))],
    ["GET /events", "Query", listEvents],
    ["PUT /events/{id}", "UpdateItem", () => answered(api.client.PUT("/events/{id}", { ...nobody, body: event }))],
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

  it("is counted by the request's line, in a metric of the stack's own", async () => {
    const end = faults.plan({ operation: "GetItem", error: "ProvisionedThroughputExceededException" });
    await answered(api.client.GET("/events/{id}", nobody));
    end();
    const line = await eventually("the request's line", async () => {
      const filterPattern = "{ $.TableThrottles = 1 }";
      const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName, filterPattern }));
      return events.at(-1)?.message;
    });
    expect(JSON.parse(line)).to.deep.include({
      level: "ERROR",
      route: "GET /events/{id}",
      path: nobody.params.path,
      status: 503,
      TableThrottles: 1,
    });
    expect(line).to.contain('"Namespace":"atelier/localstack"');
  });

  it("is 500 and nothing more where DynamoDB fails", async () => {
    const end = faults.plan({ operation: "Query", error: "InternalServerError" });
    expectProblem(await listEvents(), 500, "Internal error");
    end();
  });
});
