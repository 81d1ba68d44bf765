import { expect } from "chai";
import type { Properties } from "../../../src/graph/graph";
import { UserError } from "../../../src/errors";
import { topicsOf } from "../../../src/services/sns/declared";
import { graphWith } from "../../support/graph";
import { openQueue, startTopics, subscription, topic, topicArn, type TopicFixture } from "../../support/topics";

const queue = (name: string) => ({ protocol: "sqs", endpoint: `arn:aws:sqs:eu-west-1:000000000000:${name}` });
const alarm = {
  service: "cloudwatch.amazonaws.com",
  sourceArn: "arn:aws:cloudwatch:eu-west-1:000000000000:alarm:busy",
};
const bucket = { service: "s3.amazonaws.com", sourceArn: "arn:aws:s3:::photos" };

describe("services/sns: what cannot be delivered", () => {
  let topics: TopicFixture;

  before(async () => {
    topics = await startTopics([
      openQueue("letters"),
      openQueue("raw"),
      { type: "aws:sqs/queue:Queue", name: "closed", inputs: { name: "closed" } },
      topic("unkept"),
      subscription("unkept", queue("closed")),
      topic("kept"),
      subscription("kept", {
        ...queue("closed"),
        redrivePolicy: JSON.stringify({ deadLetterTargetArn: queue("letters").endpoint }),
      }),
      topic("doomed"),
      subscription("doomed", {
        ...queue("closed"),
        redrivePolicy: JSON.stringify({ deadLetterTargetArn: queue("closed").endpoint }),
      }),
      topic("raw"),
      subscription("raw", { ...queue("raw"), rawMessageDelivery: true }),
    ]);
  });

  after(() => topics.stop());

  it("is lost, loudly, where the queue's policy does not let SNS send", async () => {
    await topics.publish("unkept", { Message: "gone" });
    const lost = await topics.logged(/message of unkept/);
    expect(lost).to.match(/^SNS could not deliver a message of unkept to arn:\S+:closed: its policy does not let sns/);
    expect(lost).to.match(/\nLOST: the subscription has no dead-letter queue\nmessage \S+ {2}gone$/);
    expect(topics.reported()).to.include("NumberOfNotificationsFailed 1");
  });

  it("goes into the subscription's dead-letter queue, as the queue would have got it", async () => {
    const MessageId = await topics.publish("kept");
    expect(JSON.parse((await topics.next("letters")).Body ?? "")).to.include({ MessageId, Message: "hello" });
    // What goes there is not delivered.
    expect(topics.happenings).to.be.empty;
    expect(await topics.logged(/message of kept/)).to.match(/\nit is in arn:\S+:letters now\n/);
  });

  it("is lost where that queue does not take it either", async () => {
    await topics.publish("doomed");
    expect(await topics.logged(/message of doomed/)).to.match(/\nLOST: arn:\S+:closed does not take it: its policy/);
  });

  it("is a raw message with more attributes than SQS takes", async () => {
    const names = Array.from({ length: 11 }, (_, index) => [`a${index}`, { DataType: "String", StringValue: "x" }]);
    await topics.publish("raw", { MessageAttributes: Object.fromEntries(names) });
    expect(await topics.logged(/message of raw/)).to.match(/11 attributes, of which SQS takes 10/);
    expect(await topics.messages("raw")).to.deep.equal([]);
  });
});

describe("services/sns: what services and roles publish", () => {
  let topics: TopicFixture;
  const roleArn = "arn:aws:iam::000000000000:role/publisher";

  before(async () => {
    const statement = { Effect: "Allow", Principal: { Service: "s3.amazonaws.com" }, Action: "sns:Publish" };
    const fromPhotos = {
      ArnLike: { "aws:SourceArn": "arn:aws:s3:::photos" },
      StringEquals: { "aws:SourceAccount": "000000000000" },
    };
    const policy = (name: string) => ({
      Version: "2012-10-17",
      Statement: [{ ...statement, Resource: topicArn(name), Condition: fromPhotos }],
    });
    topics = await startTopics([
      openQueue("inbox"),
      ...["alarms", "uploads"].map((name) => topic(name)),
      ...["alarms", "uploads"].map((name) => subscription(name, queue("inbox"))),
      subscription("alarms", { protocol: "email", endpoint: "me@example.org" }),
      topic("inline", { policy: policy("inline") }),
      topic("encrypted", { kmsMasterKeyId: "alias/aws/sns" }),
      { type: "aws:sns/topicPolicy:TopicPolicy", inputs: { arn: topicArn("uploads"), policy: policy("uploads") } },
      { type: "aws:iam/role:Role", name: "publisher", inputs: { name: "publisher" } },
      {
        type: "aws:iam/rolePolicy:RolePolicy",
        inputs: {
          role: "publisher",
          policy: {
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Action: "sns:Publish", Resource: topicArn("alarms") }],
          },
        },
      },
    ]);
  });

  after(() => topics.stop());

  const refusalOf = (deliver: Promise<void>) =>
    deliver.then(
      () => undefined,
      (error: Error) => `${error.name}: ${error.message}`,
    );

  it("lets the alarms of the account publish to a topic without a policy, with subject and attributes", async () => {
    await topics.deliver(
      "alarms",
      { body: "{}", subject: 'ALARM: "busy" in EU (Ireland)', attributes: { n: 1 } },
      alarm,
    );
    expect(JSON.parse((await topics.next("inbox")).Body ?? "")).to.deep.include({
      Subject: 'ALARM: "busy" in EU (Ireland)',
      Message: "{}",
      MessageAttributes: { n: { Type: "Number", Value: "1" } },
    });
  });

  it("makes a service's subject such that SNS takes it, and gives e-mail the words that are for it", async () => {
    const subject = `ALARM: "é${"x".repeat(255)}"`;
    await topics.deliver("alarms", { body: "{}", subject, mail: "words" }, alarm);
    const { Subject, Message } = JSON.parse((await topics.next("inbox")).Body ?? "");
    expect([Subject, Message]).to.deep.equal([`ALARM: "?${"x".repeat(90)}`, "{}"]);
    await topics.logged(/^mail to me@example.org: ALARM: "\?x/);
    expect((await topics.mails())[0]).to.include({ text: "words" });
  });

  it("lets no other service, which wants a policy", async () => {
    expect(await refusalOf(topics.deliver("alarms", { body: "{}" }, bucket))).to.match(
      /^AuthorizationError: the policy of topic alarms does not let s3.amazonaws.com publish .*; declare an aws.sns.TopicPolicy$/,
    );
    const stranger = { ...alarm, sourceArn: alarm.sourceArn.replace("000000000000", "111111111111") };
    expect(await refusalOf(topics.deliver("alarms", { body: "{}" }, stranger))).to.match(/^AuthorizationError/);
  });

  it("judges by the topic's policy, which takes the place of the default one", async () => {
    await topics.deliver("uploads", { body: "{}" }, bucket);
    expect(JSON.parse((await topics.next("inbox")).Body ?? "").TopicArn).to.equal(topicArn("uploads"));
    expect(await refusalOf(topics.deliver("uploads", { body: "{}" }, alarm))).to.match(/^AuthorizationError/);
    expect(await refusalOf(topics.deliver("inline", { body: "{}" }, bucket))).to.equal(undefined);
  });

  it("lets no service publish to a topic that is encrypted with AWS's own key, and says why", async () => {
    expect(await refusalOf(topics.deliver("encrypted", { body: "{}" }, alarm))).to.match(
      /^KMSAccessDenied: topic encrypted is encrypted with alias\/aws\/sns, .*cloudwatch.amazonaws.com cannot publish/,
    );
  });

  it("lets a role publish what its own policy allows it, whatever the default policy says", async () => {
    await topics.deliver("alarms", { body: "by role" }, { roleArn });
    expect(JSON.parse((await topics.next("inbox")).Body ?? "").Message).to.equal("by role");
    expect(await refusalOf(topics.deliver("uploads", { body: "{}" }, { roleArn }))).to.match(
      /AuthorizationError: User: /,
    );
    expect(await topics.logged(/IAM denies/)).to.match(/action +sns:Publish\nresource +arn:\S+:uploads/);
  });

  it("refuses topics that are not there", async () => {
    expect(await refusalOf(topics.deliver("none", { body: "{}" }, alarm))).to.equal("NotFound: Topic does not exist");
    expect(await refusalOf(topics.deliver("none.fifo", { body: "{}" }, alarm))).to.match(
      /^NotImplemented: .*FIFO topics/,
    );
  });
});

describe("services/sns: what a program declares", () => {
  const refusals: [what: string, inputs: Properties, message: RegExp][] = [
    ["a FIFO queue", queue("jobs.fifo"), /AWS would refuse the subscription news-sqs: a FIFO queue cannot/],
    [
      "a queue by its URL",
      { protocol: "sqs", endpoint: "http://localhost/jobs" },
      /is no endpoint of the protocol sqs/,
    ],
    ["an address that is none", { protocol: "email", endpoint: "me" }, /me is no endpoint of the protocol email/],
    [
      "raw delivery to a mailbox",
      { protocol: "email", endpoint: "me@example.org", rawMessageDelivery: true },
      /rawMessageDelivery/,
    ],
    [
      "a dead-letter queue of somebody else",
      { ...queue("jobs"), redrivePolicy: '{"deadLetterTargetArn":"x"}' },
      /x of its redrivePolicy is none/,
    ],
    [
      "a filter of no scope",
      { ...queue("jobs"), filterPolicy: "{}", filterPolicyScope: "Subject" },
      /Subject is no filterPolicyScope/,
    ],
    [
      "a filter that is not known",
      { ...queue("jobs"), filterPolicy: '{"a":[{"wildcard":"*"}]}' },
      /subscription news-sqs is refused: .* wildcard/,
    ],
  ];
  for (const [what, inputs, message] of refusals) {
    it(`refuses ${what}, and names the subscription`, () => {
      const graph = graphWith([topic("news"), subscription("news", inputs, "news-sqs")]);
      expect(() => topicsOf(graph)).to.throw(UserError, message);
    });
  }

  it("delivers to no FIFO topic, and to no protocol that would need a network", () => {
    const graph = graphWith([
      topic("ordered.fifo", { fifoTopic: true }),
      topic("news"),
      subscription("news", { protocol: "https", endpoint: "https://example.org" }),
      subscription("ordered.fifo", queue("jobs")),
    ]);
    expect(topicsOf(graph).map(({ name, subscriptions }) => [name, subscriptions])).to.deep.equal([["news", []]]);
  });
});
