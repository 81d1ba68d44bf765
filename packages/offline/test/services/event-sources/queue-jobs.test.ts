import { setTimeout } from "node:timers/promises";
import { expect } from "chai";
import { banner } from "../../../src/host/banner";
import { type JobClient, jobClient, type Seen } from "../../support/event-sources";
import { ownPage, type TestHost, testHost } from "../../support/host";
import { programFolder } from "../../support/programs";

describe("offline: queues whose messages invoke functions", () => {
  let host: TestHost;
  let jobs: JobClient;

  before(async () => {
    host = await testHost({ program: programFolder("queue-jobs"), stack: "dev" });
    jobs = jobClient(host.url, Object(host.graph.outputs.urls));
  });

  after(async () => {
    jobs.destroy();
    await host.close();
  });

  const bodiesIn = ({ Records }: Seen): string[] => Records.map(({ body }) => body);
  const countsIn = ({ Records }: Seen) => Records.map(({ attributes }) => attributes.ApproximateReceiveCount);

  it("know mappings by the outputs that AWS's provider computes", () => {
    const { id, ...rest } = Object(host.graph.outputs.mapping);
    expect(id).to.match(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(rest).to.deep.equal({
      uuid: id,
      arn: `arn:aws:lambda:eu-west-1:000000000000:event-source-mapping:${id}`,
      functionArn: "arn:aws:lambda:eu-west-1:000000000000:function:plain",
      state: "Enabled",
    });
    expect(host.graph.outputs.aliasFunctionArn).to.equal("arn:aws:lambda:eu-west-1:000000000000:function:plain:live");
  });

  it("are said at start, and so is what hands nothing to a function", async () => {
    const text = banner(host, { seconds: 1, isVerbose: true, showsSecrets: false });
    expect(text).to.match(/\nEvent sources\n( {2}.*\n)* {2}queue jobs +plain +5 at a time\n/);
    expect(text).to.match(/ {2}queue idle +plain +disabled\n/);
    for (const why of ["ordered: FIFO queues are not served", "clicks: Kinesis is not served"])
      expect(text).to.match(new RegExp(`\\nMissing\\n( {2}.*\\n)* {2}function plain gets nothing of ${why}\\n`));
    const resources: { type: string; name: string; served: boolean }[] = JSON.parse(
      (await ownPage(host, "resources")).body,
    );
    const mappings = resources.filter(({ type }) => type === "aws:lambda/eventSourceMapping:EventSourceMapping");
    expect(mappings.filter(({ served }) => !served).map(({ name }) => name)).to.have.members(["ordered", "clicks"]);
  });

  it("hand a message over as Lambda does, and delete it when the function has taken it", async () => {
    const MessageAttributes = { kind: { DataType: "String", StringValue: "late" } };
    const { MessageId: messageId, ...digests } = await jobs.send("jobs", "hello", { MessageAttributes });
    const { Records } = await jobs.seen();
    const [{ receiptHandle, attributes, ...record } = expect.fail()] = Records;
    expect(record).to.deep.equal({
      messageId,
      body: "hello",
      messageAttributes: {
        kind: { stringValue: "late", stringListValues: [], binaryListValues: [], dataType: "String" },
      },
      md5OfMessageAttributes: digests.MD5OfMessageAttributes,
      md5OfBody: digests.MD5OfMessageBody,
      eventSource: "aws:sqs",
      eventSourceARN: host.graph.outputs.jobsArn,
      awsRegion: "eu-west-1",
    });
    expect(receiptHandle).to.be.a("string");
    expect(attributes).to.include({ ApproximateReceiveCount: "1", SenderId: "000000000000" });
    expect(attributes).to.include.keys("SentTimestamp", "ApproximateFirstReceiveTimestamp");
    await jobs.emptied("jobs");
  });

  it("tell the console of each batch, with the invocation that comes of it", () => {
    const delivery = host.happenings.find((one) => one.kind === "delivery");
    expect(delivery).to.include({ source: "queue", what: "1 message of jobs" });
    const invocation = host.happenings.find((one) => one.kind === "invocation");
    expect(invocation).to.include({ cause: "event", invocationId: Object(delivery).invocationId });
  });

  it("let a message come again that the function fails, and then into the dead-letter queue", async () => {
    const { MessageId: messageId } = await jobs.send("jobs", "fail");
    for (const count of ["1", "2"]) {
      const told = await jobs.seen();
      expect(told.Records[0]).to.include({ messageId });
      expect(countsIn(told)).to.deep.equal([count]);
    }
    const { Body, MessageId, Attributes } = await jobs.next("letters");
    expect([Body, MessageId]).to.deep.equal(["fail", messageId]);
    expect(Attributes?.DeadLetterQueueSourceArn).to.equal(host.graph.outputs.jobsArn);
  });

  it("gather a batch for as long as its window, and bring back what the function says that it could not take", async () => {
    await jobs.sendAll("partial", ["one", "not this one", "two"]);
    await jobs.sendAll("partial", ["three"]);
    expect(bodiesIn(await jobs.seen())).to.have.members(["one", "not this one", "two", "three"]);
    const again = await jobs.seen();
    expect(bodiesIn(again)).to.deep.equal(["not this one"]);
    expect(countsIn(again)).to.deep.equal(["2"]);
    for (const { receiptHandle } of again.Records) await jobs.drop("partial", receiptHandle);
    await jobs.emptied("partial");
  });

  it("bring back the whole batch where the function's answer names what is not in it", async () => {
    await jobs.sendAll("partial", ["answer nonsense", "well"]);
    expect(countsIn(await jobs.seen())).to.deep.equal(["1", "1"]);
    const again = await jobs.seen();
    expect(countsIn(again)).to.deep.equal(["2", "2"]);
    for (const { receiptHandle } of again.Records) await jobs.drop("partial", receiptHandle);
    await jobs.emptied("partial");
  });

  it("delete what the filter does not want, without the function", async () => {
    await jobs.sendAll("payments", ['{"amount":50}', "no JSON", '{"amount":500}']);
    expect(bodiesIn(await jobs.seen())).to.deep.equal(['{"amount":500}']);
    await jobs.emptied("payments");
  });

  it("give a function no more batches at a time than its scaling allows", async () => {
    await jobs.sendAll("slow", ["1", "2", "3", "4", "5"]);
    let running = 0;
    let most = 0;
    for (let told = 0; told < 10; told++) {
      running += "ended" in (await jobs.seen()) ? -1 : 1;
      most = Math.max(most, running);
    }
    expect([running, most]).to.deep.equal([0, 2]);
    await jobs.emptied("slow");
  });

  it("find a function by its alias, and leave the queue of a disabled mapping alone", async () => {
    await jobs.send("idle", "nobody comes");
    await jobs.send("aliased", "by alias");
    expect(await jobs.seen()).to.deep.include({ functionName: "plain" });
    await jobs.emptied("aliased");
    await setTimeout(100);
    expect((await jobs.next("idle")).Body).to.equal("nobody comes");
  });
});
