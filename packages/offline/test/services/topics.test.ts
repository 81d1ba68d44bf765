import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { UserError } from "../../src/errors";
import { banner } from "../../src/host/banner";
import type { Host } from "../../src/host/host";
import { Command } from "../support/command";
import { clientsOf as dataClientsOf } from "../support/data";
import { output, ownPage, testHost } from "../support/host";
import { allServices } from "../support/open-services";
import { eventually } from "../support/poll";
import { programFolder } from "../support/programs";
import { topic, topicArn } from "../support/topics";

/** The administrator's clients of a host that runs `programs/topics`. */
function clientsOf(endpoint: string, QueueUrl: string) {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const options = { endpoint, region: "eu-west-1", credentials, maxAttempts: 1 };
  const [sns, sqs, lambda] = [new SNSClient(options), new SQSClient(options), new LambdaClient(options)];
  return {
    sns,
    /** Waits for a message in the queue that functions and topics tell of themselves, and takes it for good. */
    seen: () =>
      eventually("a message", async () => {
        const { Messages: [message] = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
        if (!message) return undefined;
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
        return JSON.parse(message.Body ?? "");
      }),
    invoke: async (event: object, InvocationType: "Event" | "RequestResponse" = "RequestResponse") => {
      const Payload = Buffer.from(JSON.stringify(event));
      const answer = await lambda.send(new InvokeCommand({ FunctionName: "publisher", Payload, InvocationType }));
      return JSON.parse(Buffer.from(answer.Payload ?? []).toString() || "null");
    },
    destroy: () => [sns, sqs, lambda].forEach((client) => client.destroy()),
  };
}

describe("offline: topics", () => {
  let host: Host & { logs: string[] };
  let clients: ReturnType<typeof clientsOf>;

  before(async () => {
    host = await testHost({ program: programFolder("topics"), stack: "dev" });
    clients = clientsOf(host.url, output(host, "seenUrl"));
  });

  after(async () => {
    clients.destroy();
    await host.close();
  });

  const logged = (pattern: RegExp) =>
    eventually(String(pattern), async () => host.logs.find((line) => pattern.test(line)));

  it("are known by the outputs that AWS's provider computes", () => {
    expect(output(host, "newsArn")).to.match(/^arn:aws:sns:eu-west-1:000000000000:news-[0-9a-f]{7}$/);
    expect(output(host, "subscriptionArn")).to.match(
      new RegExp(`^${output(host, "outcomesArn")}:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`),
    );
  });

  it("are named at start, with what they deliver to, and what is recorded only", () => {
    const text = banner(host, { seconds: 1, isVerbose: true, showsSecrets: false });
    expect(text).to.match(/\nTopics\n( {2}.*\n)* {2}news-\w+ +email me@example.org\n {2}news-\w+ +https/);
    expect(text).to.match(
      / {2}news-\w+ +https https:\/\/example.org\/news: recorded only, nothing is sent there\n {2}news-\w+ +lambda reader\n/,
    );
    expect(text).to.contain("\nMail\n  npx pulumi-offline mail\n");
    expect(banner(host, { seconds: 1, isVerbose: true, showsSecrets: true })).to.contain(
      `\nMail\n  ${host.url}/_offline/mail?token=${host.token}\n`,
    );
    expect(text).to.match(
      /Recorded only, not served\n( {2}.*\n)* {2}aws:sns\/topic:Topic\n {2}aws:sns\/topicSubscription:TopicSubscription\n/,
    );
  });

  it("let a function publish what its role may, and invoke functions with SNS's event", async () => {
    const TopicArn = output(host, "newsArn");
    const MessageAttributes = { kind: { DataType: "String", StringValue: "late" } };
    const MessageId = await clients.invoke({ TopicArn, Message: "hello", Subject: "Hi", MessageAttributes });
    expect(await clients.seen()).to.include({ TopicArn });
    const { Records } = await clients.seen();
    const [{ EventSubscriptionArn, Sns, ...record }] = Records;
    expect(record).to.deep.equal({ EventSource: "aws:sns", EventVersion: "1.0" });
    expect(EventSubscriptionArn).to.contain(`${TopicArn}:`);
    expect(Sns).to.deep.include({
      Type: "Notification",
      MessageId,
      TopicArn,
      Subject: "Hi",
      Message: "hello",
      SignatureVersion: "1",
      MessageAttributes: { kind: { Type: "String", Value: "late" } },
    });
    expect(Sns).to.include.keys("Timestamp", "Signature", "SigningCertUrl", "UnsubscribeUrl");
  });

  it("refuse a function that its role does not let publish, and say which statement is missing", async () => {
    const TopicArn = output(host, "secretArn");
    const { errorType, errorMessage } = await clients.invoke({ TopicArn, Message: "hello" });
    expect(errorType).to.equal("AuthorizationErrorException");
    expect(errorMessage).to.match(/publisher is not authorized to perform: sns:Publish on resource: \S+:secret/);
    expect(await logged(/role +publisher-\w+\s+action +sns:Publish/)).to.match(/add this statement:/);
    await clients.seen();
  });

  it("lose what a function does not take that no permission opens to them, loudly", async () => {
    await clients.sns.send(new PublishCommand({ TopicArn: output(host, "secretArn"), Message: "hello" }));
    expect(await logged(/message of secret/)).to.match(
      /function:stranger: no aws.lambda.Permission lets sns.amazonaws.com invoke it.*\nLOST: /,
    );
  });

  it("take the outcomes of functions as their destinations", async () => {
    await clients.invoke({ fail: "no way" }, "Event");
    expect(await clients.seen()).to.deep.equal({ fail: "no way" });
    const { Message } = await clients.seen();
    expect(JSON.parse(Message)).to.deep.include({ requestPayload: { fail: "no way" } });
  });

  it("take the events of buckets", async () => {
    const { s3, destroy } = dataClientsOf(host.url);
    for (const Key of ["notes.txt", "one.jpg"])
      await s3.send(new PutObjectCommand({ Bucket: "photos", Key, Body: "x" }));
    destroy();
    const { Subject, Message } = await clients.seen();
    expect(Subject).to.equal("Amazon S3 Notification");
    const [{ eventName, s3: detail }] = JSON.parse(Message).Records;
    expect([eventName, detail.configurationId, detail.object.key]).to.deep.equal([
      "ObjectCreated:Put",
      "tf-s3-topic-0",
      "one.jpg",
    ]);
  });

  it("stop the start where their policy does not let a bucket publish, as S3 would refuse it", async () => {
    const topics = [{ topicArn: topicArn("news"), events: ["s3:ObjectCreated:*"] }];
    const started = allServices([
      topic("news"),
      { type: "aws:s3/bucket:Bucket", inputs: { bucket: "photos" } },
      { type: "aws:s3/bucketNotification:BucketNotification", inputs: { bucket: "photos", topics } },
    ]);
    const refusal = await started.then(
      () => undefined,
      (error: Error) => error,
    );
    expect(refusal).to.be.instanceOf(UserError);
    expect(refusal?.message).to.match(
      /^AWS would refuse the notifications of bucket photos to \S+:news: the policy of topic news does not let s3/,
    );
  });

  it("show their mail on a page: as HTML with everything escaped to browsers, as JSON to tools", async () => {
    const Message = '<script>alert("x")</script> & more';
    await clients.sns.send(new PublishCommand({ TopicArn: output(host, "newsArn"), Message, Subject: "<i>" }));
    await logged(/^mail to me@example.org: <i>$/);
    await clients.seen();
    const json = await ownPage(host, "mail");
    expect(json.headers["content-type"]).to.equal("application/json");
    expect(JSON.parse(json.body)[0]).to.include({ to: "me@example.org", subject: "<i>", text: Message });
    const html = await ownPage(host, "mail", { headers: { accept: "text/html,*/*" } });
    expect(html.headers["content-type"]).to.equal("text/html; charset=utf-8");
    expect(html.headers["content-security-policy"]).to.match(/^default-src 'none'/);
    expect(html.body).to.contain("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; more");
    expect(html.body).to.not.contain("<script");
    const [newest, before] = html.body.match(/<details( open)?>\n<summary>.*<\/summary>/g) ?? [];
    expect(newest).to.equal("<details open>\n<summary>&lt;i&gt;</summary>");
    expect(before).to.match(/^<details>/);
    const stranger = await ownPage(host, "mail", { headers: { "x-offline-token": "wrong" } });
    expect(stranger.status).to.equal(403);
  });
});

describe("offline: topics that outlive a kill", () => {
  it("have delivered, or deliver at the next start, whatever was acknowledged", async () => {
    const folder = mkdtempSync(join(tmpdir(), "offline-topics-"));
    const start = async () => {
      const options = ["--program", programFolder("topics"), "--stack", "dev", "--port", "0", "--data", folder];
      const command = new Command(...options);
      const { outcomesArn: TopicArn = "", newsArn = "", seenUrl = "" } = await command.outputs();
      return { command, TopicArn, newsArn, ...clientsOf(await command.url(), seenUrl) };
    };
    const first = await start();
    const Messages = Array.from({ length: 20 }, (_, index) => `message ${index}`);
    await first.sns.send(new PublishCommand({ TopicArn: first.newsArn, Message: "by mail" }));
    await Promise.all(
      Messages.map((Message) => first.sns.send(new PublishCommand({ TopicArn: first.TopicArn, Message }))),
    );
    await first.command.kill();
    first.destroy();

    const second = await start();
    const missing = new Set(Messages);
    while (missing.size > 0) missing.delete((await second.seen()).Message);
    const mails = await (await second.command.page("mail")).json();
    expect(mails).to.have.length(1);
    expect(mails).to.have.nested.property("[0].text", "by mail");
    second.destroy();
    second.command.signal("SIGINT");
    expect(await second.command.code()).to.equal(0);
    rmSync(folder, { recursive: true });
  });
});
