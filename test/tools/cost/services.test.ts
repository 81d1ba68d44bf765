import { expect } from "chai";
import { type Graph, ofType } from "../../../packages/offline/src/graph/graph";
import { graphOf } from "../../../packages/offline/test/support/graph";
import { idle } from "../../../tools/cost/volumes";
import { trafficOf } from "../../../tools/cost/traffic";
import { runsInMonth } from "../../../tools/cost/schedule";
import { guarded, watched } from "../../support/graphs";
import { estimateOf, lineOf, monthOf } from "./graphs";

describe("tools/cost/services: how volumes become units", () => {
  let prod: Graph;

  before(async () => {
    prod = await graphOf("prod");
  });

  it("counts a schedule's runs in a month of a year", () => {
    expect(runsInMonth("rate(5 minutes)")).to.equal(8760);
    expect(runsInMonth("rate(1 day)")).to.be.closeTo(365 / 12, 1e-9);
    expect(runsInMonth("cron(0 2 * * ? *)")).to.be.closeTo(365 / 12, 1e-9);
    expect(runsInMonth("cron(0 8 1 * ? *)")).to.equal(1);
    expect(runsInMonth("cron(0/30 9-17 ? * MON-FRI *)")).to.be.closeTo((18 * 261) / 12, 1e-9);
  });

  it("bills the canary's requests besides those of people", () => {
    expect(trafficOf(prod, idle).apiRequests).to.equal(8760);
    expect(lineOf(monthOf(prod, { requests: 5000 }), "API Gateway", "requests").units).to.equal(13_760);
  });

  it("spreads requests over the routes, each with the memory of its function", () => {
    const routes = trafficOf(prod, { ...idle, requests: 1900 }).runs.filter(({ cause }) => cause === "request");
    expect(routes).to.have.length(19);
    expect(routes.find(({ function: { name } }) => name === "events-list")?.count).to.equal(100);
    expect(routes.find(({ function: { name } }) => name === "health-get")?.count).to.equal(8860);
    const [before, after] = [0, 1_000_000].map(
      (requests) => lineOf(monthOf(prod, { requests, milliseconds: 100 }), "Lambda", "duration, arm64").units,
    );
    // The canary's own requests take as long.
    expect((after ?? 0) - (before ?? 0)).to.be.closeTo((1_000_000 * 0.1 * 256) / 1024, 1e-6);
  });

  it("takes a trigger no longer than its function's time-out", () => {
    const [judge] = trafficOf(prod, { ...idle, images: 10, imageMegabytes: 500 }).runs.filter(
      ({ cause, count }) => cause === "upload" && count === 10,
    );
    expect(judge?.function.name).to.equal("events-judge-uploads");
    expect(judge?.seconds).to.equal(28);
  });

  it("stores what is uploaded, and its copy in the archive", () => {
    const month = monthOf(prod, { images: 1024, imageMegabytes: 1 });
    expect(lineOf(month, "S3", "storage").units).to.be.within(1, 1.01);
    expect(lineOf(month, "S3", "storage of backups").units).to.equal(1);
    expect(lineOf(month, "S3", "writes and lists").units).to.equal(1024);
  });

  it("exports the tables each night, for thirty days of S3 and the year's rest of Glacier", () => {
    const month = monthOf(prod, { tableGigabytes: 1 });
    expect(lineOf(month, "DynamoDB", "exports of backups").units).to.be.closeTo(365 / 12, 1e-9);
    expect(lineOf(month, "S3", "storage of backups").units).to.be.within(29.5, 30.5);
    expect(lineOf(month, "S3", "storage of backups, Glacier").units).to.be.within(330, 336);
  });

  it("exports nothing where tables have no point-in-time recovery", async () => {
    const { lines } = monthOf(await graphOf("localstack"), { tableGigabytes: 1 });
    const absent = ["exports of backups", "point-in-time recovery"];
    expect(lines.filter(({ what }) => absent.includes(what))).to.deep.equal([]);
    expect(lines.map(({ what }) => what)).to.include("storage of backups");
  });

  it("bills on-demand tables by what is read and written", () => {
    const type = "aws:dynamodb/table:Table";
    const inputs = { billingMode: "PAY_PER_REQUEST", globalSecondaryIndexes: [{}], readCapacity: 5 };
    const month = estimateOf([{ type, inputs }], { events: 500_000 });
    expect(lineOf(month, "DynamoDB", "on-demand writes")).to.include({ units: 1_000_000, toPay: 0.625 });
    expect(month.lines.map(({ what }) => what)).to.not.include("read capacity");
  });

  it("bills the disk of an instance that is stopped, and its hours when it runs", () => {
    const inputs = { instanceType: "t3.micro", rootBlockDevice: { volumeType: "gp2", volumeSize: 30 } };
    const stopped = estimateOf([{ type: "aws:ec2/instance:Instance", inputs }]);
    expect(stopped.lines.map(({ what, toPay }) => [what, toPay])).to.deep.equal([["disk of the instance, gp2", 3]]);
    const running = estimateOf([{ type: "aws:ec2/instance:Instance", inputs }], { hours: 100 });
    expect(lineOf(running, "EC2", "instance t3.micro").toPay).to.be.closeTo(1.04, 1e-9);
  });

  it("bills NAT gateways that a VPC makes unless it is told not to, with their addresses", () => {
    const vpc = (inputs: object) => estimateOf([{ type: "awsx:ec2:Vpc", inputs: { ...inputs } }]).lines;
    expect(vpc({ natGateways: { strategy: "None" } })).to.deep.equal([]);
    const [gateways, addresses] = vpc({ availabilityZoneNames: ["a", "b"] });
    expect(gateways).to.include({ what: "NAT gateways", units: 2 * 730 });
    expect(addresses).to.include({ what: "elastic addresses", units: 2 * 730 });
  });

  it("bills what the watched stack adds: health check, hosted zone, traces, mails", async () => {
    const month = monthOf(await watched(), { mails: 1500, requests: 1_000_000 });
    expect(lineOf(month, "Route 53", "hosted zones").toPay).to.equal(0.5);
    expect(lineOf(month, "Route 53", "health checks").toPay).to.equal(0.5);
    expect(lineOf(month, "Route 53", "features of health checks").toPay).to.equal(1);
    expect(lineOf(month, "SNS", "mails").toPay).to.be.closeTo(0.01, 1e-9);
    expect(lineOf(month, "X-Ray", "traces").units).to.be.above(1_000_000);
    // Half a million of Route 53, and the canary's of each minute.
    expect(lineOf(month, "API Gateway", "requests").units).to.equal(1_000_000 + 525_600 + 43_800);
  });

  it("counts each metric of an alarm, and metrics of one's own by their names", () => {
    const month = monthOf(prod);
    expect(lineOf(month, "CloudWatch", "alarm metrics").units).to.equal(9);
    expect(lineOf(month, "CloudWatch", "metrics of one's own").units).to.equal(4);
    expect(month.lines.filter(({ service }) => service === "CloudWatch").every(({ toPay }) => toPay === 0)).to.equal(
      true,
    );
  });

  it("bills a visit where its files come from: CloudFront, or else the bucket", async () => {
    const distributed = monthOf(prod, { visits: 1000 });
    expect(lineOf(distributed, "CloudFront", "requests").units).to.equal(10_000);
    const bare = monthOf(await graphOf("localstack"), { visits: 1000 });
    expect(bare.lines.map(({ service }) => service)).to.not.include("CloudFront");
    expect(lineOf(bare, "Data transfer", "to the internet").units).to.be.above(0);
  });

  it("bills a firewall by its rules and by what it judges", () => {
    const inputs = { rules: [{}, {}], scope: "CLOUDFRONT" };
    const month = estimateOf([{ type: "aws:wafv2/webAcl:WebAcl", inputs }], { visits: 100_000 });
    expect(month.lines.map(({ toPay }) => toPay.toFixed(2))).to.deep.equal(["5.00", "2.00", "0.60"]);
  });

  it("bills the program's own firewalls about nine dollars each, and what they log", async () => {
    const graph = await guarded();
    expect(lineOf(monthOf(graph), "WAF", "web ACLs")).to.include({ units: 2, toPay: 10 });
    expect(lineOf(monthOf(graph), "WAF", "rules")).to.include({ units: 7, toPay: 7 });
    const [quiet, busy] = [0, 1_000_000].map((requests) => monthOf(graph, { requests }));
    const units = (month: typeof quiet, service: string, what: string): number =>
      month ? lineOf(month, service, what).units : 0;
    // Each is judged at the edge and before the stage.
    expect(units(busy, "WAF", "requests judged") - units(quiet, "WAF", "requests judged")).to.equal(2_000_000);
    const without = [0, 1_000_000].map((requests) => monthOf(prod, { requests }));
    const written = "written";
    const more =
      units(busy, "CloudWatch Logs", written) -
      units(quiet, "CloudWatch Logs", written) -
      (units(without[1], "CloudWatch Logs", written) - units(without[0], "CloudWatch Logs", written));
    // Besides, its stage logs each request.
    expect(more).to.be.closeTo((2_000_000 * 1500 + 1_000_000 * 400) / 1024 ** 3, 1e-6);
  });

  it("bills the users of a pool by its plan, ten thousand of whom are free", async () => {
    const month = monthOf(await guarded(), { users: 10_100 });
    const line = lineOf(month, "Cognito", "users, essentials plan");
    expect(line.units).to.equal(10_100);
    expect(line.toPay).to.be.closeTo(1.5, 1e-9);
    const plus = estimateOf([{ type: "aws:cognito/userPool:UserPool", inputs: { userPoolTier: "PLUS" } }], {
      users: 1,
    });
    expect(lineOf(plus, "Cognito", "users, plus plan").toPay).to.equal(0.02);
    expect(monthOf(await guarded()).unpriced).to.deep.equal([]);
  });

  it("asks for the tables' key at most once in five minutes for each function", () => {
    const idleKeys = lineOf(monthOf(prod), "KMS", "requests for the tables' key").units;
    const busy = lineOf(monthOf(prod, { requests: 100_000_000 }), "KMS", "requests for the tables' key").units;
    expect(idleKeys).to.be.below(20_000);
    const functions = ofType(prod, "aws:lambda/function:Function").length;
    expect(busy).to.be.within(8760 * 10, 8760 * functions * 4);
  });
});
