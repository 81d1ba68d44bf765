import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DeleteMessageCommand } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { Queues } from "../../../src/services/sqs/queues";
import { TestClock } from "../../support/clock";
import { queueArn, type QueueFixture, startQueues } from "../../support/queues";
import { jobs } from "../../support/sqs-writer";

describe("SQS durability", () => {
  const redrivePolicy = JSON.stringify({ deadLetterTargetArn: queueArn("letters"), maxReceiveCount: 1 });
  let sqs: QueueFixture;
  beforeEach(async () => (sqs = await startQueues({ jobs: {}, retried: { redrivePolicy }, letters: {} })));
  afterEach(() => sqs.stop());

  it("has messages as they were when it opens again: order, attributes, visibility, receipts", async () => {
    const MessageAttributes = { name: { DataType: "String", StringValue: "value" } };
    for (const body of ["deleted", "in flight", "visible"]) await sqs.send("jobs", body, { MessageAttributes });
    await sqs.send("jobs", "delayed", { DelaySeconds: 60 });
    const [deleted, flying] = await sqs.receive("jobs", { MaxNumberOfMessages: 2 });
    const remove = (ReceiptHandle = "") =>
      sqs.client.send(new DeleteMessageCommand({ QueueUrl: sqs.url("jobs"), ReceiptHandle }));
    await remove(deleted?.ReceiptHandle);
    await sqs.reopen();
    const visible = await sqs.receive("jobs");
    expect(visible.map(({ Body }) => Body)).to.deep.equal(["visible"]);
    expect(visible[0]?.MessageAttributes).to.deep.equal(MessageAttributes);
    await sqs.clock.advance(30_000);
    const again = await sqs.receive("jobs");
    expect(again.map(({ Body, Attributes }) => [Body, Attributes?.ApproximateReceiveCount])).to.deep.equal([
      ["in flight", "2"],
      ["visible", "2"],
    ]);
    await remove(flying?.ReceiptHandle);
    await sqs.reopen();
    await sqs.clock.advance(30_000);
    expect((await sqs.receive("jobs")).map(({ Body }) => Body)).to.deep.equal(["in flight", "visible", "delayed"]);
  });

  it("keeps a dead letter in one queue only", async () => {
    await sqs.send("retried", "poison");
    await sqs.receive("retried", { VisibilityTimeout: 0 });
    await sqs.receive("retried");
    await sqs.reopen();
    expect(await sqs.receive("retried")).to.deep.equal([]);
    expect(await sqs.receive("letters")).to.have.length(1);
  });

  it("lets receivers go that wait when it ends", async () => {
    const waiting = sqs.receive("jobs", { WaitTimeSeconds: 20 });
    await sqs.clock.waited();
    await sqs.reopen();
    expect(await waiting).to.deep.equal([]);
  });

  it("has every acknowledged message, whole, after it was killed while writing", async () => {
    const directory = await mkdtemp(join(tmpdir(), "sqs-test-"));
    const script = join(__dirname, "../../support/sqs-writer.ts");
    const writer = spawn(process.execPath, ["--require", "tsx/cjs", script, directory], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const acknowledged = new Set<string>();
    for await (const body of createInterface(writer.stdout)) {
      acknowledged.add(body);
      if (acknowledged.size === 300) writer.kill("SIGKILL");
    }
    const queues = new Queues(directory, [jobs], new TestClock(new Date().toISOString()));
    const found: string[] = [];
    for (let more = await queues.get("jobs").receive({ count: 10 }); more.length > 0;) {
      found.push(...more.map(({ body }) => body));
      more = await queues.get("jobs").receive({ count: 10 });
    }
    expect(acknowledged.size).to.be.at.least(300);
    expect([...acknowledged].filter((body) => !found.includes(body))).to.deep.equal([]);
    await queues.close();
    await rm(directory, { recursive: true });
  });
});
