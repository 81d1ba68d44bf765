import { GetMetricStatisticsCommand, ListMetricsCommand, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { CreateLogStreamCommand, PutLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { expect } from "chai";
import { EmbeddedMetrics } from "../../../src/services/cloudwatch/embedded/lines";
import { cloudwatchClient } from "../../support/cloudwatch";
import { type LogsHost, startLogs } from "../../support/logs";
import { metricStore, type TestStore } from "../../support/metric-store";
import { eventually } from "../../support/poll";

const metrics = (more: object = {}) => [
  { Namespace: "Shop", Dimensions: [["Shop"]], Metrics: [{ Name: "Orders", Unit: "Count" }], ...more },
];
const line = (root: object, directives: unknown = metrics(), Timestamp: unknown = Date.parse("2026-11-21T12:00:30Z")) =>
  JSON.stringify({ _aws: { Timestamp, CloudWatchMetrics: directives }, ...root });

describe("cloudwatch's embedded metric format", () => {
  let test: TestStore;
  let embedded: EmbeddedMetrics;

  beforeEach(() => {
    test = metricStore();
    const { clock, store, told } = test;
    const publish = store.add.bind(store);
    embedded = new EmbeddedMetrics({ clock, metrics: test.metrics, publish, report: (text) => told.push(text) });
  });

  const take = (...messages: string[]): void => {
    for (const message of messages) embedded.take({ group: "/aws/lambda/f", message });
    embedded.drain();
  };
  const sum = (name = "Orders", dimensions: Record<string, string> = { Shop: "north" }, namespace = "Shop") =>
    test.store.points(
      { metric: { namespace, name, dimensions }, stat: "Sum", periodSeconds: 60 },
      ...([0, test.clock.now() + 3_600_000] as const),
    )[0]?.value;

  it("makes metrics of numbers and lists of them, at the time that the line says", () => {
    take(line({ Shop: "north", Orders: 2 }), `${line({ Shop: "north", Orders: [1, 4] })}\n`);
    expect(sum()).to.equal(7);
    const [{ id, newest } = expect.fail()] = test.store.all();
    expect(id).to.deep.equal({ namespace: "Shop", name: "Orders", dimensions: { Shop: "north" } });
    expect(newest).to.equal(Date.parse("2026-11-21T12:00:00Z"));
    expect(test.told).to.deep.equal([]);
  });

  it("makes one of each set of dimensions, of none too, and by the second where that is asked for", () => {
    const Metrics = [{ Name: "Orders", StorageResolution: 1 }];
    take(
      line({ Shop: "north", Till: "3", Orders: 2 }, metrics({ Dimensions: [[], ["Shop"], ["Shop", "Till"]], Metrics })),
    );
    const sets: Record<string, string>[] = [{}, { Shop: "north" }, { Shop: "north", Till: "3" }];
    for (const dimensions of sets) expect(sum("Orders", dimensions)).to.equal(2);
    expect(test.store.all().map(({ newest }) => newest % 60_000)).to.deep.equal([30_000, 30_000, 30_000]);
  });

  it("looks behind what the runtime puts before a line in the text format", () => {
    take(
      `2026-11-21T12:00:30.000Z\t5c7b1a30-0000-4000-8000-000000000000\tINFO\t${line({ Shop: "north", Orders: 3 })}\n`,
    );
    expect(sum()).to.equal(3);
  });

  it("makes none of lines that are wrapped, or only speak of them", () => {
    const wrapped = JSON.stringify({ level: "INFO", message: line({ Shop: "north", Orders: 3 }) });
    take(wrapped, 'see "_aws" in the manual', '{"_aws":{}}', '{"x":{"_aws":{"CloudWatchMetrics":[]}}}', '{"_aws":1}');
    expect(test.store.all()).to.deep.equal([]);
    expect(test.told).to.deep.equal([]);
  });

  it("counts lines that are no JSON, and says so once", () => {
    take('{"_aws":', '{"_aws":');
    expect(sum("EMFParsingErrors", { LogGroupName: "/aws/lambda/f" }, "AWS/Logs")).to.equal(2);
    expect(test.told).to.deep.equal([
      "A line in log group /aws/lambda/f has metrics that CloudWatch does not take: it is not JSON. It counts such lines as EMFParsingErrors.",
    ]);
  });

  const faults: [string, string, RegExp][] = [
    ["a time that is none", line({ Orders: 1 }, metrics(), "now"), /Timestamp is not a number/],
    ["a time long past", line({ Orders: 1 }, metrics(), 0), /more than two weeks ago/],
    ["no list of metrics", line({}, {}), /CloudWatchMetrics is not a list/],
    ["a namespace of AWS's", line({}, metrics({ Namespace: "AWS/X" })), /begins with AWS/],
    ["dimensions that are no lists", line({}, metrics({ Dimensions: ["Shop"] })), /Dimensions is not a list/],
    ["no dimensions", line({}, metrics({ Dimensions: undefined })), /Dimensions is not a list/],
    ["a dimension that is missing", line({ Orders: 1 }), /the dimension Shop is no text/],
    ["a metric that is missing", line({ Shop: "x" }), /the metric Orders is neither/],
    ["too many values", line({ Shop: "x", Orders: Array(101).fill(1) }), /has not 1 to 100 values/],
    [
      "an unknown unit",
      line({ Shop: "x", Orders: 1 }, metrics({ Metrics: [{ Name: "Orders", Unit: "Pies" }] })),
      /Pies/,
    ],
    ["a dimension of the prototype's", line({ Orders: 1 }, metrics({ Dimensions: [["toString"]] })), /toString/],
  ];
  for (const [what, message, why] of faults) {
    it(`counts and tells of ${what}`, () => {
      take(message);
      expect(test.told.join()).to.match(why);
      expect(sum("EMFValidationErrors", { LogGroupName: "/aws/lambda/f" }, "AWS/Logs")).to.equal(1);
    });
  }

  it("takes what is right of a line of which something else is wrong", () => {
    take(line({ Shop: "north", Orders: 1 }, metrics({ Metrics: [{ Name: "Orders" }, { Name: "Missing" }] })));
    expect(sum()).to.equal(1);
    expect(test.told).to.have.length(1);
  });
});

describe("cloudwatch's embedded metric format on a host", () => {
  let logs: LogsHost;

  before(async () => (logs = await startLogs()));
  after(() => logs.close());

  const now = (root: object) => line(root, metrics(), Date.now());
  const sumOf = async (shop: string): Promise<number | undefined> => {
    const client = cloudwatchClient(logs.host.url);
    const query = { Namespace: "Shop", MetricName: "Orders", Dimensions: [{ Name: "Shop", Value: shop }], Period: 60 };
    const [StartTime, EndTime] = [new Date(Date.now() - 600_000), new Date(Date.now() + 60_000)];
    const { Datapoints = [] } = await client.send(
      new GetMetricStatisticsCommand({ ...query, StartTime, EndTime, Statistics: ["Sum"] }),
    );
    client.destroy();
    return Datapoints[0]?.Sum;
  };

  it("is seen in what a function writes to its standard output, which reaches the stream as it is", async () => {
    const message = now({ Shop: "written", Orders: 4 });
    const stream = await logs.invoke(logs.name("structured"), { write: `${message}\n` });
    expect(await eventually("the metric", () => sumOf("written"))).to.equal(4);
    const written = await logs.messages(logs.name("structuredGroup"), { logStreamNames: [stream] });
    expect(written.map((one) => one.trimEnd())).to.include(message);
  });

  it("is seen in what a function logs in the text format, and not in JSON, where the runtime wraps it", async () => {
    await logs.invoke(logs.name("structured"), { say: [["log", now({ Shop: "wrapped", Orders: 1 })]] });
    await logs.invoke(logs.name("plain"), { say: [["log", now({ Shop: "logged", Orders: 5 })]] });
    expect(await eventually("the metric", () => sumOf("logged"))).to.equal(5);
    expect(await sumOf("wrapped")).to.equal(undefined);
  });

  it("is seen in what a client puts", async () => {
    const [logGroupName, logStreamName] = [logs.name("structuredGroup"), "mine"];
    await logs.logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
    const logEvents = [{ timestamp: Date.now(), message: now({ Shop: "put", Orders: 6 }) }];
    await logs.logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
    expect(await eventually("the metric", () => sumOf("put"))).to.equal(6);
  });

  it("is served beside what clients publish themselves", async () => {
    const client = cloudwatchClient(logs.host.url);
    await client.send(new PutMetricDataCommand({ Namespace: "Shop", MetricData: [{ MetricName: "Mine", Value: 1 }] }));
    const { Metrics = [] } = await client.send(new ListMetricsCommand({ Namespace: "Shop", MetricName: "Mine" }));
    expect(Metrics).to.have.length(1);
    client.destroy();
  });
});
