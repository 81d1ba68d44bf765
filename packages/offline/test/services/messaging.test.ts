import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetFunctionCommand, InvokeCommand } from "@aws-sdk/client-lambda";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { GetQueueUrlCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { banner } from "../../src/host/banner";
import { Command } from "../support/command";
import { clientsOf as dataClientsOf } from "../support/data";
import { ownPage } from "../support/host";
import { clientsOf, type MessagingHost, startMessaging } from "../support/messaging";
import { programFolder } from "../support/programs";

describe("offline: queues and functions", () => {
  let messaging: MessagingHost;

  before(async () => {
    messaging = await startMessaging({ retryDelays: [0, 0] });
  });

  after(() => messaging.close());

  it("know queues by the outputs that AWS's provider computes", async () => {
    const { host, sqs, url } = messaging;
    const name = url("jobs").replace(/.*\//, "");
    const { port } = new URL(host.url);
    expect(url("jobs")).to.match(new RegExp(`^http://127\\.0\\.0\\.1:${port}/000000000000/jobs-[0-9a-f]{7}$`));
    expect(host.graph.outputs).to.include({
      jobsArn: `arn:aws:sqs:eu-west-1:000000000000:${name}`,
      jobsId: url("jobs"),
    });
    expect((await sqs.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl).to.equal(url("jobs"));
  });

  it("list what is not served: FIFO queues, targets that nothing is handed to", async () => {
    const resources = JSON.parse((await ownPage(messaging.host, "resources")).body);
    const served = (type: string, name: string) =>
      Object(resources).find((one: { type: string; name: string }) => one.type === type && one.name === name).served;
    expect(served("aws:sqs/queue:Queue", "ordered")).to.equal(false);
    expect(served("aws:sqs/queue:Queue", "jobs")).to.equal(true);
    expect(served("aws:cloudwatch/eventTarget:EventTarget", "ordered")).to.equal(false);
    expect(served("aws:cloudwatch/eventTarget:EventTarget", "nightly")).to.equal(true);
  });

  it("are named at start, as far as they are schedules: when they fire next, and what", () => {
    const text = banner(messaging.host, { seconds: 1, isVerbose: true, showsSecrets: false });
    expect(text).to.match(/\nSchedules\n( {2}.*\n)* {2}at-night +cron\(0 1 \* \* \? \*\) +next \S+T01:00Z +plain\n/);
    expect(text).to.match(/ {2}off-\w+ +rate\(1 hour\) +disabled +plain\n/);
  });

  it("let a function send where its role may, without a warning in its log, and no more than that", async () => {
    const { lambda, host, seen } = messaging;
    const Payload = Buffer.from(JSON.stringify({ receive: true }));
    const answer = await lambda.send(new InvokeCommand({ FunctionName: "plain", Payload }));
    expect((await seen()).event).to.deep.equal({ receive: true });
    const { errorMessage } = JSON.parse(Buffer.from(answer.Payload ?? []).toString());
    expect(errorMessage).to.match(/assumed-role\/plain-\w+\/plain is not authorized to perform: sqs:ReceiveMessage/);
    expect(host.logs.join("\n")).to.match(
      /role +plain-\w+\naction +sqs:ReceiveMessage\nresource +arn:aws:sqs:\S+:jobs-/,
    );
    expect(host.logs.join("\n")).to.not.contain("differs from SQSClient resolved endpoint");
  });

  it("put an event into the function's dead-letter queue that it failed three times", async () => {
    const { invokeLater, seen, next, logged } = messaging;
    const id = await invokeLater("lettered", { fail: "no way" });
    for (let times = 0; times < 3; times++)
      expect(await seen()).to.deep.equal({ event: { fail: "no way" }, awsRequestId: id });
    const { Body, MessageAttributes, Attributes } = await next("outcomes");
    expect(Body).to.equal('{"fail":"no way"}');
    expect(MessageAttributes).to.deep.equal({
      RequestID: { DataType: "String", StringValue: id },
      ErrorCode: { DataType: "Number", StringValue: "200" },
      ErrorMessage: { DataType: "String", StringValue: "no way" },
    });
    expect(Attributes?.SenderId).to.match(/^lettered-\w+:lettered$/);
    expect(await logged(/^lettered failed 3 times/)).to.match(/which is in arn:aws:sqs:\S+:outcomes-\w+ now/);
  });

  it("put an event of S3 there that the function failed three times", async () => {
    const { s3, destroy } = dataClientsOf(messaging.host.url);
    await s3.send(new PutObjectCommand({ Bucket: "photos", Key: "one.jpg", Body: "x" }));
    destroy();
    for (let times = 0; times < 3; times++) await messaging.seen();
    const { Body, MessageAttributes } = await messaging.next("outcomes");
    expect(JSON.parse(Body ?? "").Records[0].s3.object).to.include({ key: "one.jpg", size: 1 });
    expect(MessageAttributes?.ErrorMessage?.StringValue).to.equal("cannot stand one.jpg");
  });

  it("lose it where the function's role may not send there, and say which statement is missing", async () => {
    const { invokeLater, seen, logged } = messaging;
    await invokeLater("denied", { fail: "no way" });
    for (let times = 0; times < 3; times++) await seen();
    expect(await logged(/^LOST: denied failed 3 times/)).to.match(
      /outcomes-\w+ does not take it: User: .* not authorized/,
    );
    expect(await logged(/role +denied-\S+\s+action +sqs:/)).to.match(
      /action +sqs:SendMessage\nresource +\S+:outcomes-\w+\nadd this statement:/,
    );
  });

  it("send documents of outcomes to their destinations, after as many attempts as configured", async () => {
    const { invokeLater, seen, next } = messaging;
    const outcomeOf = async (event: object, attempts: number) => {
      const requestId = await invokeLater("destined", event);
      for (let times = 0; times < attempts; times++) await seen();
      const { requestContext, ...rest } = JSON.parse((await next("outcomes")).Body ?? "");
      expect(requestContext).to.include({ requestId, approximateInvokeCount: attempts });
      return { condition: requestContext.condition, ...rest };
    };
    expect(await outcomeOf({ job: "well" }, 1)).to.deep.include({
      condition: "Success",
      requestPayload: { job: "well" },
      responsePayload: { did: "well" },
    });
    const { condition, responsePayload } = await outcomeOf({ fail: "no way" }, 2);
    expect(condition).to.equal("RetriesExhausted");
    expect(responsePayload).to.include({ errorType: "RangeError", errorMessage: "no way" });
  });

  it("describe a function with its dead-letter queue", async () => {
    const { Configuration } = await messaging.lambda.send(new GetFunctionCommand({ FunctionName: "lettered" }));
    expect(Configuration?.DeadLetterConfig?.TargetArn).to.match(/:outcomes-\w+$/);
  });
});

describe("offline: messages that outlive a kill", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "offline-messages-"));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const start = async () => {
    const options = ["--program", programFolder("queues"), "--stack", "dev", "--port", "0", "--data", folder];
    const command = new Command(...options);
    const host = await command.url();
    const { urls } = await command.outputs();
    return { command, host, ...clientsOf(host, Object(urls)) };
  };

  it("keeps acknowledged messages, and invokes functions again that the kill interrupted, whoever invoked them", async () => {
    const first = await start();
    await first.sqs.send(new SendMessageCommand({ QueueUrl: first.url("jobs"), MessageBody: "kept" }));
    const id = await first.invokeLater("plain", { hang: true });
    const fired = await first.command.page("schedules/hanging/fire", "POST");
    expect(fired.status).to.equal(202);
    const interrupted = [await first.seen(), await first.seen()];
    expect(interrupted.map(({ awsRequestId }) => awsRequestId)).to.include(id);
    first.destroy();
    await first.command.kill();

    const second = await start();
    expect([await second.seen(), await second.seen()]).to.have.deep.members(interrupted);
    expect((await second.next("jobs")).Body).to.equal("kept");
    second.destroy();
    second.command.signal("SIGINT");
    expect(await second.command.code()).to.equal(0);
  });
});
