import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  type QueueAttributeName,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { queueArn, type QueueFixture, startQueues } from "../../support/queues";
import { refusalOf } from "../../support/sdk";

const redrivePolicy = JSON.stringify({ deadLetterTargetArn: queueArn("letters"), maxReceiveCount: 2 });

describe("SQS: queues", () => {
  let sqs: QueueFixture;
  beforeEach(async () => {
    sqs = await startQueues({
      jobs: { redrivePolicy, policy: "{}", delaySeconds: 0, visibilityTimeoutSeconds: 7, receiveWaitTimeSeconds: 0 },
      letters: {},
      "job-list": { messageRetentionSeconds: 60, maxMessageSize: 2048 },
      "ordered.fifo": { fifoQueue: true },
    });
  });
  afterEach(() => sqs.stop());

  const attributes = async (name: string, ...AttributeNames: QueueAttributeName[]) =>
    (await sqs.client.send(new GetQueueAttributesCommand({ QueueUrl: sqs.url(name), AttributeNames }))).Attributes;

  it("are found by their name", async () => {
    const { QueueUrl } = await sqs.client.send(new GetQueueUrlCommand({ QueueName: "jobs" }));
    expect(QueueUrl).to.match(/\/000000000000\/jobs$/);
    for (const unknown of [{ QueueName: "none" }, { QueueName: "jobs", QueueOwnerAWSAccountId: "111111111111" }]) {
      const error = await refusalOf(sqs.client.send(new GetQueueUrlCommand(unknown)));
      expect([error.name, error.message]).to.deep.equal(["QueueDoesNotExist", "The specified queue does not exist."]);
    }
  });

  it("are listed by name, page by page", async () => {
    const list = async (input: object) => {
      const { QueueUrls = [], NextToken } = await sqs.client.send(new ListQueuesCommand(input));
      return { names: QueueUrls.map((url) => url.replace(/.*\//, "")), NextToken };
    };
    expect(await list({})).to.deep.equal({ names: ["job-list", "jobs", "letters"], NextToken: undefined });
    expect((await list({ QueueNamePrefix: "job" })).names).to.deep.equal(["job-list", "jobs"]);
    const first = await list({ MaxResults: 2 });
    expect(first.names).to.deep.equal(["job-list", "jobs"]);
    expect((await list({ MaxResults: 2, NextToken: first.NextToken })).names).to.deep.equal(["letters"]);
    expect((await list({ QueueNamePrefix: "none" })).names).to.deep.equal([]);
    expect(sqs.asked[0]).to.deep.equal({ action: "sqs:ListQueues", resource: "*" });
  });

  it("tell how they are declared, with SQS's defaults for the rest", async () => {
    expect(await attributes("jobs", "All")).to.deep.equal({
      ApproximateNumberOfMessages: "0",
      ApproximateNumberOfMessagesDelayed: "0",
      ApproximateNumberOfMessagesNotVisible: "0",
      DelaySeconds: "0",
      MaximumMessageSize: "262144",
      MessageRetentionPeriod: "345600",
      Policy: "{}",
      QueueArn: queueArn("jobs"),
      ReceiveMessageWaitTimeSeconds: "0",
      RedrivePolicy: redrivePolicy,
      VisibilityTimeout: "7",
    });
    const some = await attributes("job-list", "MessageRetentionPeriod", "MaximumMessageSize", "RedrivePolicy");
    expect(some).to.deep.equal({ MessageRetentionPeriod: "60", MaximumMessageSize: "2048" });
    expect(await attributes("jobs")).to.equal(undefined);
  });

  it("count their messages: visible, in flight and delayed", async () => {
    await sqs.send("job-list", "delayed", { DelaySeconds: 30 });
    for (const body of ["in flight", "visible"]) await sqs.send("job-list", body);
    await sqs.receive("job-list", { MaxNumberOfMessages: 1 });
    const counts = () =>
      attributes(
        "job-list",
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesNotVisible",
        "ApproximateNumberOfMessagesDelayed",
      );
    expect(Object.values((await counts()) ?? {})).to.deep.equal(["1", "1", "1"]);
    await sqs.clock.advance(30_000);
    expect(Object.values((await counts()) ?? {})).to.deep.equal(["3", "0", "0"]);
    await sqs.clock.advance(30_000);
    expect(Object.values((await counts()) ?? {})).to.deep.equal(["0", "0", "0"]);
  });

  it("are purged once a minute", async () => {
    const purge = () => sqs.client.send(new PurgeQueueCommand({ QueueUrl: sqs.url("jobs") }));
    await sqs.send("jobs", "one");
    await sqs.send("letters", "another queue's");
    await purge();
    expect(await sqs.receive("jobs")).to.deep.equal([]);
    expect(await sqs.receive("letters")).to.have.length(1);
    const error = await refusalOf(purge());
    expect(error.name).to.contain("PurgeQueueInProgress");
    expect(error.message).to.equal("Only one PurgeQueue operation on jobs is allowed every 60 seconds.");
    await sqs.clock.advance(60_000);
    await purge();
  });

  it("ask IAM about each operation on the queue's ARN, whatever host its URL names", async () => {
    const QueueUrl = "https://sqs.eu-west-1.amazonaws.com/000000000000/jobs";
    await sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }));
    await attributes("jobs", "All");
    expect(sqs.asked).to.deep.equal([
      { action: "sqs:SendMessage", resource: queueArn("jobs") },
      { action: "sqs:GetQueueAttributes", resource: queueArn("jobs") },
    ]);
  });

  it("answer in SQS's shape: the JSON protocol's, with the code of the query protocol beside it", async () => {
    const ask = (operation: string, body: object) =>
      fetch(new URL(sqs.url("")).origin, {
        method: "POST",
        headers: { "x-amz-target": `AmazonSQS.${operation}`, "content-type": "application/x-amz-json-1.0" },
        body: JSON.stringify(body),
      });
    const shapes: [string, object, number, string, string][] = [
      [
        "SendMessage",
        { QueueUrl: sqs.url("none"), MessageBody: "x" },
        400,
        "com.amazonaws.sqs#QueueDoesNotExist",
        "AWS.SimpleQueueService.NonExistentQueue;Sender",
      ],
      [
        "SendMessage",
        { QueueUrl: sqs.url("jobs") },
        400,
        "com.amazon.coral.service#MissingRequiredParameterException",
        "MissingParameter;Sender",
      ],
      [
        "SendMessage",
        { QueueUrl: "jobs", MessageBody: "x" },
        400,
        "com.amazonaws.sqs#InvalidAddress",
        "InvalidAddress;Sender",
      ],
      [
        "ReceiveMessage",
        { QueueUrl: sqs.url("jobs"), WaitTimeSeconds: "2" },
        400,
        "com.amazon.coral.service#InvalidParameterValueException",
        "InvalidParameterValue;Sender",
      ],
    ];
    for (const [operation, body, status, type, code] of shapes) {
      const answer = await ask(operation, body);
      expect([answer.status, answer.headers.get("x-amzn-query-error")]).to.deep.equal([status, code]);
      expect(await answer.json()).to.include({ __type: type });
      expect(answer.headers.get("content-type")).to.equal("application/x-amz-json-1.0");
    }
    const good = await ask("DeleteMessage", { QueueUrl: sqs.url("jobs"), ReceiptHandle: "x" });
    expect(good.headers.get("x-amzn-requestid")).to.match(/^request-/);
  });

  it("refuse attributes that no queue has", async () => {
    const QueueUrl = sqs.url("jobs");
    const ask = fetch(new URL(QueueUrl).origin, {
      method: "POST",
      headers: { "x-amz-target": "AmazonSQS.GetQueueAttributes" },
      body: JSON.stringify({ QueueUrl, AttributeNames: ["Colour"] }),
    });
    expect(await (await ask).json()).to.include({ message: "Unknown Attribute Colour." });
  });

  it("say what is not embedded: FIFO queues, other operations, the query protocol", async () => {
    const fifo = new SendMessageCommand({ QueueUrl: sqs.url("ordered.fifo"), MessageBody: "x", MessageGroupId: "a" });
    const create = new CreateQueueCommand({ QueueName: "new" });
    for (const [command, what] of [
      [fifo, "sqs SendMessage of FIFO queues"],
      [create, "sqs CreateQueue"],
    ] as const) {
      const error = await refusalOf(command === fifo ? sqs.client.send(fifo) : sqs.client.send(create));
      expect([error.name, error.message]).to.deep.equal([
        "NotImplemented",
        `${what} is not embedded in the offline host`,
      ]);
    }
    const query = await fetch(sqs.url("jobs"), { method: "POST", body: "Action=SendMessage&Version=2012-11-05" });
    expect([query.status, (await query.text()).includes("in the query protocol")]).to.deep.equal([501, true]);
  });
});
