import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { expect } from "chai";
import type { Host } from "../../../src/host/host";
import { accessLogSettingsOf } from "../../../src/services/apigateway/access-log";
import { graphWith } from "../../support/graph";
import { output, testHost } from "../../support/host";
import { rawRequest } from "../../support/http";
import { eventually } from "../../support/poll";
import { programFolder } from "../../support/programs";
import { administratorOf } from "../../support/sdk";

describe("services/apigateway: the access log of a stage", () => {
  let host: Host;
  let logs: CloudWatchLogsClient;

  before(async () => {
    host = await testHost({ program: programFolder("gateway"), stack: "dev" });
    logs = new CloudWatchLogsClient(administratorOf(host));
  });

  after(async () => {
    logs.destroy();
    await host.close();
  });

  /** The line that a request left. */
  async function lineOf(requestId: unknown): Promise<Record<string, string>> {
    const logGroupName = output(host, "accessLogGroup");
    return eventually("the line", async () => {
      const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName, limit: 10_000 }));
      return events.map(({ message = "" }) => JSON.parse(message)).find((line) => line.requestId === requestId);
    });
  }

  const request = async (method: string, path: string, headers: Record<string, string> = {}) => {
    const answer = await rawRequest(output(host, "url"), method, path, headers);
    return { answer, line: await lineOf(answer.headers["x-amzn-requestid"]) };
  };

  it("has a line for each request, by the declared format", async () => {
    const began = Date.now();
    const { answer, line } = await request("GET", "/fixed/one?q=private", { "x-api-key": output(host, "planned") });
    expect(line).to.deep.include({
      method: "GET",
      path: "/v1/fixed/one",
      resource: "/fixed/{variable}",
      status: "200",
      integrationStatus: "200",
      length: String(Buffer.byteLength(answer.body)),
    });
    expect(line.ip).to.match(/127\.0\.0\.1$/);
    expect(Number(line.time)).to.be.within(began, Date.now());
    expect(Number(line.latency)).to.be.at.least(Number(line.integration));
  });

  it("names the key by its id, never by its value", async () => {
    const key = output(host, "planned");
    const { line } = await request("GET", "/keyed", { "x-api-key": key });
    expect(line.keyId).to.match(/^\w{10}$/);
    expect(JSON.stringify(line)).not.to.contain(key);
  });

  it("says why the gateway answered by itself, with a dash for what it did not come to", async () => {
    const { line } = await request("GET", "/keyed");
    expect(line).to.include({ status: "403", error: "INVALID_API_KEY", integration: "-", keyId: "-", nobody: "-" });
  });

  it("says at the start which variables have a dash here alone", async () => {
    const said: string[] = [];
    const accessLogSettings = {
      destinationArn: "arn:aws:logs:eu-west-1:000000000000:log-group:access",
      format: "$context.requestId $context.resourceId $context.authorizer.principalId $context.constructor",
    };
    const type = "aws:apigateway/stage:Stage";
    for (const stage of graphWith([{ type, name: "api", inputs: { accessLogSettings } }]).resources)
      accessLogSettingsOf(stage, (text) => said.push(text));
    expect(said).to.deep.equal([
      "the access log of the stage api has a dash here for what the offline host does not know: $context.resourceId, $context.constructor",
    ]);
  });

  it("has requests for no route as well", async () => {
    const { line } = await request("GET", "/nowhere");
    expect(line).to.include({ path: "/v1/nowhere", resource: "-", error: "MISSING_AUTHENTICATION_TOKEN" });
  });
});
