import {
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListSubscriptionsCommand,
  ListTopicsCommand,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import { expect } from "chai";
import { startTopics, subscription, topic, topicArn, type TopicFixture } from "../../support/topics";

const inboxArn = "arn:aws:sqs:eu-west-1:000000000000:inbox";

describe("services/sns: reading", () => {
  let topics: TopicFixture;

  before(async () => {
    topics = await startTopics([
      topic("news", { displayName: "The news" }),
      subscription("news", { protocol: "sqs", endpoint: inboxArn }),
      subscription("news", { protocol: "https", endpoint: "https://example.org" }),
      topic("plain"),
      subscription("plain", { protocol: "email", endpoint: "me@example.org" }),
      topic("ordered", { name: "ordered.fifo", fifoTopic: true }),
      ...Array.from({ length: 100 }, (_, index) => topic(`many-${index}`)),
    ]);
  });

  after(() => topics.stop());

  const subscriptionArn = async () => {
    const { Subscriptions: [found] = [] } = await topics.sns.send(
      new ListSubscriptionsByTopicCommand({ TopicArn: topicArn("news") }),
    );
    return found?.SubscriptionArn ?? "";
  };

  it("lists topics and subscriptions that it serves", async () => {
    const { Topics = [], NextToken } = await topics.sns.send(new ListTopicsCommand({}));
    expect(Topics).to.have.length(100);
    const rest = await topics.sns.send(new ListTopicsCommand({ NextToken }));
    const names = [...Topics, ...(rest.Topics ?? [])].map(({ TopicArn }) => TopicArn);
    expect(names)
      .to.include.members([topicArn("news"), topicArn("plain")])
      .and.to.have.length(102);
    expect(rest.NextToken).to.equal(undefined);
    expect((await topics.sns.send(new ListSubscriptionsCommand({}))).Subscriptions).to.have.length(2);
    const forged = topics.sns.send(new ListTopicsCommand({ NextToken: "x" }));
    expect(await forged.catch((error: Error) => error.name)).to.equal("InvalidParameterException");
    const { Subscriptions } = await topics.sns.send(
      new ListSubscriptionsByTopicCommand({ TopicArn: topicArn("news") }),
    );
    expect(Subscriptions).to.deep.equal([
      {
        SubscriptionArn: await subscriptionArn(),
        Owner: "000000000000",
        Protocol: "sqs",
        Endpoint: inboxArn,
        TopicArn: topicArn("news"),
      },
    ]);
  });

  it("tells the attributes of a topic, with the policy that it has by default", async () => {
    const { Attributes = {} } = await topics.sns.send(new GetTopicAttributesCommand({ TopicArn: topicArn("news") }));
    expect(Attributes).to.include({
      TopicArn: topicArn("news"),
      Owner: "000000000000",
      DisplayName: "The news",
      SubscriptionsConfirmed: "1",
      SubscriptionsPending: "0",
    });
    expect(JSON.parse(Attributes.Policy ?? "").Statement[0].Condition).to.deep.equal({
      StringEquals: { "AWS:SourceOwner": "000000000000" },
    });
  });

  it("tells the attributes of a subscription", async () => {
    const SubscriptionArn = await subscriptionArn();
    const { Attributes } = await topics.sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
    expect(Attributes).to.include({
      SubscriptionArn,
      Protocol: "sqs",
      Endpoint: inboxArn,
      RawMessageDelivery: "false",
      PendingConfirmation: "false",
    });
    const none = new GetSubscriptionAttributesCommand({ SubscriptionArn: `${topicArn("news")}:none` });
    expect(await topics.sns.send(none).catch((error: Error) => error.name)).to.equal("NotFoundException");
  });

  it("makes no topics and no subscriptions: these are the program's", async () => {
    const made = new SubscribeCommand({ TopicArn: topicArn("news"), Protocol: "sqs", Endpoint: inboxArn });
    expect(await topics.sns.send(made).catch((error: Error) => error.name)).to.equal("NotImplemented");
  });
});
