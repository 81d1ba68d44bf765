import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Activity } from "../../../src/protocol/activity";
import { AwsError } from "../../../src/protocol/service";
import { Targets } from "../../../src/protocol/targets";
import { Deliveries } from "../../../src/services/sns/deliveries";
import { ProgramEndpoints } from "../../../src/services/sns/endpoints";
import { Mailbox } from "../../../src/services/mail/mailbox";
import type { Notification } from "../../../src/services/sns/notification";
import { PendingDeliveries } from "../../../src/services/sns/pending-deliveries";
import type { Subscription, Topic } from "../../../src/services/sns/settings";
import { TestClock } from "../../support/clock";
import { eventually } from "../../support/poll";
import { openQueue, startTopics, subscription, topic } from "../../support/topics";

const to = (endpoint: string): Subscription => ({
  arn: `arn:aws:sns:eu-west-1:000000000000:news:${endpoint}`,
  topicArn: "arn:aws:sns:eu-west-1:000000000000:news",
  protocol: "sqs",
  endpoint,
  isRaw: false,
});

const news = (...endpoints: string[]): Topic => ({
  ...{ name: "news", arn: to("").topicArn, displayName: "", policy: "{}", signatureVersion: "1" },
  subscriptions: endpoints.map(to),
});

const message = (messageId: string): Notification => ({
  ...{ messageId, topicArn: to("").topicArn, attributes: {}, published: 0 },
  messages: { default: `text of ${messageId}` },
});

describe("services/sns: messages on their way", () => {
  let folder: string;
  let clock: TestClock;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "sns-test-"));
    clock = new TestClock();
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  /** @param endings how deliveries end, one after the other; well, if nothing is said */
  const start = (topicOf: Topic, endings: ("disk" | "refused" | "never")[] = []) => {
    const delivered: string[] = [];
    const logs: string[] = [];
    const pending = new PendingDeliveries(join(folder, "deliveries.jsonl"));
    const deliver = async (_: Topic, { messageId }: Notification, { endpoint }: Subscription) => {
      const ending = endings.shift();
      delivered.push(`${messageId} to ${endpoint}${ending ? `: ${ending}` : ""}`);
      if (ending === "disk") throw new Error("the disk is full");
      if (ending === "refused") throw new AwsError("AccessDenied", "not allowed");
      if (ending === "never") await new Promise(() => undefined);
    };
    const endpoints = { deliver, bury: () => Promise.resolve() };
    const log = (text: string) => void logs.push(text);
    const deliveries = new Deliveries({ topics: [topicOf], pending, endpoints, clock, log });
    const publish = (id: string) =>
      deliveries.accept(topicOf, [{ notification: message(id), subscriptions: topicOf.subscriptions }]);
    const settled = () => eventually("the end", async () => (pending.all().length === 0 ? true : undefined));
    return { deliveries, publish, settled, delivered, logs, pending };
  };

  it("are handed over once where others take the place of their endpoints, by whoever comes after", async () => {
    const targets = new Targets();
    const queue = "arn:aws:sqs:eu-west-1:000000000000:letters";
    const taken: string[] = [];
    const open = () => {
      const mailbox = { add: () => Promise.reject(new Error("nobody sends mail")) };
      const endpoints = new ProgramEndpoints(targets, mailbox, new Activity());
      const pending = new PendingDeliveries(join(folder, "deliveries.jsonl"));
      const log = (text: string) => void taken.push(text);
      return { pending, deliveries: new Deliveries({ topics: [news(queue)], pending, endpoints, clock, log }) };
    };
    targets.beginChange();
    const before = open();
    await before.deliveries.accept(news(queue), [{ notification: message("1"), subscriptions: [to(queue)] }]);
    await before.deliveries.close();
    const after = open();
    targets.add("arn:aws:sqs:", {
      deliver: async () => {
        taken.push("a letter");
        return { problem: Promise.resolve(undefined) };
      },
    });
    targets.endChange();
    await after.deliveries.resume();
    await eventually("the end", async () => (after.pending.all().length === 0 ? true : undefined));
    expect(taken).to.deep.equal(["a letter"]);
    await after.deliveries.close();
  });

  it("are tried again where the host itself failed: after a second, and twice as long each time", async () => {
    const { deliveries, publish, settled, delivered, logs } = start(news("a"), ["disk", "disk"]);
    await publish("1");
    await clock.waited();
    await clock.advance(999);
    expect(delivered).to.have.length(1);
    await clock.advance(1);
    await clock.waited();
    await clock.advance(2_000);
    await settled();
    expect(delivered).to.deep.equal(["1 to a: disk", "1 to a: disk", "1 to a"]);
    expect(logs)
      .to.have.length(1)
      .and.to.match(/is tried again: Error: the disk is full/);
    await deliveries.close();
  });

  it("are not tried again where the endpoint refused them", async () => {
    const { deliveries, publish, settled, delivered, logs } = start(news("a"), ["refused"]);
    await publish("1");
    await settled();
    expect(delivered).to.deep.equal(["1 to a: refused"]);
    expect(logs.join()).to.match(/LOST: .*\nmessage 1 {2}text of 1$/);
    await deliveries.close();
  });

  it("are delivered at the next start, to those who have not got them yet", async () => {
    const first = start(news("a", "b"), ["never"]);
    await first.publish("1");
    await eventually("one of two", async () => (first.pending.all()[0]?.to.length === 1 ? true : undefined));
    // The host is killed: nothing is closed.
    const second = start(news("a", "b"));
    await second.deliveries.resume();
    await second.settled();
    expect(second.delivered).to.deep.equal(["1 to a"]);
    await second.deliveries.close();
    const third = start(news("a", "b"));
    await third.deliveries.resume();
    expect(third.delivered).to.deep.equal([]);
    await third.deliveries.close();
  });

  it("wait while the host ends, and lose nothing", async () => {
    const first = start(news("a"), ["disk"]);
    await first.publish("1");
    await clock.waited();
    await first.deliveries.close();
    const second = start(news("a"));
    await second.deliveries.resume();
    await second.settled();
    expect(second.delivered).to.deep.equal(["1 to a"]);
    await second.deliveries.close();
  });

  it("are lost, loudly, where the program has no such subscription any more", async () => {
    const first = start(news("a"), ["never"]);
    await first.publish("1");
    const second = start(news("b"));
    await second.deliveries.resume();
    await second.settled();
    expect(second.logs.join()).to.match(/^LOST: there is no subscription \S+:news:a any more for a message\nmessage 1/);
    await second.deliveries.close();
  });
});

describe("services/sns: the mailbox", () => {
  let folder: string;

  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "sns-test-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const open = (told: string[] = []) => new Mailbox(join(folder, "mail.jsonl"), ({ id }) => told.push(id));
  const mail = (id: string) => ({ id, to: "me@example.org", from: "news", subject: "x", text: "y", sent: 0 });

  it("keeps the newest two hundred mails, the newest first, whatever happens to the host", async () => {
    const mailbox = open();
    for (let count = 0; count < 205; count++) await mailbox.add(mail(String(count)));
    expect(mailbox.all()).to.have.length(200);
    // The host is killed: nothing is closed.
    const again = open();
    expect(again.all().map(({ id }) => id)).to.deep.equal(mailbox.all().map(({ id }) => id));
    expect([again.all()[0]?.id, again.all().at(-1)?.id]).to.deep.equal(["204", "5"]);
    await again.close();
  });

  it("has a mail once, and tells of it once, however often it is delivered", async () => {
    const told: string[] = [];
    const mailbox = open(told);
    for (const id of ["1", "2", "1"]) await mailbox.add(mail(id));
    expect(mailbox.all().map(({ id }) => id)).to.deep.equal(["2", "1"]);
    expect(told).to.deep.equal(["1", "2"]);
    await mailbox.close();
  });

  it("gets what topics send to e-mail subscriptions: the message, or the envelope as JSON", async () => {
    const topics = await startTopics([
      openQueue("inbox"),
      topic("news", { displayName: "The news" }),
      subscription("news", { protocol: "email", endpoint: "me@example.org" }),
      subscription("news", { protocol: "email-json", endpoint: "robot@example.org" }),
      topic("plain"),
      subscription("plain", { protocol: "email", endpoint: "me@example.org" }),
    ]);
    await topics.publish("news", { Subject: "Hello", Message: "<b>text</b>" });
    await topics.publish("plain");
    expect(await topics.logged(/^mail to me@example.org: Hello/)).to.equal("mail to me@example.org: Hello");
    await topics.logged(/robot/);
    await topics.logged(/AWS Notification Message/);
    await topics.reopen();
    const mails = new Map((await topics.mails()).map((one) => [`${one.to} ${one.subject}`, one]));
    expect(mails.get("me@example.org Hello")).to.include({
      from: "The news <no-reply@sns.amazonaws.com>",
      text: "<b>text</b>",
      sent: "2026-11-21T12:00:00.000Z",
    });
    expect(JSON.parse(mails.get("robot@example.org Hello")?.text ?? "")).to.include({ Message: "<b>text</b>" });
    expect(mails.get("me@example.org AWS Notification Message")).to.include({
      from: "AWS Notifications <no-reply@sns.amazonaws.com>",
      text: "hello",
    });
    await topics.stop();
  });
});
