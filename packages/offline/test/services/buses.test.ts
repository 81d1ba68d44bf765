import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudWatchClient, ListMetricsCommand } from "@aws-sdk/client-cloudwatch";
import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { DeleteMessageCommand, type Message, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { banner } from "../../src/host/banner";
import { PendingEvents } from "../../src/services/deliveries/pending-events";
import { only } from "../support/graph";
import { ownPage, type TestHost, testHost } from "../support/host";
import { eventually } from "../support/poll";
import { programFolder } from "../support/programs";

const account = "arn:aws:events:eu-west-1:000000000000";

describe("services/events: buses", () => {
  let host: TestHost;
  let events: EventBridgeClient;
  let sqs: SQSClient;
  let logs: CloudWatchLogsClient;
  let lambda: LambdaClient;
  let cloudwatch: CloudWatchClient;

  before(async () => {
    host = await testHost({ program: programFolder("buses"), stack: "dev" });
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const options = { endpoint: host.url, region: "eu-west-1", credentials, maxAttempts: 1 };
    events = new EventBridgeClient(options);
    sqs = new SQSClient(options);
    logs = new CloudWatchLogsClient(options);
    lambda = new LambdaClient(options);
    cloudwatch = new CloudWatchClient(options);
  });

  after(async () => {
    for (const client of [events, sqs, logs, lambda, cloudwatch]) client.destroy();
    await host.close();
  });

  const entry = (DetailType: string, detail: object = {}): PutEventsRequestEntry => ({
    ...{ EventBusName: "orders", Source: "shop", DetailType },
    Detail: JSON.stringify(detail),
  });
  const put = (...Entries: PutEventsRequestEntry[]) => events.send(new PutEventsCommand({ Entries }));
  const next = (queue: "seen" | "letters" | "told"): Promise<Message & { Body: string }> =>
    eventually(`a message in ${queue}`, async () => {
      const QueueUrl = Object(host.graph.outputs.urls)[queue];
      const asked = { QueueUrl, MessageAttributeNames: ["All"] };
      const { Messages: [message] = [] } = await sqs.send(new ReceiveMessageCommand(asked));
      if (!message) return undefined;
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
      return { ...message, Body: message.Body ?? "" };
    });
  const toldOf = (what: string): number =>
    host.happenings.filter((one) => one.kind === "delivery" && one.what === what).length;
  const logged = (pattern: RegExp) =>
    eventually(String(pattern), async () => host.logs.find((line) => pattern.test(line)));

  it("invoke the function of a rule whose pattern an event matches, and of no other", async () => {
    const Time = new Date("2026-11-30T23:00:00.500Z");
    const more = { Time, Resources: ["order/2"] };
    const { Entries = [], FailedEntryCount } = await put(
      entry("placed", { id: 1, total: 100 }),
      { ...entry("placed", { id: 2, total: 101 }), ...more },
      { ...entry("placed", { id: 3, total: 101 }), EventBusName: "default" },
    );
    expect(FailedEntryCount).to.equal(0);
    const { event } = JSON.parse((await next("seen")).Body);
    expect(event).to.deep.equal({
      ...{ version: "0", id: Entries[1]?.EventId, "detail-type": "placed", source: "shop", account: "000000000000" },
      ...{ time: "2026-11-30T23:00:00Z", region: "eu-west-1", resources: ["order/2"], detail: { id: 2, total: 101 } },
    });
    const told = host.happenings.filter(({ kind }) => kind === "delivery");
    expect(told).to.have.length(1);
    expect(told[0]).to.deep.include({ source: "event", what: "placed on orders by placed" });
  });

  it("hand queues, topics and log groups what the target makes of the event", async () => {
    await put(entry("written", { id: "a-1", lines: ["pen", 2], note: 'say "no"' }));
    const { name } = Object(
      host.graph.resources.find(({ urn }) => urn.endsWith("eventRule:EventRule::written")),
    ).outputs;
    expect(JSON.parse((await next("seen")).Body)).to.deep.equal({
      ...{ id: "a-1", lines: ["pen", 2], text: "a-1: pen ", rule: name },
    });
    expect((await next("told")).Body).to.equal('"a-1"');
    const found = await eventually("a line in the log group", async () => {
      const { events: [line] = [] } = await logs.send(
        new FilterLogEventsCommand({ logGroupName: "/aws/events/orders" }),
      );
      return line?.message;
    });
    expect(JSON.parse(found)).to.include({ source: "shop", "detail-type": "written" });
  });

  it("lose what no resource policy lets them write into a log group, loudly", async () => {
    const lost = await logged(/hand an event to \/other/);
    expect(lost).to.match(/no resource policy of log groups lets events.amazonaws.com write to \/other/);
    expect(lost).to.contain("LOST: the target has no dead-letter queue");
  });

  it("put what a queue refuses into the dead-letter queue, and say why", async () => {
    await put(entry("refused", { id: 7 }));
    const { Body, MessageAttributes } = await next("letters");
    expect(JSON.parse(Body).detail).to.deep.equal({ id: 7 });
    expect(MessageAttributes?.ERROR_CODE?.StringValue).to.equal("NO_PERMISSIONS");
    expect(MessageAttributes?.RULE_ARN?.StringValue).to.match(new RegExp(`^${account}:rule/orders/refused-\\w+$`));
  });

  it("send events on to another bus by a role, which sends them to no third one", async () => {
    const { Entries = [] } = await put(entry("forwarded", { id: 8 }));
    expect(JSON.parse((await next("seen")).Body)).to.include({ id: Entries[0]?.EventId, source: "shop" });
    expect(await logged(/hand an event to default/)).to.match(/give the target a roleArn that may events:PutEvents/);
    await put({ ...entry("received"), EventBusName: "default" });
    await next("seen");
    expect(toldOf("forwarded on orders by forwarded")).to.equal(1);
  });

  it("hand nothing on by a rule that is disabled", async () => {
    await put(entry("off"));
    await put({ ...entry("received", { id: 6 }), EventBusName: "default" });
    expect(JSON.parse((await next("seen")).Body)).to.deep.equal({ id: 6 });
    expect(toldOf("off on orders by off")).to.equal(0);
  });

  it("hand on a part of an event", async () => {
    await put({ ...entry("received", { id: 9 }), EventBusName: `${account}:event-bus/default` });
    expect(JSON.parse((await next("seen")).Body)).to.deep.equal({ id: 9 });
  });

  it("run the closures of onEvent and onSchedule", async () => {
    await put(entry("closure", { id: 10 }));
    await logged(/closure got \{"id":10\}/);
    const fired = await ownPage(host, "schedules/tick/fire?wait=true", { method: "POST" });
    expect(fired.status).to.equal(200);
    await logged(/tick of aws\.events/);
  });

  it("answer for each entry what is wrong with it, and take the others", async () => {
    const { Entries, FailedEntryCount } = await put(
      { ...entry("received"), Source: undefined },
      { ...entry("received"), DetailType: undefined },
      { ...entry("received"), Detail: undefined },
      { ...entry("received"), Detail: "[1]" },
      { ...entry("received"), Source: "aws.shop" },
      entry("nobody"),
    );
    expect(FailedEntryCount).to.equal(5);
    expect(Entries?.map(({ ErrorCode }) => ErrorCode)).to.deep.equal([
      ...["InvalidArgument", "InvalidArgument", "InvalidArgument", "MalformedDetail"],
      ...["NotAuthorizedForSourceException", undefined],
    ]);
    expect(Entries?.[0]?.ErrorMessage).to.equal(
      "Parameter Source is not valid. Reason: Source is a required argument.",
    );
  });

  it("refuse more than ten entries, none, and more than a megabyte", async () => {
    const refusal = (...entries: PutEventsRequestEntry[]) =>
      put(...entries).then(
        () => "taken",
        ({ name, message }: Error) => `${name}: ${message}`,
      );
    expect(await refusal()).to.match(/^ValidationException: .*greater than or equal to 1$/);
    expect(await refusal(...Array.from({ length: 11 }, () => entry("nobody")))).to.match(/less than or equal to 10$/);
    expect(await refusal(entry("nobody", { text: "x".repeat(1_048_576) }))).to.match(
      /^ValidationException: Total size of the entries in the request is over the limit\.$/,
    );
  });

  it("say that an event is lost for which there is no bus", async () => {
    expect((await put({ ...entry("placed"), EventBusName: "none" })).FailedEntryCount).to.equal(0);
    await logged(/an event is lost, as on AWS: there is no event bus none in eu-west-1/);
  });

  it("let a function put events where its role may, and nowhere else", async () => {
    const invoke = async (...entries: PutEventsRequestEntry[]) => {
      const Payload = Buffer.from(JSON.stringify({ put: entries }));
      const { Payload: answer = [] } = await lambda.send(new InvokeCommand({ FunctionName: "worker", Payload }));
      await next("seen");
      return JSON.parse(Buffer.from(answer).toString());
    };
    expect(await invoke(entry("nobody"))).to.include({ FailedEntryCount: 0 });
    const refused = await invoke(entry("nobody"), { ...entry("nobody"), EventBusName: "default" });
    expect(refused.errorMessage).to.match(
      /is not authorized to perform: events:PutEvents on resource: \S+:event-bus\/default/,
    );
  });

  it("report what rules do, by the rule and its bus", async () => {
    const { Metrics = [] } = await cloudwatch.send(new ListMetricsCommand({ Namespace: "AWS/Events" }));
    const names = (rule: RegExp) =>
      Metrics.flatMap(({ MetricName, Dimensions = [] }) => {
        const byName = new Map(Dimensions.map(({ Name, Value = "" }) => [Name, Value]));
        return rule.test(byName.get("RuleName") ?? "") ? [`${byName.get("EventBusName")} ${MetricName}`] : [];
      });
    expect(names(/^placed-/)).to.have.members(["orders MatchedEvents", "orders TriggeredRules", "orders Invocations"]);
    expect(names(/^refused-/)).to.include("orders FailedInvocations");
    expect(names(/^tick-/)).to.have.members(["undefined TriggeredRules", "undefined Invocations"]);
  });

  it("are listed at start with who gets what; and what they never hand on is said", async () => {
    const text = banner(host, { seconds: 1, isVerbose: true, showsSecrets: false });
    expect(text).to.match(/\nRules for events\n( {2}.*\n)* {2}placed-\w+ +bus orders +worker\n/);
    expect(text).to.match(/ {2}off-\w+ +bus orders +disabled\n/);
    expect(host.unserved.map((one) => one.text)).to.have.members([
      "event target elsewhere gets no events: arn:aws:kinesis:eu-west-1:000000000000:stream/none is not served",
      "rule machines gets no events of aws.ec2: nothing sends them here",
    ]);
  });
});

describe("services/events: events that an earlier host has left", () => {
  let data: string;

  beforeEach(() => (data = mkdtempSync(join(tmpdir(), "buses-test-"))));
  afterEach(() => rmSync(data, { recursive: true }));

  it("are handed over at the start", async () => {
    const program = { program: programFolder("buses"), stack: "dev", data };
    const before = await testHost(program);
    const { outputs } = only(before.graph, "aws:cloudwatch/eventTarget:EventTarget", "received");
    const rule = only(before.graph, "aws:cloudwatch/eventRule:EventRule", "received");
    await before.close();
    const pending = new PendingEvents(join(data, "events", "deliveries.jsonl"));
    const left = { id: "1", targetId: String(outputs.targetId), from: "event", what: "received", body: '{"id":1}' };
    await pending.accept([{ ...left, sourceArn: String(rule.outputs.arn), accepted: Date.now() }]);
    await pending.close();
    const host = await testHost(program);
    await eventually("the delivery", async () => host.happenings.find(({ kind }) => kind === "delivery"));
    expect(host.happenings.find(({ kind }) => kind === "delivery")).to.include({ source: "event", what: "received" });
    await host.close();
  });
});
