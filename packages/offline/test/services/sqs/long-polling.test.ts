import { ChangeMessageVisibilityCommand, type ReceiveMessageCommandInput } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { type QueueFixture, startQueues } from "../../support/queues";

describe("SQS: receivers that wait", () => {
  let sqs: QueueFixture;
  beforeEach(async () => (sqs = await startQueues({ jobs: {}, patient: { receiveWaitTimeSeconds: 5 } })));
  afterEach(() => sqs.stop());

  const one = async (name: string, more: Partial<ReceiveMessageCommandInput> = {}) => {
    const [message] = await sqs.receive(name, { MaxNumberOfMessages: 1, ...more });
    return { body: message?.Body, handle: message?.ReceiptHandle };
  };
  const change = (ReceiptHandle: string | undefined, VisibilityTimeout: number) =>
    sqs.client.send(
      new ChangeMessageVisibilityCommand({ QueueUrl: sqs.url("jobs"), ReceiptHandle, VisibilityTimeout }),
    );

  it("wait for a message, as long as the request or the queue says", async () => {
    for (const [name, WaitTimeSeconds] of [
      ["jobs", 20],
      ["patient", undefined],
    ] as const) {
      const waiting = one(name, { WaitTimeSeconds });
      await sqs.clock.waited();
      await sqs.send(name, "at last");
      expect(await waiting).to.include({ body: "at last" });
    }
  });

  it("get nothing when the time is over", async () => {
    const waiting = one("patient");
    await sqs.clock.waited();
    await sqs.clock.advance(4999);
    await sqs.send("jobs", "for others");
    await sqs.clock.advance(1);
    expect(await waiting).to.include({ body: undefined });
  });

  it("get what becomes visible meanwhile: delayed, given back or not deleted in time", async () => {
    await sqs.send("jobs", "delayed", { DelaySeconds: 3 });
    const delayed = one("jobs", { WaitTimeSeconds: 10 });
    await sqs.clock.waited();
    await sqs.clock.advance(3000);
    const { body, handle } = await delayed;
    expect(body).to.equal("delayed");
    const back = one("jobs", { WaitTimeSeconds: 10 });
    await sqs.clock.waited();
    await change(handle, 0);
    expect(await back).to.include({ body: "delayed" });
    const again = one("jobs", { WaitTimeSeconds: 20 });
    await sqs.clock.waited();
    await change((await back).handle, 7);
    await sqs.clock.waited();
    await sqs.clock.advance(7000);
    expect(await again).to.include({ body: "delayed" });
  });

  it("share messages", async () => {
    const waiting = [1, 2, 3].map(() => one("jobs", { WaitTimeSeconds: 20 }));
    await sqs.clock.waited(3);
    for (const body of ["a", "b", "c"]) await sqs.send("jobs", body);
    expect((await Promise.all(waiting)).map(({ body }) => body).sort()).to.deep.equal(["a", "b", "c"]);
  });
});
