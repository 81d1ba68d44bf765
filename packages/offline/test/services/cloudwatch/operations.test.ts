import {
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  type GetMetricDataCommandOutput,
  GetMetricStatisticsCommand,
  type GetMetricStatisticsCommandInput,
  ListMetricsCommand,
  type ListMetricsCommandInput,
  type MetricDatum,
  PutMetricDataCommand,
} from "@aws-sdk/client-cloudwatch";
import { expect } from "chai";
import { startCloudWatch, type TestCloudWatch } from "../../support/cloudwatch";
import { refusalOf } from "../../support/sdk";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

let test: TestCloudWatch;

beforeEach(async () => (test = await startCloudWatch()));
afterEach(() => test.close());

const put = (...MetricData: MetricDatum[]) =>
  test.client.send(new PutMetricDataCommand({ Namespace: "Shop", MetricData }));
/** A time so many milliseconds from now on. */
const later = (milliseconds: number): Date => new Date(test.clock.now() + milliseconds);
const orders = { Namespace: "Shop", MetricName: "Orders" };

/** Puts the numbers from 0, one a minute, and has the clock go on to their end. */
async function putMinutes(count: number, MetricName = "Orders"): Promise<void> {
  const data = Array.from({ length: count }, (_, Value) => ({ MetricName, Value, Timestamp: later(Value * minute) }));
  await put(...data);
}

describe("cloudwatch's PutMetricData", () => {
  const refused: [string, () => MetricDatum, RegExp][] = [
    ["no value", () => ({ MetricName: "M" }), /MetricData\.member\.2\.Value is required/],
    ["two values", () => ({ MetricName: "M", Value: 1, Values: [1] }), /mutually exclusive/],
    ["no name", () => ({ MetricName: undefined, Value: 1 }), /MetricName is required/],
    ["a name of blanks", () => ({ MetricName: " ", Value: 1 }), /not all blanks/],
    ["a time two weeks ago", () => ({ MetricName: "M", Value: 1, Timestamp: later(-14 * day - 1000) }), /Timestamp/],
    ["a time in two hours", () => ({ MetricName: "M", Value: 1, Timestamp: later(2 * hour + 1000) }), /Timestamp/],
    ["an infinite value", () => ({ MetricName: "M", Value: Infinity }), /from -2\^360 to 2\^360/],
    ["no number", () => ({ MetricName: "M", Value: NaN }), /from -2\^360 to 2\^360/],
    ["too many values", () => ({ MetricName: "M", Values: Array(151).fill(1) }), /1 to 150 members/],
    ["other counts", () => ({ MetricName: "M", Values: [1, 2], Counts: [1] }), /of the same size/],
    ["a unit nobody knows", () => ({ MetricName: "M", Value: 1, Unit: Object("Pies").toString() }), /Pies/],
    ["a resolution of its own", () => ({ MetricName: "M", Value: 1, StorageResolution: 30 }), /must be 1 or 60/],
    [
      "31 dimensions",
      () => ({ MetricName: "M", Value: 1, Dimensions: Array(31).fill({ Name: "a", Value: "b" }) }),
      /at most 30/,
    ],
    [
      "a set of nothing",
      () => ({ MetricName: "M", StatisticValues: { SampleCount: 0, Sum: 0, Minimum: 0, Maximum: 0 } }),
      /greater than zero/,
    ],
  ];
  for (const [what, datum, why] of refused) {
    it(`refuses ${what}, and takes nothing of the request`, async () => {
      const { message } = await refusalOf(put({ MetricName: "Good", Value: 1 }, datum()));
      expect(message).to.match(why);
      expect(test.store.all()).to.deep.equal([]);
    });
  }

  it("takes a thousand metrics at a time, and no more", async () => {
    await put(...Array.from({ length: 1000 }, () => ({ MetricName: "M", Value: 1 })));
    const { message } = await refusalOf(put(...Array.from({ length: 1001 }, () => ({ MetricName: "M", Value: 1 }))));
    expect(message).to.match(/more than 1000/);
  });

  it("takes times of the last two weeks", async () => {
    await put({ MetricName: "Orders", Value: 3, Timestamp: later(-14 * day + minute) });
    const [StartTime, EndTime] = [later(-14 * day), later(0)];
    const { Datapoints = [] } = await test.client.send(
      new GetMetricStatisticsCommand({ ...orders, StartTime, EndTime, Period: 86_400, Statistics: ["Sum"] }),
    );
    expect(Datapoints.map(({ Sum }) => Sum)).to.deep.equal([3]);
  });

  it("refuses what is not embedded", async () => {
    const EntityMetricData = [{ Entity: {}, MetricData: [{ MetricName: "M", Value: 1 }] }];
    const { message } = await refusalOf(
      test.client.send(new PutMetricDataCommand({ Namespace: "Shop", EntityMetricData })),
    );
    expect(message).to.equal("monitoring PutMetricData with EntityMetricData is not embedded in the offline host");
  });
});

describe("cloudwatch's GetMetricStatistics", () => {
  const get = (more: Partial<GetMetricStatisticsCommandInput> = {}) =>
    test.client.send(
      new GetMetricStatisticsCommand({
        ...{ ...orders, StartTime: later(0), EndTime: later(hour), Period: 60, Statistics: ["Sum"] },
        ...more,
      }),
    );

  it("tells the points of each unit apart, unless one is asked for", async () => {
    await put(
      { MetricName: "Orders", Value: 1, Unit: "Count" },
      { MetricName: "Orders", Value: 2, Unit: "Bytes" },
      { MetricName: "Orders", Value: 4, Unit: "Count" },
    );
    const points = (await get()).Datapoints?.map(({ Sum, Unit }) => `${Sum} ${Unit}`);
    expect(points).to.deep.equal(["5 Count", "2 Bytes"]);
    const bytes = (await get({ Unit: "Bytes" })).Datapoints?.map(({ Sum }) => Sum);
    expect(bytes).to.deep.equal([2]);
  });

  it("gives 1,440 points at most", async () => {
    await get({ EndTime: later(day) });
    const { name, message } = await refusalOf(get({ EndTime: later(2 * day) }));
    expect(name).to.equal("InvalidParameterCombinationException");
    expect(message).to.match(/^You have requested up to 2,880 datapoints, which exceeds the limit of 1,440\./);
  });

  const refused: [string, Partial<GetMetricStatisticsCommandInput>, RegExp][] = [
    ["a period of 90 seconds", { Period: 90 }, /multiple of 60/],
    ["no statistic", { Statistics: undefined }, /Statistics or ExtendedStatistics is required/],
    ["statistics of both kinds", { ExtendedStatistics: ["p50"] }, /mutually exclusive/],
    ["a percentile beyond 100", { Statistics: undefined, ExtendedStatistics: ["p101"] }, /p101 .* is not supported/],
    ["a plain one as an extended one", { Statistics: undefined, ExtendedStatistics: ["Sum"] }, /is not supported/],
    ["an end before the beginning", { EndTime: new Date(0) }, /StartTime must be less than the parameter EndTime/],
  ];
  for (const [what, more, why] of refused)
    it(`refuses ${what}`, async () => expect((await refusalOf(get(more))).message).to.match(why));
});

describe("cloudwatch's GetMetricData", () => {
  const query = (Id: string, Stat = "Sum", MetricName = "Orders") => ({
    Id,
    MetricStat: { Metric: { ...orders, MetricName }, Period: 60, Stat },
  });
  const get = (more: Partial<GetMetricDataCommandInput> = {}) =>
    test.client.send(
      new GetMetricDataCommand({
        ...{ StartTime: later(0), EndTime: later(hour), MetricDataQueries: [query("orders")] },
        ...more,
      }),
    );
  const valuesOf = ({ MetricDataResults = [] }: GetMetricDataCommandOutput) =>
    Object.fromEntries(MetricDataResults.map(({ Id = "", Values = [] }) => [Id, Values]));

  it("gives the newest points first, unless it is asked otherwise", async () => {
    await putMinutes(3);
    expect(valuesOf(await get())).to.deep.equal({ orders: [2, 1, 0] });
    expect(valuesOf(await get({ ScanBy: "TimestampAscending" }))).to.deep.equal({ orders: [0, 1, 2] });
  });

  it("answers queries under their labels, but not those that return no data", async () => {
    await putMinutes(1);
    const MetricDataQueries = [
      { ...query("a"), Label: "All orders" },
      { ...query("b", "p90") },
      { ...query("c"), ReturnData: false },
    ];
    const { MetricDataResults = [] } = await get({ MetricDataQueries });
    expect(MetricDataResults.map(({ Id, Label }) => [Id, Label])).to.deep.equal([
      ["a", "All orders"],
      ["b", "Orders"],
    ]);
  });

  it("computes expressions over metrics, under their ids", async () => {
    await putMinutes(3);
    const MetricDataQueries = [
      { ...query("orders"), ReturnData: false },
      { Id: "double", Expression: "orders * 2" },
      { Id: "all", Expression: "SUM(METRICS())", Label: "All" },
    ];
    // The seconds of the beginning do not count.
    const data = await get({ MetricDataQueries, StartTime: later(30_000) });
    expect(valuesOf(data)).to.deep.equal({ double: [4, 2, 0], all: [2, 1, 0] });
    expect(data.MetricDataResults?.map(({ Label }) => Label)).to.deep.equal(["double", "All"]);
  });

  for (const ScanBy of ["TimestampAscending", "TimestampDescending"] as const) {
    it(`gives pages in the order ${ScanBy}, which together are everything`, async () => {
      await putMinutes(5);
      await putMinutes(2, "Visits");
      const MetricDataQueries = [query("a"), query("b", "Sum", "Visits"), query("none", "Sum", "Nothing")];
      const all: Record<string, number[]> = {};
      const states: string[] = [];
      let NextToken: string | undefined;
      do {
        const page = await get({ MetricDataQueries, ScanBy, MaxDatapoints: 3, NextToken });
        for (const [id, values] of Object.entries(valuesOf(page))) all[id] = [...(all[id] ?? []), ...values];
        states.push(page.MetricDataResults?.map(({ StatusCode = "" }) => StatusCode[0]).join("") ?? "");
        ({ NextToken } = page);
      } while (NextToken);
      expect(all).to.deep.equal(valuesOf(await get({ MetricDataQueries, ScanBy })));
      expect(states).to.deep.equal(["PPC", "CPC", "CCC"]);
    });
  }

  const refused: [string, Partial<GetMetricDataCommandInput>, RegExp][] = [
    ["no queries", { MetricDataQueries: [] }, /1 to 500/],
    ["the same id twice", { MetricDataQueries: [query("a"), query("a")] }, /not unique: a/],
    ["an id that begins with a capital", { MetricDataQueries: [query("A")] }, /lower-case letter/],
    ["neither metric nor expression", { MetricDataQueries: [{ Id: "a" }] }, /Exactly one/],
    [
      "an expression that is none",
      { MetricDataQueries: [{ ...query("a"), MetricStat: undefined, Expression: "1 +", Period: 60 }] },
      /Error in expression 'a'/,
    ],
    [
      "an expression over nothing that there is",
      { MetricDataQueries: [{ Id: "a", Expression: "b * 2", Period: 60 }] },
      /there is no metric or expression b/,
    ],
    [
      "an expression over more periods than an answer has points",
      { MetricDataQueries: [query("b"), { Id: "a", Expression: "b * 2", Period: 1 }], StartTime: new Date(0) },
      /The expression a has \d+ periods/,
    ],
    ["an unknown statistic", { MetricDataQueries: [query("a", "Median")] }, /Median .* is not supported/],
    ["a dynamic label", { MetricDataQueries: [{ ...query("a"), Label: "${MAX}" }] }, /dynamic label is not embedded/],
    ["an end before the beginning", { EndTime: new Date(0) }, /StartTime must be less/],
    ["a page of nothing", { MaxDatapoints: 0 }, /MaxDatapoints/],
    ["a token of its own", { NextToken: "x" }, /NextToken is invalid/],
  ];
  for (const [what, more, why] of refused)
    it(`refuses ${what}`, async () => expect((await refusalOf(get(more))).message).to.match(why));
});

describe("cloudwatch's ListMetrics", () => {
  const list = async (more: ListMetricsCommandInput = {}) =>
    (await test.client.send(new ListMetricsCommand(more))).Metrics?.map(
      ({ MetricName = "", Dimensions = [] }) =>
        MetricName + Dimensions.map(({ Name, Value }) => ` ${Name}=${Value}`).join(""),
    );

  it("finds metrics by namespace, name and dimensions, which have a value or any", async () => {
    await put(
      { MetricName: "Orders", Value: 1 },
      { MetricName: "Orders", Value: 1, Dimensions: [{ Name: "Shop", Value: "north" }] },
      { MetricName: "Visits", Value: 1, Dimensions: [{ Name: "Shop", Value: "south" }] },
    );
    expect(await list()).to.have.members(["Orders", "Orders Shop=north", "Visits Shop=south"]);
    expect(await list({ Namespace: "Other" })).to.deep.equal([]);
    expect(await list({ MetricName: "Visits" })).to.deep.equal(["Visits Shop=south"]);
    expect(await list({ Dimensions: [{ Name: "Shop" }] })).to.deep.equal(["Orders Shop=north", "Visits Shop=south"]);
    expect(await list({ Dimensions: [{ Name: "Shop", Value: "north" }] })).to.deep.equal(["Orders Shop=north"]);
  });

  it("gives five hundred at a time", async () => {
    const data = Array.from({ length: 750 }, (_, index) => ({ MetricName: `M${index}`, Value: 1 }));
    await put(...data);
    const first = await test.client.send(new ListMetricsCommand({}));
    expect(first.Metrics).to.have.length(500);
    const second = await test.client.send(new ListMetricsCommand({ NextToken: first.NextToken }));
    expect(second.NextToken).to.equal(undefined);
    const names = [...(first.Metrics ?? []), ...(second.Metrics ?? [])].map(({ MetricName }) => MetricName);
    expect(new Set(names).size).to.equal(750);
  });

  it("knows metrics for two weeks, and recent ones for three hours", async () => {
    await put({ MetricName: "Orders", Value: 1 });
    await test.clock.advance(3 * hour + minute);
    await put({ MetricName: "Visits", Value: 1 });
    expect(await list({ RecentlyActive: "PT3H" })).to.deep.equal(["Visits"]);
    expect(await list()).to.deep.equal(["Orders", "Visits"]);
    await test.clock.advance(14 * day - hour);
    expect(await list()).to.deep.equal(["Visits"]);
  });
});
