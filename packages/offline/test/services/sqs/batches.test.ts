import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
} from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { type QueueFixture, startQueues } from "../../support/queues";
import { refusalOf } from "../../support/sdk";

describe("SQS: batches", () => {
  let sqs: QueueFixture;
  beforeEach(async () => (sqs = await startQueues({ jobs: {}, large: { maxMessageSize: 1_048_576 } })));
  afterEach(() => sqs.stop());

  const send = (Entries: SendMessageBatchRequestEntry[], name = "jobs") =>
    sqs.client.send(new SendMessageBatchCommand({ QueueUrl: sqs.url(name), Entries }));
  const entries = (count: number, MessageBody = "msg") =>
    Array.from({ length: count }, (_, index) => ({ Id: `id-${index}`, MessageBody }));

  it("send what they can, and say what failed and why", async () => {
    const { Successful, Failed } = await send([
      { Id: "good", MessageBody: "msg", DelaySeconds: 1 },
      { Id: "empty", MessageBody: "" },
      { Id: "late", MessageBody: "msg", DelaySeconds: 901 },
      { Id: "odd", MessageBody: "msg", MessageAttributes: { a: { DataType: "Odd", StringValue: "x" } } },
    ]);
    expect(Successful?.map(({ Id }) => Id)).to.deep.equal(["good"]);
    expect(Successful?.[0]).to.include({ MD5OfMessageBody: "6e2baaf3b97dbeef01c0043275f9a0e7" });
    expect(Failed?.map(({ Id, Code, SenderFault }) => [Id, Code, SenderFault])).to.deep.equal([
      ["empty", "MissingParameter", true],
      ["late", "InvalidParameterValue", true],
      ["odd", "InvalidParameterValue", true],
    ]);
    expect(await sqs.receive("jobs")).to.deep.equal([]);
    await sqs.clock.advance(1000);
    expect(await sqs.receive("jobs")).to.have.length(1);
  });

  it("delete messages and change how long they stay invisible, each for itself", async () => {
    await send(entries(3));
    const handles = (await sqs.receive("jobs")).map(({ ReceiptHandle = "" }) => ReceiptHandle);
    const QueueUrl = sqs.url("jobs");
    const [a = "", b = "", c = ""] = handles;
    const garbage = { Id: "garbage", ReceiptHandle: "garbage" };
    const change = {
      QueueUrl,
      Entries: [
        { Id: "a", ReceiptHandle: a, VisibilityTimeout: 0 },
        { ...garbage, VisibilityTimeout: 0 },
      ],
    };
    const changed = await sqs.client.send(new ChangeMessageVisibilityBatchCommand(change));
    expect(changed.Successful?.map(({ Id }) => Id)).to.deep.equal(["a"]);
    expect(changed.Failed?.map(({ Id, Code }) => [Id, Code])).to.deep.equal([["garbage", "ReceiptHandleIsInvalid"]]);
    const remove = { QueueUrl, Entries: [{ Id: "b", ReceiptHandle: b }, { Id: "c", ReceiptHandle: c }, garbage] };
    const removed = await sqs.client.send(new DeleteMessageBatchCommand(remove));
    expect(removed.Successful?.map(({ Id }) => Id)).to.deep.equal(["b", "c"]);
    expect(removed.Failed).to.have.length(1);
    await sqs.clock.advance(60_000);
    expect(await sqs.receive("jobs")).to.have.length(1);
  });

  it("are judged as what they do to each message", async () => {
    await send(entries(1));
    await sqs.client.send(
      new DeleteMessageBatchCommand({ QueueUrl: sqs.url("jobs"), Entries: [{ Id: "a", ReceiptHandle: "x" }] }),
    );
    expect(sqs.asked.map(({ action }) => action)).to.deep.equal(["sqs:SendMessage", "sqs:DeleteMessage"]);
  });

  const refusals: [what: string, entries: SendMessageBatchRequestEntry[], code: string, message: RegExp][] = [
    ["nothing", [], "EmptyBatchRequest", /at least one/],
    ["eleven entries", entries(11), "TooManyEntriesInBatchRequest", /per request are 10. You have sent 11/],
    ["one id twice", [...entries(1), ...entries(1)], "BatchEntryIdsNotDistinct", /Id id-0 repeated/],
    ["an id with a colon", [{ Id: "a:b", MessageBody: "x" }], "InvalidBatchEntryId", /only contain alphanumeric/],
    ["an id of 81 letters", [{ Id: "a".repeat(81), MessageBody: "x" }], "InvalidBatchEntryId", /at most 80/],
  ];
  for (const [what, refused, code, message] of refusals) {
    it(`refuse ${what} as a whole`, async () => {
      const error = await refusalOf(send(refused));
      expect(error.name).to.contain(code);
      expect(error.message).to.match(message);
      expect(await sqs.receive("jobs")).to.deep.equal([]);
    });
  }

  it("may have a megabyte together", async () => {
    const half = "x".repeat(524_288);
    expect((await send(entries(2, half), "large")).Successful).to.have.length(2);
    const error = await refusalOf(send([...entries(2, half), { Id: "more", MessageBody: "x" }], "large"));
    expect(error.message).to.match(/cannot be longer than 1048576 bytes. You have sent 1048577 bytes/);
  });
});
