import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type ReceiveMessageCommandInput,
} from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { type QueueFixture, startQueues } from "../../support/queues";
import { refusalOf } from "../../support/sdk";

describe("SQS: receiving", () => {
  let sqs: QueueFixture;
  beforeEach(async () => {
    sqs = await startQueues({
      jobs: { messageRetentionSeconds: 3600 },
      other: {},
    });
  });
  afterEach(() => sqs.stop());

  const one = async (name: string, more: Partial<ReceiveMessageCommandInput> = {}) => {
    const [message] = await sqs.receive(name, { MaxNumberOfMessages: 1, ...more });
    return { body: message?.Body, handle: message?.ReceiptHandle, attributes: message?.Attributes };
  };
  const remove = (name: string, ReceiptHandle: string | undefined) =>
    sqs.client.send(new DeleteMessageCommand({ QueueUrl: sqs.url(name), ReceiptHandle }));
  const change = (ReceiptHandle: string | undefined, VisibilityTimeout: number | undefined) =>
    sqs.client.send(
      new ChangeMessageVisibilityCommand({ QueueUrl: sqs.url("jobs"), ReceiptHandle, VisibilityTimeout }),
    );

  it("gives messages in the order they came, as many as are asked for", async () => {
    for (const body of ["a", "b", "c"]) await sqs.send("jobs", body);
    const first = await sqs.receive("jobs", { MaxNumberOfMessages: 2 });
    expect(first.map(({ Body }) => Body)).to.deep.equal(["a", "b"]);
    expect((await sqs.receive("jobs")).map(({ Body }) => Body)).to.deep.equal(["c"]);
    expect(await sqs.receive("jobs")).to.deep.equal([]);
  });

  it("gives a message again when its visibility timeout is over, until it is deleted", async () => {
    await sqs.send("jobs", "job");
    await one("jobs");
    await sqs.clock.advance(29_999);
    expect(await one("jobs")).to.include({ body: undefined });
    await sqs.clock.advance(1);
    const { handle } = await one("jobs", { VisibilityTimeout: 5 });
    await remove("jobs", handle);
    await remove("jobs", handle);
    await sqs.clock.advance(60_000);
    expect(await one("jobs")).to.include({ body: undefined });
  });

  it("gives one message to one of many receivers", async () => {
    for (let index = 0; index < 5; index++) await sqs.send("jobs", String(index));
    const taken = await Promise.all(Array.from({ length: 10 }, () => one("jobs")));
    expect(taken.flatMap(({ body }) => body ?? []).sort()).to.deep.equal(["0", "1", "2", "3", "4"]);
  });

  it("deletes by the handle of the last receipt only", async () => {
    await sqs.send("jobs", "job");
    const { handle: slow } = await one("jobs", { VisibilityTimeout: 1 });
    await sqs.clock.advance(1000);
    const { handle } = await one("jobs", { VisibilityTimeout: 1 });
    await remove("jobs", slow);
    await sqs.clock.advance(1000);
    expect(await one("jobs", { VisibilityTimeout: 1 })).to.include({ body: "job" });
    await remove("jobs", handle);
    await sqs.clock.advance(1000);
    expect(await one("jobs")).to.include({ body: "job" });
  });

  it("tells when a message was sent and received, by whom and how often, to those who ask", async () => {
    const sent = sqs.clock.now();
    const AWSTraceHeader = { DataType: "String", StringValue: "Root=1" };
    await sqs.send("jobs", "job", { MessageGroupId: "one", MessageSystemAttributes: { AWSTraceHeader } });
    await sqs.clock.advance(2000);
    await one("jobs", { VisibilityTimeout: 1 });
    await sqs.clock.advance(1000);
    expect((await one("jobs", { VisibilityTimeout: 0 })).attributes).to.deep.equal({
      SenderId: "000000000000",
      SentTimestamp: String(sent),
      ApproximateReceiveCount: "2",
      ApproximateFirstReceiveTimestamp: String(sent + 2000),
      MessageGroupId: "one",
      AWSTraceHeader: "Root=1",
    });
    const some = await one("jobs", { VisibilityTimeout: 0, MessageSystemAttributeNames: ["SentTimestamp"] });
    expect(some.attributes).to.deep.equal({ SentTimestamp: String(sent) });
    expect(await one("jobs", { MessageSystemAttributeNames: undefined })).to.include({ attributes: undefined });
  });

  // Digests as recorded from AWS.
  it("gives the message attributes that are asked for, with their own digest", async () => {
    const text = (StringValue: string) => ({ DataType: "String", StringValue });
    const MessageAttributes = { General: text("Kenobi"), Hello: text("There"), "Help.Me": text("Me") };
    await sqs.send("jobs", "msg", { MessageAttributes });
    const asked: [string[] | undefined, string[], string | undefined][] = [
      [undefined, [], undefined],
      [["All"], ["General", "Hello", "Help.Me"], "4c360f3fdafd970e05fae2f149d997f5"],
      [[".*"], ["General", "Hello", "Help.Me"], "4c360f3fdafd970e05fae2f149d997f5"],
      [["General", "Hello"], ["General", "Hello"], "fca026605781cb4126a1e9044df24232"],
      [["Hel.*"], ["Hello", "Help.Me"], "83fee93c1bcd8b9a5a923ffacdc636c7"],
      [["Foo", "Hello"], ["Hello"], "a311262e065454b75da111d535b8dacd"],
      [["Foo", "Help.*"], ["Help.Me"], undefined],
    ];
    for (const [MessageAttributeNames, names, digest] of asked) {
      const [message] = await sqs.receive("jobs", { MessageAttributeNames, VisibilityTimeout: 0 });
      expect(Object.keys(message?.MessageAttributes ?? {})).to.deep.equal(names);
      if (digest ?? names.length === 0) expect(message?.MD5OfMessageAttributes).to.equal(digest);
    }
  });

  it("changes how long a message stays invisible, from then on", async () => {
    await sqs.send("jobs", "job");
    const { handle } = await one("jobs");
    await sqs.clock.advance(20_000);
    await change(handle, 100);
    await sqs.clock.advance(99_999);
    expect(await one("jobs")).to.include({ body: undefined });
    await change(handle, 0);
    expect(await one("jobs")).to.include({ body: "job" });
  });

  it("does not make a message invisible that is visible again, and refuses one that is gone", async () => {
    await sqs.send("jobs", "job");
    const { handle: first } = await one("jobs", { VisibilityTimeout: 1 });
    await sqs.clock.advance(1000);
    await change(first, 100);
    const { handle } = await one("jobs");
    for (const gone of [first, handle]) {
      if (gone === handle) await remove("jobs", handle);
      expect((await refusalOf(change(gone, 1))).message).to.match(/Message does not exist or is not available/);
    }
  });

  it("forgets messages when they are older than the queue keeps them", async () => {
    await sqs.send("jobs", "old");
    await sqs.clock.advance(1000);
    await sqs.send("jobs", "young");
    await sqs.clock.advance(3600_000 - 1000);
    expect((await sqs.receive("jobs")).map(({ Body }) => Body)).to.deep.equal(["young"]);
  });

  const refusals: [what: string, ask: () => Promise<unknown>, name: string, message: RegExp][] = [
    [
      "eleven messages",
      () => one("jobs", { MaxNumberOfMessages: 11 }),
      "InvalidParameterValue",
      /Must be between 1 and 10/,
    ],
    ["no message", () => one("jobs", { MaxNumberOfMessages: 0 }), "InvalidParameterValue", /Must be between 1 and 10/],
    ["a wait of 21 s", () => one("jobs", { WaitTimeSeconds: 21 }), "InvalidParameterValue", /Must be >= 0 and <= 20/],
    ["invisibility below 0", () => one("jobs", { VisibilityTimeout: -1 }), "InvalidParameterValue", /Value -1 for/],
    [
      "a handle of its own making",
      () => remove("jobs", "garbage"),
      "ReceiptHandleIsInvalid",
      /"garbage" is not a valid/,
    ],
    ["no handle", () => remove("jobs", undefined), "MissingParameter", /must contain the parameter ReceiptHandle/],
    [
      "no new timeout",
      () => change("x", undefined),
      "MissingParameter",
      /must contain the parameter VisibilityTimeout/,
    ],
  ];
  for (const [what, ask, name, message] of refusals) {
    it(`refuses ${what}`, async () => {
      const error = await refusalOf(ask());
      expect(error.message).to.match(message);
      expect(error.name).to.contain(name);
    });
  }

  it("refuses the handle of another queue", async () => {
    await sqs.send("jobs", "job");
    const { handle } = await one("jobs");
    expect((await refusalOf(remove("other", handle))).name).to.equal("ReceiptHandleIsInvalid");
  });
});
