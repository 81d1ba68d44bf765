import { DeleteObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { UserError } from "../../src/errors";
import { type TestHost, testHost } from "../support/host";
import { eventually } from "../support/poll";
import { programFolder } from "../support/programs";

describe("services/s3: notifications to queues and buses", () => {
  let host: TestHost;
  let s3: S3Client;
  let sqs: SQSClient;

  before(async () => {
    host = await testHost({ program: programFolder("notified"), stack: "dev" });
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const options = { endpoint: host.url, region: "eu-west-1", credentials, maxAttempts: 1 };
    s3 = new S3Client({ ...options, forcePathStyle: true });
    sqs = new SQSClient(options);
  });

  after(async () => {
    s3.destroy();
    sqs.destroy();
    await host.close();
  });

  const put = (Key: string) => s3.send(new PutObjectCommand({ Bucket: "photos", Key, Body: "hello" }));
  const next = (queue: "images" | "changes") =>
    eventually(`a message in ${queue}`, async () => {
      const QueueUrl = Object(host.graph.outputs.urls)[queue];
      const { Messages: [message] = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
      if (!message) return undefined;
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
      return JSON.parse(message.Body ?? "");
    });

  it("send a queue the records of the events that it wants", async () => {
    await put("a.gif");
    await put("a b.png");
    const { Records } = await next("images");
    expect(Records).to.have.length(1);
    expect(Records[0]).to.include({ eventSource: "aws:s3", eventName: "ObjectCreated:Put" });
    expect(Records[0].s3.object).to.include({ key: "a+b.png", size: 5 });
    const told = host.happenings.flatMap((one) => (one.kind === "delivery" ? one.what : []));
    expect(told).to.include("ObjectCreated:Put photos/a b.png");
  });

  it("tell EventBridge what is created and deleted, with keys as they are", async () => {
    await put("notes/a b.txt");
    const created = await next("changes");
    expect(created.id).to.match(/^[0-9a-f-]{36}$/);
    const { sequencer, etag } = created.detail.object;
    expect({ ...created, id: "", time: "" }).to.deep.equal({
      ...{ version: "0", id: "", "detail-type": "Object Created", source: "aws.s3", account: "000000000000" },
      ...{ time: "", region: "eu-west-1", resources: ["arn:aws:s3:::photos"] },
      detail: {
        version: "0",
        bucket: { name: "photos" },
        object: { key: "notes/a b.txt", size: 5, etag, sequencer },
        "request-id": created.detail["request-id"],
        requester: "000000000000",
        "source-ip-address": "127.0.0.1",
        reason: "PutObject",
      },
    });
    await s3.send(new DeleteObjectCommand({ Bucket: "photos", Key: "notes/a b.txt" }));
    const deleted = await next("changes");
    expect(deleted["detail-type"]).to.equal("Object Deleted");
    expect(deleted.detail).to.include({ reason: "DeleteObject", "deletion-type": "Permanently Deleted" });
    expect(deleted.detail.object).to.have.keys("key", "sequencer");
  });

  it("stop the start where the queue's policy does not let S3 send, as S3 refuses the configuration", async () => {
    const starting = testHost({
      program: programFolder("notified"),
      stack: "dev",
      config: { "notified:closed": "true" },
    });
    const error = await starting.then(
      (running) => running.close(),
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(UserError);
    expect(String(error)).to.match(
      /AWS would refuse the notifications of bucket photos to \S+: its policy does not let s3.amazonaws.com send/,
    );
  });
});
