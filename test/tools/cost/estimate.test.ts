import { readFileSync } from "node:fs";
import { expect } from "chai";
import { graphOf } from "../../../packages/offline/test/support/graph";
import { estimate } from "../../../tools/cost/estimate";
import { defaultVolumes } from "../../../tools/cost/volumes";
import { engineConfigured, watched } from "../../support/graphs";
import { estimateOf, lineOf, monthOf } from "./graphs";

const tableType = "aws:dynamodb/table:Table";

/** The rows of the README's table of what production costs when nobody uses it: service and dollars. */
const namedInReadme = (): [service: string, dollars: string][] => {
  const [, section = ""] = readFileSync("README.md", "utf8").split("When nobody uses it");
  const rows = section.split("\n## ")[0]?.matchAll(/^\| (\w[\w ]*?) +\| .*\| (\S.*?) +\|$/gm) ?? [];
  return [...rows].map(([, service = "", dollars = ""]): [string, string] => [service, dollars]).slice(1);
};

describe("tools/cost/estimate: what a month of a program costs", () => {
  it("gives away the workshops' 25 read and write units, which would be 14 dollars", () => {
    const units = { readCapacity: 25, writeCapacity: 25 };
    const { lines, total } = estimateOf([{ type: tableType, inputs: units }]);
    expect(lines.map(({ what, cost }) => [what, cost.toFixed(2)])).to.deep.equal([
      ["read capacity", "2.37"],
      ["write capacity", "11.86"],
    ]);
    expect(total.alwaysFree).to.be.closeTo(14.235, 1e-9);
    expect(total.toPay).to.equal(0);
  });

  it("bills the 26th unit of each, counting the indexes", () => {
    const inputs = {
      ...{ readCapacity: 20, writeCapacity: 20 },
      globalSecondaryIndexes: [{ readCapacity: 6, writeCapacity: 6 }],
    };
    const { total } = estimateOf([{ type: tableType, inputs }]);
    expect(total.toPay.toFixed(2)).to.equal("0.57");
  });

  it("takes about five dollars for a million requests, of which API Gateway's three and a half are to pay", async () => {
    const graph = await graphOf("prod");
    const volumes = { milliseconds: 100, kilobytes: 2 };
    const [none, million] = [0, 1_000_000].map((requests) => monthOf(graph, { ...volumes, requests }, "us-east-1"));
    if (!none || !million) throw new Error("no estimates");
    expect(million.total.cost - none.total.cost).to.be.within(4.5, 5.5);
    expect(lineOf(million, "API Gateway", "requests").toPay - lineOf(none, "API Gateway", "requests").toPay).to.equal(
      3.5,
    );
    expect(million.total.toPay - none.total.toPay).to.be.within(3.5, 4);
    expect(lineOf(million, "API Gateway", "requests").firstYear).to.equal(3.5);
  });

  it("takes nothing for production that nobody uses but what the README names", async () => {
    const { lines, total } = monthOf(await graphOf("prod"));
    const named = namedInReadme();
    const services = new Set(lines.filter(({ toPay }) => toPay > 0).map(({ service }) => service));
    expect([...services]).to.have.members(named.map(([service]) => service));
    for (const [service, dollars] of named) {
      const toPay = lines.reduce((sum, line) => sum + (line.service === service ? line.toPay : 0), 0);
      if (dollars === "less than 0.01") expect(toPay, service).to.be.below(0.01);
      else expect(toPay.toFixed(2), service).to.equal(dollars);
    }
    expect(total.toPay).to.be.below(1);
  });

  it("knows a price, or a reason to cost nothing, for all that the stacks declare", async () => {
    for (const graph of [await graphOf("prod"), await graphOf("localstack"), await engineConfigured()])
      expect(estimate(graph, defaultVolumes).unpriced, graph.stack).to.deep.equal([]);
  });

  it("lists what has no price by name, and leaves it out of the sums", async () => {
    const known = estimate(await watched(), defaultVolumes).unpriced;
    expect(known).to.deep.equal(["EC2: instance t3.nano"]);
    const { unpriced, total } = estimateOf([
      { type: "aws:rds/instance:Instance", name: "a", inputs: {} },
      { type: "aws:rds/instance:Instance", name: "b", inputs: {} },
    ]);
    expect(unpriced).to.deep.equal(["aws:rds/instance:Instance (2)"]);
    expect(total.cost).to.equal(0);
  });

  it("prices by the stack's region, or by another one", async () => {
    const graph = await graphOf("prod");
    expect(lineOf(monthOf(graph), "EC2", "disk of the instance, gp3").toPay.toFixed(2)).to.equal("0.74");
    const elsewhere = monthOf(graph, {}, "us-east-1");
    expect(elsewhere.region).to.equal("us-east-1");
    expect(lineOf(elsewhere, "EC2", "disk of the instance, gp3").toPay.toFixed(2)).to.equal("0.64");
  });

  it("refuses a region without prices, and names those that have them", async () => {
    const graph = await graphOf("prod");
    expect(() => monthOf(graph, {}, "eu-north-1")).to.throw(
      "no prices of region eu-north-1: choose with --region from eu-west-3, us-east-1",
    );
  });

  it("says which prices are another region's", async () => {
    const { lines } = monthOf(await graphOf("prod"), defaultVolumes);
    const standIns = lines.filter(({ standIn }) => standIn !== undefined);
    expect(standIns.map(({ what }) => what)).to.include("exports of backups");
    expect(new Set(standIns.map(({ standIn }) => standIn))).to.deep.equal(new Set(["us-east-1"]));
    expect(monthOf(await graphOf("prod"), {}, "us-east-1").lines.some(({ standIn }) => standIn !== undefined)).to.equal(
      false,
    );
  });

  it("shares a free tier among the lines that it is for", () => {
    const instances = ["one", "two"].map((name) => ({
      ...{ type: "aws:ec2/instance:Instance", name },
      inputs: { instanceType: "t2.micro", rootBlockDevice: { volumeType: "gp3", volumeSize: 20 } },
    }));
    const { total } = estimateOf(instances, { hours: 730 });
    expect(total.firstYear).to.be.closeTo(750 * 0.0116 + 30 * 0.08, 1e-9);
    expect(total.toPay).to.be.closeTo(2 * (730 * 0.0116 + 20 * 0.08), 1e-9);
  });
});
