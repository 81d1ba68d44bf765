import { gzipSync } from "node:zlib";
import {
  type CloudWatchClient,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import { expect } from "chai";
import { protocols, startCloudWatch, type TestCloudWatch } from "../../support/cloudwatch";
import { rawRequest } from "../../support/http";
import { refusalOf } from "../../support/sdk";

const [StartTime, EndTime] = [new Date("2026-11-21T12:00:00Z"), new Date("2026-11-21T13:00:00Z")];

for (const [name, protocol] of Object.entries(protocols)) {
  describe(`cloudwatch in ${name}`, () => {
    let test: TestCloudWatch;
    let client: CloudWatchClient;

    beforeEach(async () => {
      test = await startCloudWatch({ protocol });
      ({ client } = test);
    });
    afterEach(() => test.close());

    it("takes all kinds of values, and tells them", async () => {
      const Dimensions = [{ Name: "Shop", Value: "north & <south>" }];
      await client.send(
        new PutMetricDataCommand({
          Namespace: "Shop",
          MetricData: [
            { MetricName: "Orders", Dimensions, Value: 1.5, Unit: "Count", Timestamp: StartTime },
            { MetricName: "Orders", Dimensions, Values: [2, 3], Counts: [1, 2], Unit: "Count", StorageResolution: 1 },
            {
              ...{ MetricName: "Orders", Dimensions, Unit: "Count" },
              StatisticValues: { SampleCount: 2, Sum: 8, Minimum: 4, Maximum: 4 },
            },
          ],
        }),
      );
      const metric = { Namespace: "Shop", MetricName: "Orders", Dimensions };
      const statistics = await client.send(
        new GetMetricStatisticsCommand({
          ...{ ...metric, StartTime, EndTime, Period: 60 },
          Statistics: ["Sum", "SampleCount", "Average", "Minimum", "Maximum"],
        }),
      );
      expect(statistics.Label).to.equal("Orders");
      const values = { Sum: 17.5, SampleCount: 6, Average: 17.5 / 6, Minimum: 1.5, Maximum: 4 };
      expect(statistics.Datapoints).to.deep.equal([{ Timestamp: StartTime, ...values, Unit: "Count" }]);
      const extended = await client.send(
        new GetMetricStatisticsCommand({
          ...metric,
          StartTime,
          EndTime,
          Period: 60,
          ExtendedStatistics: ["p50", "tm90"],
        }),
      );
      expect(extended.Datapoints?.[0]?.ExtendedStatistics).to.have.property("p50", 3);
      const data = await client.send(
        new GetMetricDataCommand({
          ...{ StartTime, EndTime },
          MetricDataQueries: [{ Id: "a", MetricStat: { Metric: metric, Period: 60, Stat: "Maximum" } }],
        }),
      );
      const result = { Id: "a", Label: "Orders", Timestamps: [StartTime], Values: [4], StatusCode: "Complete" };
      expect(data.MetricDataResults).to.deep.equal([result]);
      expect(data.NextToken).to.equal(undefined);
      const { Metrics } = await client.send(new ListMetricsCommand({ Namespace: "Shop", Dimensions }));
      expect(Metrics).to.deep.equal([metric]);
    });

    it("tells of nothing where there is nothing", async () => {
      const query = { Namespace: "Shop", MetricName: "Orders", StartTime, EndTime, Period: 60 };
      const { Datapoints } = await client.send(new GetMetricStatisticsCommand({ ...query, Statistics: ["Sum"] }));
      expect(Datapoints).to.deep.equal([]);
      const { Metrics } = await client.send(new ListMetricsCommand({}));
      expect(Metrics).to.deep.equal([]);
    });

    // The SDK tells a wrong length of what it compresses after it wrote CBOR.
    const unlessCbor = name === "RPC v2 CBOR" ? () => undefined : it;
    unlessCbor("takes requests that the client has compressed", async () => {
      const MetricData = Array.from({ length: 100 }, (_, index) => ({
        ...{ MetricName: "Orders", Values: Array.from({ length: 100 }, () => index) },
        Dimensions: [{ Name: "Shop", Value: "x".repeat(200) }],
      }));
      const encodings: unknown[] = [];
      client.middlewareStack.add(
        (next) => (args) => {
          if (typeof args.request === "object" && args.request && "headers" in args.request)
            encodings.push(Object(args.request.headers)["content-encoding"]);
          return next(args);
        },
        { step: "finalizeRequest", priority: "low" },
      );
      await client.send(new PutMetricDataCommand({ Namespace: "Shop", MetricData }));
      expect(encodings).to.deep.equal(["gzip"]);
      const { Metrics } = await client.send(new ListMetricsCommand({}));
      expect(Metrics).to.have.length(1);
    });

    it("says what is wrong by the names that the SDK knows", async () => {
      const none = await refusalOf(client.send(new PutMetricDataCommand({ Namespace: "AWS/Mine", MetricData: [] })));
      expect(none).to.include({
        name: "InvalidParameterValueException",
        message: "The value AWS/Mine for parameter Namespace is invalid.",
      });
      expect(none).to.have.nested.property("$metadata.httpStatusCode", 400);
      expect(none)
        .to.have.nested.property("$metadata.requestId")
        .that.matches(/^request-/);
      const token = await refusalOf(client.send(new ListMetricsCommand({ NextToken: "x" })));
      expect(token.name).to.equal("InvalidNextToken");
      const other = await refusalOf(
        client.send(new SetAlarmStateCommand({ AlarmName: "a", StateValue: "OK", StateReason: "r" })),
      );
      expect(other.message).to.equal("monitoring SetAlarmState is not embedded in the offline host");
    });

    it("asks IAM with the namespace, before anything is said of the request", async () => {
      const asked: unknown[] = [];
      test.endpoint.authorize = (access) => void asked.push(...access);
      await refusalOf(client.send(new PutMetricDataCommand({ Namespace: "AWS/Mine", MetricData: [] })));
      const context = { "cloudwatch:namespace": "AWS/Mine" };
      expect(asked).to.deep.equal([{ action: "cloudwatch:PutMetricData", resource: "*", context }]);
    });
  });
}

describe("cloudwatch's protocols, by what is sent", () => {
  let test: TestCloudWatch;

  beforeEach(async () => (test = await startCloudWatch()));
  afterEach(() => test.close());

  const form = "application/x-www-form-urlencoded";
  const post = (headers: Record<string, string>, body: string | Buffer, path = "/") =>
    rawRequest(test.endpoint.url, "POST", path, headers, body);
  const json = (operation: string, body: string | Buffer, headers = {}) =>
    post({ "x-amz-target": `GraniteServiceVersion20100801.${operation}`, ...headers }, body);

  it("are told apart by the request", async () => {
    const query = "Action=PutMetricData&Version=2010-08-01&Namespace=N&MetricData.member.1.MetricName=M";
    const put = await post({ "content-type": form }, `${query}&MetricData.member.1.Value=1e2`);
    expect(put.status).to.equal(200);
    expect(put.body).to.match(/<PutMetricDataResponse xmlns="http:\/\/monitoring.amazonaws.com\/doc\/2010-08-01\/">/);
    expect(put.body).to.match(/<ResponseMetadata><RequestId>request-\d+<\/RequestId><\/ResponseMetadata>/);
    const statistics = {
      ...{ Namespace: "N", MetricName: "M", Period: 60, Statistics: ["Sum"] },
      ...{ StartTime: StartTime.getTime() / 1000, EndTime: EndTime.getTime() / 1000 },
    };
    const found = await json("GetMetricStatistics", JSON.stringify(statistics));
    expect(found.headers["content-type"]).to.equal("application/x-amz-json-1.0");
    const point = { Timestamp: 1795262400, Sum: 100, Unit: "None" };
    expect(JSON.parse(found.body)).to.deep.equal({ Label: "M", Datapoints: [point] });
    const asForm = new URLSearchParams({
      ...{ Action: "GetMetricStatistics", Namespace: "N", MetricName: "M", Period: "60", "Statistics.member.1": "Sum" },
      ...{ StartTime: "2026-11-21T13:00:00+01:00", EndTime: "2026-11-21T13:00:00" },
    });
    const inXml = await post({ "content-type": form }, String(asForm));
    expect(inXml.body).to.match(
      /<Datapoints><member><Timestamp>2026-11-21T12:00:00Z<\/Timestamp><Sum>100<\/Sum><Unit>None<\/Unit><\/member><\/Datapoints>/,
    );
  });

  it("tell errors in their own shapes", async () => {
    const inQuery = await post({ "content-type": form }, "Action=PutMetricData&Namespace=N");
    expect(inQuery.status).to.equal(400);
    expect(inQuery.body).to.match(
      /<ErrorResponse><Error><Type>Sender<\/Type><Code>MissingParameter<\/Code><Message>The parameter MetricData is required\.<\/Message><\/Error>/,
    );
    const inJson = await json("PutMetricData", '{"Namespace":"N"}');
    expect(inJson.headers["x-amzn-query-error"]).to.equal("MissingParameter;Sender");
    expect(JSON.parse(inJson.body)).to.deep.equal({
      __type: "com.amazonaws.cloudwatch.v2010_08_01#MissingRequiredParameterException",
      message: "The parameter MetricData is required.",
    });
    const path = "/service/GraniteServiceVersion20100801/operation/PutMetricData";
    const inCbor = await post({ "smithy-protocol": "rpc-v2-cbor" }, Buffer.from("ff", "hex"), path);
    expect(inCbor.status).to.equal(400);
    expect(inCbor.headers).to.include({
      "smithy-protocol": "rpc-v2-cbor",
      "content-type": "application/cbor",
      "x-amzn-query-error": "MalformedInput;Sender",
    });
  });

  it("refuse values of another type, and members of structures that nobody acts on", async () => {
    const refusal = async (datum: object) =>
      Object(JSON.parse((await json("PutMetricData", JSON.stringify({ Namespace: "N", MetricData: [datum] }))).body));
    expect((await refusal({ MetricName: "M", Value: "1" })).message).to.equal("MetricData.1.Value is not a number.");
    expect((await refusal({ MetricName: "M", Timestamp: "now", Value: 1 })).message).to.match(/is not a timestamp/);
    expect((await refusal({ MetricName: "M", Timestamp: 1e300, Value: 1 })).message).to.match(/is not a timestamp/);
    expect((await refusal([])).message).to.equal("MetricData.1 is not a structure.");
    const unknown = await refusal({ MetricName: "M", Value: 1, Histogram: 1 });
    expect(unknown.message).to.equal("MetricData.1.Histogram is not embedded in the offline host");
  });

  it("take no CBOR that is none, nested without end, or has numbers without end", async () => {
    const path = "/service/GraniteServiceVersion20100801/operation/ListMetrics";
    const bigNumber = `a16161c25a00080000${"ff".repeat(0x80000)}`;
    for (const hex of [bigNumber, "9b0000000100000000", "81".repeat(100_000), "bf61610a", "01", "7a7fffffff"]) {
      const { status } = await post({ "smithy-protocol": "rpc-v2-cbor" }, Buffer.from(hex, "hex"), path);
      expect(status).to.equal(400);
    }
  });

  it("take no compressed body that is none, or too large", async () => {
    const encoded = { "content-encoding": "gzip" };
    const none = await json("ListMetrics", "{}", encoded);
    expect(JSON.parse(none.body).message).to.equal("The request's body is not gzip.");
    const large = await json("ListMetrics", gzipSync(Buffer.alloc(20 * 1024 ** 2)), encoded);
    expect(large.status).to.equal(413);
    const other = await json("ListMetrics", "{}", { "content-encoding": "br" });
    expect(JSON.parse(other.body).message).to.equal("Content-Encoding br is not supported.");
  });
});
