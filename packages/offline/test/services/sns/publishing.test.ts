import {
  ListSubscriptionsByTopicCommand,
  type PublishBatchRequestEntry,
  PublishBatchCommand,
  PublishCommand,
  type PublishCommandInput,
} from "@aws-sdk/client-sns";
import { expect } from "chai";
import { openQueue, startTopics, subscription, topic, topicArn, type TopicFixture } from "../../support/topics";

const inboxArn = "arn:aws:sqs:eu-west-1:000000000000:inbox";

describe("services/sns: publishing", () => {
  let topics: TopicFixture;

  before(async () => {
    topics = await startTopics([
      openQueue("inbox"),
      openQueue("raw"),
      openQueue("picky"),
      topic("news", { displayName: "The news" }),
      subscription("news", { protocol: "sqs", endpoint: inboxArn }),
      topic("plain"),
      subscription("plain", {
        protocol: "sqs",
        endpoint: "arn:aws:sqs:eu-west-1:000000000000:raw",
        rawMessageDelivery: true,
      }),
      subscription(
        "plain",
        {
          protocol: "sqs",
          endpoint: "arn:aws:sqs:eu-west-1:000000000000:picky",
          filterPolicy: JSON.stringify({ kind: ["paid"] }),
        },
        "picky",
      ),
      topic("ordered", { name: "ordered.fifo", fifoTopic: true }),
    ]);
  });

  after(() => topics.stop());

  const subscriptionArn = async () => {
    const { Subscriptions: [found] = [] } = await topics.sns.send(
      new ListSubscriptionsByTopicCommand({ TopicArn: topicArn("news") }),
    );
    return found?.SubscriptionArn ?? "";
  };

  it("sends queues an envelope with all that SNS says of a message", async () => {
    const MessageAttributes = {
      kind: { DataType: "String", StringValue: "paid" },
      amount: { DataType: "Number", StringValue: "12.50" },
      image: { DataType: "Binary", BinaryValue: Uint8Array.of(1, 2) },
    };
    const MessageId = await topics.publish("news", { Subject: "Order", Message: '<é> & "x"\n', MessageAttributes });
    const { Body, MessageAttributes: own } = await topics.next("inbox");
    expect(own).to.equal(undefined);
    const { Signature, SigningCertURL, UnsubscribeURL, ...rest } = JSON.parse(Body ?? "");
    expect(rest).to.deep.equal({
      Type: "Notification",
      MessageId,
      TopicArn: topicArn("news"),
      Subject: "Order",
      Message: '<é> & "x"\n',
      Timestamp: "2026-11-21T12:00:00.000Z",
      SignatureVersion: "1",
      MessageAttributes: {
        kind: { Type: "String", Value: "paid" },
        amount: { Type: "Number", Value: "12.50" },
        image: { Type: "Binary", Value: "AQI=" },
      },
    });
    expect(Buffer.from(Signature, "base64").toString()).to.contain("cannot sign");
    expect(SigningCertURL).to.match(/^https:\/\/sns\.eu-west-1\.amazonaws\.com\/SimpleNotificationService-0+\.pem$/);
    expect(UnsubscribeURL).to.contain(`SubscriptionArn=${await subscriptionArn()}`);
  });

  it("leaves subject and attributes out that a message has not", async () => {
    await topics.publish("news");
    expect(JSON.parse((await topics.next("inbox")).Body ?? "")).to.not.have.any.keys("Subject", "MessageAttributes");
  });

  it("delivers raw: the message itself, with its attributes as the queue's own", async () => {
    const MessageAttributes = {
      list: { DataType: "String.Array", StringValue: '["a"]' },
      image: { DataType: "Binary", BinaryValue: Uint8Array.of(1, 2) },
    };
    await topics.publish("plain", { Subject: "gone", MessageAttributes });
    const { Body, MessageAttributes: own } = await topics.next("raw");
    expect([Body, own]).to.deep.equal(["hello", MessageAttributes]);
  });

  it("sends a subscription what its filter policy wants", async () => {
    const kind = (StringValue: string) => ({ MessageAttributes: { kind: { DataType: "String", StringValue } } });
    await topics.publish("plain", kind("free"));
    const wanted = await topics.publish("plain", kind("paid"));
    expect(JSON.parse((await topics.next("picky")).Body ?? "").MessageId).to.equal(wanted);
    expect(await topics.messages("picky")).to.deep.equal([]);
    await topics.messages("raw");
  });

  it("sends each protocol its own message where there is one, by MessageStructure json", async () => {
    const publish = (Message: object) =>
      topics.publish("plain", { Message: JSON.stringify(Message), MessageStructure: "json" });
    await publish({ default: "for all", sqs: "for queues", http: "for others" });
    expect((await topics.next("raw")).Body).to.equal("for queues");
    await publish({ default: "for all", sqs: 1 });
    expect((await topics.next("raw")).Body).to.equal("for all");
  });

  it("takes a topic by TargetArn as well", async () => {
    const sent = await topics.sns.send(new PublishCommand({ TargetArn: topicArn("plain"), Message: "by target" }));
    expect(sent.MessageId).to.match(/^[0-9a-f-]{36}$/);
    expect((await topics.next("raw")).Body).to.equal("by target");
  });

  it("publishes a batch, and says each message's id", async () => {
    const PublishBatchRequestEntries = ["a", "b"].map((Id) => ({ Id, Message: `message ${Id}` }));
    const { Successful = [], Failed } = await topics.sns.send(
      new PublishBatchCommand({ TopicArn: topicArn("plain"), PublishBatchRequestEntries }),
    );
    expect(Successful.map(({ Id }) => Id)).to.deep.equal(["a", "b"]);
    expect(Failed).to.deep.equal([]);
    const missing = new Set(["message a", "message b"]);
    while (missing.size > 0) missing.delete((await topics.next("raw")).Body ?? "");
  });

  const attribute = (more: object) => ({
    MessageAttributes: { kind: { DataType: "String", StringValue: "x", ...more } },
  });
  const refusals: [what: string, input: Partial<PublishCommandInput>, name: string, message: RegExp][] = [
    ["no message", { Message: "" }, "InvalidParameterException", /^Invalid parameter: Empty message$/],
    [
      "a subject of 100 characters",
      { Subject: "x".repeat(100) },
      "InvalidParameterException",
      /^Invalid parameter: Subject$/,
    ],
    ["a subject with a line feed", { Subject: "a\nb" }, "InvalidParameterException", /Subject/],
    ["a subject beyond ASCII", { Subject: "é" }, "InvalidParameterException", /Subject/],
    ["a subject that begins with a space", { Subject: " a" }, "InvalidParameterException", /Subject/],
    [
      "256 KB and a byte",
      { Message: "x".repeat(262_145) },
      "InvalidParameterException",
      /^Invalid parameter: Message too long$/,
    ],
    [
      "as much with its attributes",
      { Message: "x".repeat(262_140), ...attribute({}) },
      "InvalidParameterException",
      /too long/,
    ],
    ["a structure that is none", { MessageStructure: "xml" }, "InvalidParameterException", /Must be json/],
    [
      "a structured message that is no JSON",
      { MessageStructure: "json" },
      "InvalidParameterException",
      /failed to parse/,
    ],
    [
      "a structured message without default",
      { MessageStructure: "json", Message: '{"sqs":"x"}' },
      "InvalidParameterException",
      /No default entry/,
    ],
    [
      "an attribute without a type",
      attribute({ DataType: "" }),
      "InvalidParameterValueException",
      /has an invalid message attribute type/,
    ],
    ["an empty attribute", attribute({ StringValue: "" }), "InvalidParameterValueException", /must contain non-empty/],
    [
      "a binary attribute as a text",
      attribute({ DataType: "Binary" }),
      "InvalidParameterValueException",
      /must use field 'Binary'/,
    ],
    ["a number that is none", attribute({ DataType: "Number" }), "InvalidParameterValueException", /to number/],
    [
      "an ARN that is none",
      { TopicArn: "news" },
      "InvalidParameterException",
      /TopicArn Reason: An ARN must have at least 6 elements, not 1/,
    ],
    ["no topic", { TopicArn: undefined }, "InvalidParameterException", /no value for required parameter/],
    ["a topic that is not there", { TopicArn: topicArn("none") }, "NotFoundException", /^Topic does not exist$/],
    ["a FIFO topic", { TopicArn: topicArn("ordered.fifo") }, "NotImplemented", /FIFO topics/],
    ["a telephone", { TopicArn: undefined, PhoneNumber: "+33123456789" }, "NotImplemented", /Publish with PhoneNumber/],
    [
      "a mobile device",
      { TopicArn: undefined, TargetArn: `${topicArn("x")}:endpoint/a` },
      "NotImplemented",
      /mobile device/,
    ],
    ["a message group", { MessageGroupId: "a" }, "NotImplemented", /MessageGroupId/],
  ];
  for (const [what, input, name, message] of refusals) {
    it(`refuses ${what}`, async () => {
      const error = await topics.publish("news", input).then(
        () => undefined,
        (refusal: Error) => refusal,
      );
      expect(error?.name).to.equal(name);
      expect(error?.message).to.match(message);
    });
  }

  const batches: [what: string, entries: PublishBatchRequestEntry[], name: string][] = [
    ["no messages", [], "EmptyBatchRequestException"],
    [
      "eleven messages",
      Array.from({ length: 11 }, (_, Id) => ({ Id: String(Id), Message: "x" })),
      "TooManyEntriesInBatchRequestException",
    ],
    [
      "two of one id",
      [
        { Id: "a", Message: "x" },
        { Id: "a", Message: "y" },
      ],
      "BatchEntryIdsNotDistinctException",
    ],
    ["an id with a space", [{ Id: "a b", Message: "x" }], "InvalidBatchEntryIdException"],
    [
      "too much together",
      ["a", "b"].map((Id) => ({ Id, Message: "x".repeat(200_000) })),
      "BatchRequestTooLongException",
    ],
    [
      "a message that is empty",
      [
        { Id: "a", Message: "x" },
        { Id: "b", Message: "" },
      ],
      "InvalidParameterException",
    ],
    ["a group", [{ Id: "a", Message: "x", MessageGroupId: "g" }], "NotImplemented"],
  ];
  for (const [what, PublishBatchRequestEntries, name] of batches) {
    it(`refuses a batch of ${what}, whole`, async () => {
      const refusal = await topics.sns
        .send(new PublishBatchCommand({ TopicArn: topicArn("news"), PublishBatchRequestEntries }))
        .catch((error: Error) => error.name);
      expect(refusal).to.equal(name);
    });
  }

  it("reports what was published, delivered and filtered out", async () => {
    topics.reported();
    await topics.publish("plain", { Message: "12345" });
    await topics.next("raw");
    expect(topics.reported()).to.include.members([
      "NumberOfMessagesPublished 1",
      "PublishSize 5",
      "NumberOfNotificationsFilteredOut 1",
    ]);
  });
});
