import { expect } from "chai";
import { ofType } from "../../packages/offline/src/graph/graph";
import { graphOf, only } from "../../packages/offline/test/support/graph";
import { alarmsOf, eachStack, metricsOf, widgetsOf } from "../support/monitoring";

const functionType = "aws:lambda/function:Function";

describe("infra: what is free of charge, and how much the program takes of it", () => {
  // https://aws.amazon.com/cloudwatch/pricing/, https://aws.amazon.com/lambda/pricing/

  it("is ten alarm metrics", async () => {
    for (const [stack, graph] of await eachStack()) {
      expect(alarmsOf(graph), stack).to.not.be.empty;
      expect(alarmsOf(graph).flatMap(metricsOf).length, stack).to.be.at.most(10);
      expect(ofType(graph, "aws:cloudwatch/compositeAlarm:CompositeAlarm"), stack).to.be.empty;
    }
  });

  it("is three dashboards of 50 metrics", async () => {
    for (const [stack, graph] of await eachStack()) {
      expect(ofType(graph, "aws:cloudwatch/dashboard:Dashboard"), stack).to.have.length(1);
      const metrics = widgetsOf(graph).flatMap(({ properties }) => properties.metrics ?? []);
      expect(metrics.length, stack).to.be.within(30, 50);
    }
  });

  it("is ten metrics of one's own: those without dimensions are one each", async () => {
    const graph = await graphOf("prod");
    const own = [
      ...alarmsOf(graph).flatMap(metricsOf),
      ...widgetsOf(graph).flatMap(({ properties }) => (properties.metrics ?? []).map((metric) => metric.join(" "))),
    ].filter((metric) => metric.startsWith("atelier/prod "));
    const names = new Set(own.map((metric) => metric.split(" ")[1]));
    expect([...names]).to.have.members(["TableThrottles", "Healthy", "Latency", "BackupCompleted"]);
  });

  it("is a million invocations and 400,000 GB-seconds a month, of which backups that take their time are a part", async () => {
    const graph = await graphOf("prod");
    const { memorySize, timeout } = only(graph, functionType, "backups-run").inputs;
    // A run a day waits for DynamoDB's exports; all others look whether there is something to do.
    const gigabytes = Number(memorySize) / 1024;
    expect(31 * Number(timeout) * gigabytes).to.be.below(0.03 * 400_000);
    expect(31 * 24 * 6 * gigabytes).to.be.below(0.01 * 400_000);
  });

  it("is a million invocations a month, of which the canary with what it asks takes two in a hundred", async () => {
    const graph = await graphOf("prod");
    const { scheduleExpression } = only(graph, "aws:cloudwatch/eventRule:EventRule", "monitoring-canary").inputs;
    const [, minutes] = /^rate\((\d+) minutes?\)$/.exec(String(scheduleExpression)) ?? [];
    const invocations = (31 * 24 * 60) / Number(minutes);
    expect(2 * invocations).to.be.below(0.02 * 1_000_000);
    // Of 400,000 GB-seconds, if each took all its time.
    const { memorySize, timeout } = only(graph, functionType, "monitoring-canary").inputs;
    expect(invocations * Number(timeout) * (Number(memorySize) / 1024)).to.be.below(0.1 * 400_000);
  });
});
