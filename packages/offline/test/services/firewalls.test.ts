import { CloudWatchClient, ListMetricsCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { expect } from "chai";
import { TestClock } from "../support/clock";
import { output, testHost, type TestHost } from "../support/host";
import { rawRequest } from "../support/http";
import { eventually } from "../support/poll";
import { programFolder } from "../support/programs";
import { administratorOf } from "../support/sdk";

describe("offline: firewalls of a program", () => {
  const clock = new TestClock();
  let host: TestHost;
  const text = { "content-type": "text/plain" };

  before(async () => {
    host = await testHost({ program: programFolder("firewalls"), stack: "dev", sitePort: 0, clock });
  });

  after(() => host.close());

  for (const [where, name] of [
    ["a stage", "url"],
    ["a distribution", "siteUrl"],
  ] as const)
    describe(`before ${where}`, () => {
      const ask = (path: string, body = "") =>
        rawRequest(output(host, name), body === "" ? "GET" : "POST", path, body === "" ? {} : text, body);

      it("let through what no rule blocks, with its body", async () => {
        const { status, body } = await ask("/here?a=1", `hay ${"x".repeat(40_000)}`);
        expect(status).to.equal(200);
        const event = JSON.parse(body);
        expect([event.path, event.queryStringParameters, event.body.length]).to.deep.equal([
          "/here",
          { a: "1" },
          40_004,
        ]);
      });

      it("answer as a rule says", async () => {
        const { status, headers, body } = await ask("/here", "a needle");
        expect([status, headers["x-why"], headers["content-type"], body]).to.deep.equal([
          422,
          "body",
          "text/plain",
          "no needles",
        ]);
      });

      it("hand their headers on", async () => {
        const marks = async (path: string): Promise<string[]> => {
          const { headers } = JSON.parse((await ask(path)).body);
          return Object.keys(headers).filter((header) => header.toLowerCase() === "x-amzn-waf-marked");
        };
        expect(await marks("/marked")).to.have.length(1);
        expect(await marks("/here")).to.deep.equal([]);
      });

      it("block an address that asks too often, until it has not for a while", async () => {
        const statuses = await Promise.all(Array.from({ length: 12 }, async () => (await ask("/often")).status));
        expect(statuses.filter((status) => status === 403)).to.have.length(2);
        expect((await ask("/here")).status).to.equal(200);
        await clock.advance(64_000);
        expect((await ask("/often")).status).to.equal(200);
      });
    });

  it("answer 403 in the name of the stage, before it looks for a route, as its document says", async () => {
    const { status, headers, body } = await rawRequest(output(host, "url"), "GET", "/forbidden");
    expect([status, headers["x-amzn-errortype"], body]).to.deep.equal([
      403,
      "ForbiddenException",
      '{"message":"Forbidden"}',
    ]);
    expect((await rawRequest(output(host, "shapedUrl"), "GET", "/forbidden")).body).to.equal('{"title":"Forbidden"}');
  });

  it("answer with CloudFront's page before a distribution", async () => {
    const { status, headers, body } = await rawRequest(output(host, "siteUrl"), "GET", "/forbidden");
    expect([status, headers["content-type"], headers["x-cache"]]).to.deep.equal([
      403,
      "text/html",
      "Error from cloudfront",
    ]);
    expect(body).to.contain("Request blocked.");
  });

  it("say at the start what comes through here", () => {
    const told = host.logs.filter((line) => line.startsWith("WAF"));
    const what = "what AWS's managed rules AWSManagedRulesCommonRuleSet stop comes through";
    expect(told).to.deep.equal([
      `WAF web ACL regional: the rule managed does nothing here: ${what}`,
      `WAF web ACL edge: the rule managed does nothing here: ${what}`,
    ]);
    expect(host.logs.join()).to.not.contain("lets everything through");
  });

  for (const [name, logGroupName, region, path, source] of [
    ["url", "aws-waf-logs-regional", "eu-west-1", "/v1/forbidden/logged", "APIGW"],
    ["siteUrl", "aws-waf-logs-edge", "us-east-1", "/forbidden/logged", "CF"],
  ] as const)
    it(`log what they judge for ${source} in ${region}, without what is secret`, async () => {
      const logs = new CloudWatchLogsClient({ ...administratorOf(host), region });
      await rawRequest(output(host, name), "GET", "/forbidden/logged", { "x-api-key": "very-secret" });
      const record = await eventually("the record", async () => {
        const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName }));
        const records = events.map(({ message = "" }) => JSON.parse(message));
        return records.find(({ httpRequest }) => httpRequest.uri === path);
      });
      logs.destroy();
      expect(record).to.deep.include({ terminatingRuleId: "paths", action: "BLOCK", httpSourceName: source });
      expect(JSON.stringify(record)).to.contain("REDACTED").and.to.not.contain("very-secret");
    });

  it("report metrics by web ACL and rule, with a region before stages alone", async () => {
    const client = new CloudWatchClient(administratorOf(host));
    await clock.advance(120_000);
    const dimensions = await eventually("the metrics", async () => {
      const { Metrics = [] } = await client.send(
        new ListMetricsCommand({ Namespace: "AWS/WAFV2", MetricName: "BlockedRequests" }),
      );
      const all = Metrics.map((metric) =>
        Object.fromEntries((metric.Dimensions ?? []).map(({ Name, Value }) => [Name, Value])),
      );
      return all.length > 0 ? all : undefined;
    });
    client.destroy();
    expect(dimensions).to.deep.include({ WebACL: "regional", Rule: "paths", Region: "eu-west-1" });
    expect(dimensions).to.deep.include({ WebACL: "edge", Rule: "ALL" });
  });
});
