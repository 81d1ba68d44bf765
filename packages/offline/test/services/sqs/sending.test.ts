import { PurgeQueueCommand, SendMessageCommand, type SendMessageCommandInput } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { type QueueFixture, startQueues } from "../../support/queues";
import { refusalOf } from "../../support/sdk";

const text = (StringValue: string) => ({ DataType: "String", StringValue });

describe("SQS: sending", () => {
  let sqs: QueueFixture;
  before(
    async () => (sqs = await startQueues({ jobs: {}, small: { maxMessageSize: 1024 }, slow: { delaySeconds: 60 } })),
  );
  beforeEach(async () => sqs.clock.advance(60_000));
  afterEach(() => sqs.client.send(new PurgeQueueCommand({ QueueUrl: sqs.url("jobs") })));
  after(() => sqs.stop());

  const send = (more: Partial<SendMessageCommandInput> = {}) =>
    sqs.client.send(new SendMessageCommand({ QueueUrl: sqs.url("jobs"), MessageBody: "msg", ...more }));

  // Digests as recorded from AWS.
  it("answers with the digests by which clients check bodies and attributes", async () => {
    expect(await send()).to.include({ MD5OfMessageBody: "6e2baaf3b97dbeef01c0043275f9a0e7" });
    const three = { General: text("Kenobi"), Hello: text("There"), "Help.Me": text("Me") };
    const answer = await send({ MessageAttributes: three });
    expect(answer).to.include({ MD5OfMessageAttributes: "4c360f3fdafd970e05fae2f149d997f5" });
    expect(answer.MessageId).to.match(/^[0-9a-f-]{36}$/);
    const BinaryValue = Buffer.from("traceparent\x1e00-774062d6c37081a5a0b9b5b88e30627c-2d2482211f6489da-01");
    const binary = await send({ MessageAttributes: { attr1: { DataType: "Binary", BinaryValue } } });
    expect(binary).to.include({ MD5OfMessageAttributes: "8cbe4db156db8a94db8b801b7addb984" });
  });

  it("keeps bodies and attributes as they are, binary values and numbers included", async () => {
    const MessageAttributes = {
      name: text("é 𝄞"),
      count: { DataType: "Number.int", StringValue: "12" },
      bytes: { DataType: "Binary", BinaryValue: Uint8Array.of(0, 255, 1) },
    };
    const id = await sqs.send("jobs", 'tab\t, "quotes", 𝄞', { MessageAttributes });
    const [message] = await sqs.receive("jobs");
    expect(message).to.include({ MessageId: id, Body: 'tab\t, "quotes", 𝄞' });
    expect(message?.MessageAttributes).to.deep.equal(MessageAttributes);
  });

  it("delays what its sender or its queue delays", async () => {
    await sqs.send("jobs", "delayed", { DelaySeconds: 10 });
    await sqs.send("slow", "delayed by the queue");
    await sqs.send("slow", "at once", { DelaySeconds: 0 });
    expect(await sqs.receive("jobs")).to.deep.equal([]);
    expect((await sqs.receive("slow")).map(({ Body }) => Body)).to.deep.equal(["at once"]);
    await sqs.clock.advance(9_999);
    expect(await sqs.receive("jobs")).to.deep.equal([]);
    await sqs.clock.advance(1);
    expect(await sqs.receive("jobs")).to.have.length(1);
    await sqs.clock.advance(50_000);
    expect((await sqs.receive("slow")).map(({ Body }) => Body)).to.include("delayed by the queue");
  });

  const attribute = (name: string, value: object) => ({
    MessageAttributes: { [name]: { DataType: "String", ...value } },
  });
  const refusals: [what: string, input: Partial<SendMessageCommandInput>, message: RegExp][] = [
    ["an empty body", { MessageBody: "" }, /must contain the parameter MessageBody/],
    ["no body", { MessageBody: undefined }, /must contain the parameter MessageBody/],
    ["no queue", { QueueUrl: undefined }, /must contain the parameter QueueUrl/],
    ["characters beyond XML's", { MessageBody: "bell \u0007" }, /characters outside the allowed set/],
    ["half a surrogate pair", { MessageBody: "\ud834" }, /characters outside the allowed set/],
    ["a delay that is too long", { DelaySeconds: 901 }, /Value 901 for parameter DelaySeconds is invalid/],
    ["an empty attribute", attribute("a", { StringValue: "" }), /attribute 'a' must contain a non-empty value/],
    [
      "an attribute of no type",
      attribute("a", { DataType: "Text", StringValue: "x" }),
      /invalid message attribute type/,
    ],
    ["a number that is none", attribute("a", { DataType: "Number", StringValue: "x" }), /Can't cast the value/],
    ["an attribute of AWS's own", attribute("AWS.x", { StringValue: "x" }), /name 'AWS.x' is invalid/],
    ["a deduplication id, which is for FIFO queues", { MessageDeduplicationId: "a" }, /not valid for this queue type/],
    ["a group with spaces", { MessageGroupId: "a b" }, /only include alphanumeric and punctuation/],
    [
      "more than ten attributes",
      { MessageAttributes: Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`a${index}`, text("x")])) },
      /\[11\] exceeds the allowed maximum \[10\]/,
    ],
  ];
  for (const [what, input, message] of refusals) {
    it(`refuses ${what}`, async () => {
      expect((await refusalOf(send(input))).message).to.match(message);
      expect(await sqs.receive("jobs")).to.deep.equal([]);
    });
  }

  it("counts attributes in a message's size", async () => {
    const QueueUrl = sqs.url("small");
    // 4 bytes of a name, 6 of a type, 14 of a value.
    const MessageAttributes = { name: text("fourteen bytes") };
    await send({ QueueUrl, MessageBody: "x".repeat(1000), MessageAttributes });
    const larger = send({ QueueUrl, MessageBody: "x".repeat(1001), MessageAttributes });
    expect((await refusalOf(larger)).message).to.match(/Message must be shorter than 1024 bytes/);
  });
});
