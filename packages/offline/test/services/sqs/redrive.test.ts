import { DeleteMessageCommand, type ReceiveMessageCommandInput } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { queueArn, type QueueFixture, startQueues } from "../../support/queues";

describe("SQS: a message that is received too often", () => {
  const redrivePolicy = JSON.stringify({ deadLetterTargetArn: queueArn("letters"), maxReceiveCount: 2 });
  let sqs: QueueFixture;
  beforeEach(async () => {
    sqs = await startQueues({ retried: { redrivePolicy, visibilityTimeoutSeconds: 10 }, letters: {} });
  });
  afterEach(() => sqs.stop());

  const one = async (name: string, more: Partial<ReceiveMessageCommandInput> = {}) => {
    const [message] = await sqs.receive(name, { MaxNumberOfMessages: 1, ...more });
    return { body: message?.Body, handle: message?.ReceiptHandle };
  };

  it("moves to the dead-letter queue, with its id, age and count", async () => {
    const sent = sqs.clock.now();
    const text = { DataType: "String", StringValue: "kept" };
    const id = await sqs.send("retried", "poison", { MessageAttributes: { text } });
    for (let times = 0; times < 2; times++) {
      expect(await one("retried")).to.include({ body: "poison" });
      await sqs.clock.advance(10_000);
    }
    expect(await one("retried")).to.include({ body: undefined });
    const [letter] = await sqs.receive("letters");
    expect(letter).to.deep.include({ MessageId: id, Body: "poison", MessageAttributes: { text } });
    expect(letter?.Attributes).to.include({
      ApproximateReceiveCount: "3",
      SentTimestamp: String(sent),
      DeadLetterQueueSourceArn: queueArn("retried"),
    });
  });

  it("wakes who waits for dead letters", async () => {
    await sqs.send("retried", "poison");
    for (let times = 0; times < 2; times++) await one("retried", { VisibilityTimeout: 0 });
    const waiting = one("letters", { WaitTimeSeconds: 20 });
    await sqs.clock.waited();
    await one("retried");
    expect(await waiting).to.include({ body: "poison" });
  });

  it("moves nowhere if it was deleted in time", async () => {
    await sqs.send("retried", "job");
    await one("retried", { VisibilityTimeout: 0 });
    const { handle: ReceiptHandle } = await one("retried");
    await sqs.client.send(new DeleteMessageCommand({ QueueUrl: sqs.url("retried"), ReceiptHandle }));
    await sqs.clock.advance(10_000);
    expect(await one("retried")).to.include({ body: undefined });
    expect(await one("letters")).to.include({ body: undefined });
  });
});
