import { DeleteItemCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { banner } from "../../../src/host/banner";
import { type JobClient, jobClient, type SeenRecords } from "../../support/event-sources";
import { type TestHost, testHost } from "../../support/host";
import { eventually } from "../../support/poll";
import { programFolder } from "../../support/programs";
import { administratorOf } from "../../support/sdk";

describe("offline: tables whose streams invoke functions", () => {
  let host: TestHost;
  let database: DynamoDBClient;
  let jobs: JobClient;

  before(async () => {
    host = await testHost({ program: programFolder("streams"), stack: "dev" });
    database = new DynamoDBClient(administratorOf(host));
    jobs = jobClient(host.url, Object(host.graph.outputs.urls));
  });

  after(async () => {
    jobs.destroy();
    database.destroy();
    await host.close();
  });

  const put = async (TableName: string, ...ids: string[]) => {
    for (const id of ids) await database.send(new PutItemCommand({ TableName, Item: { id: { S: id } } }));
  };

  /** What a function says next that it got: its name, and the items by their ids. */
  const seen = async () => {
    const { functionName, Records }: SeenRecords = JSON.parse((await jobs.next("seen")).Body ?? "");
    return [functionName, ...Records.map(({ dynamodb }) => dynamodb.Keys.id?.S)];
  };

  it("are known by the outputs that AWS's provider computes, and said at start", () => {
    const { arn, label } = Object(host.graph.outputs.stream);
    expect(label).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$/);
    expect(arn).to.equal(`arn:aws:dynamodb:eu-west-1:000000000000:table/orders/stream/${label}`);
    const text = banner(host, { seconds: 1, isVerbose: true, showsSecrets: false });
    expect(text).to.match(/\nEvent sources\n( {2}.*\n)* {2}stream orders +plain +100 at a time\n/);
  });

  it("hand over the records that the filter wants, as Lambda does", async () => {
    await put("orders", "other-1", "order-1");
    await database.send(new DeleteItemCommand({ TableName: "orders", Key: { id: { S: "order-1" } } }));
    const told = [await jobs.next("seen")].map(({ Body = "" }): SeenRecords => JSON.parse(Body))[0];
    const [{ eventID, dynamodb, ...record } = expect.fail()] = told?.Records ?? [];
    expect(eventID).to.be.a("string");
    expect(record).to.deep.equal({
      ...{ eventName: "INSERT", eventVersion: "1.1", eventSource: "aws:dynamodb", awsRegion: "eu-west-1" },
      eventSourceARN: Object(host.graph.outputs.stream).arn,
    });
    expect(dynamodb).to.deep.include({
      ...{ Keys: { id: { S: "order-1" } }, NewImage: { id: { S: "order-1" } } },
      ...{ SizeBytes: 18, StreamViewType: "NEW_AND_OLD_IMAGES" },
    });
    if (told?.Records.length === 1) await jobs.next("seen");
    const delivery = host.happenings.find((one) => one.kind === "delivery");
    expect(delivery).to.include({ source: "stream" });
    expect(Object(delivery).what).to.match(/^\d records? of orders$/);
  });

  it("try a batch that fails in halves, and tell the destination where the record is that is given up", async () => {
    await put("careful", "1", "2", "fail", "4");
    expect(await seen()).to.deep.equal(["careful", "1", "2", "fail", "4"]);
    expect(await seen()).to.deep.equal(["careful", "1", "2"]);
    expect(await seen()).to.deep.equal(["careful", "fail", "4"]);
    expect(await seen()).to.deep.equal(["careful", "fail"]);
    expect(await seen()).to.deep.equal(["careful", "fail"]);
    expect(await seen()).to.deep.equal(["careful", "4"]);
    const { requestContext, responseContext, timestamp, DDBStreamBatchInfo, ...rest } = JSON.parse(
      (await jobs.next("letters")).Body ?? "",
    );
    expect(rest).to.deep.equal({ version: "1.0" });
    expect(timestamp).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(requestContext.requestId).to.be.a("string");
    expect(requestContext).to.deep.include({
      functionArn: "arn:aws:lambda:eu-west-1:000000000000:function:careful",
      condition: "RetryAttemptsExhausted",
      approximateInvokeCount: 2,
    });
    expect(responseContext).to.deep.equal({
      statusCode: 200,
      executedVersion: "$LATEST",
      functionError: "Unhandled",
    });
    const { startSequenceNumber, endSequenceNumber, approximateArrivalOfFirstRecord, ...batch } = DDBStreamBatchInfo;
    expect(startSequenceNumber)
      .to.match(/^\d{21}$/)
      .and.equal(endSequenceNumber);
    expect(approximateArrivalOfFirstRecord).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(batch).to.deep.include({
      shardId: "shardId-00000001420070400000-00000001",
      batchSize: 1,
      streamArn: host.graph.outputs.carefulArn,
    });
    expect(host.logs.join("\n")).to.match(
      /careful failed 2 times for 1 record of careful; \S+:letters-\w+ has been told/,
    );
  });

  it("bring back, of a batch, the first record that the function says it could not take, and all behind it", async () => {
    await put("partial", "1", "2", "report", "4");
    expect(await seen()).to.deep.equal(["reporter", "1", "2", "report", "4"]);
    expect(await seen()).to.deep.equal(["reporter", "report", "4"]);
    expect(await seen()).to.deep.equal(["reporter", "report", "4"]);
    const { requestContext, DDBStreamBatchInfo } = JSON.parse((await jobs.next("letters")).Body ?? "");
    expect(requestContext).to.include({ condition: "RetryAttemptsExhausted", approximateInvokeCount: 3 });
    expect(DDBStreamBatchInfo).to.include({ batchSize: 2 });
  });

  it("try a record again and again, with those behind it waiting, until the function takes it", async () => {
    await put("stubborn", "twice", "later");
    for (let attempt = 1; attempt <= 3; attempt++) expect(await seen()).to.deep.equal(["stubborn", "twice"]);
    expect(await seen()).to.deep.equal(["stubborn", "later"]);
  });

  it("do not hold up writes to a table without one", async () => {
    await put("quiet", "1");
    await put("orders", "order-2");
    expect(await seen()).to.deep.equal(["plain", "order-2"]);
  });

  it("have what a function throws told once for each attempt", async () => {
    await eventually("the log", async () => host.logs.find((line) => /stubborn {2}RangeError: not yet/.test(line)));
  });
});
