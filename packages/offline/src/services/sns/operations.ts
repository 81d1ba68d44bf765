import type { Operations } from "../../protocol/operations";
import { type Parameters, textOf } from "../../protocol/query";
import { type Access, type Location, notImplemented } from "../../protocol/service";
import { subscriptionAttributes, topicAttributes } from "./attributes";
import { invalid, notFound } from "./errors";
import { limits } from "./limits";
import { draftOf, entriesOf } from "./publish";
import type { Subscription } from "./settings";
import type { Topics } from "./topics";

/** The operations on topics. Topics and subscriptions themselves are the program's: a client makes none. */
export function operationsOn(topics: Topics, { account }: Location): Operations<Parameters, object> {
  return {
    Publish: {
      members: ["TopicArn", "TargetArn", "Message", "Subject", "MessageStructure", "MessageAttributes"],
      access: (input) => onTopic("sns:Publish", published(input)),
      run: async (input) => {
        const topic = topics.get(published(input));
        const [MessageId] = await topics.publish(topic, [draftOf(input)]);
        return { MessageId };
      },
    },
    PublishBatch: {
      members: ["TopicArn", "PublishBatchRequestEntries"],
      access: (input) => onTopic("sns:Publish", arnIn(input, "TopicArn")),
      run: async (input) => {
        const topic = topics.get(arnIn(input, "TopicArn"));
        const entries = entriesOf(input);
        const ids = await topics.publish(
          topic,
          entries.map(({ draft }) => draft),
        );
        return {
          Successful: { member: entries.map(({ id }, index) => ({ Id: id, MessageId: ids[index] })) },
          Failed: "",
        };
      },
    },
    ListTopics: {
      members: ["NextToken"],
      access: () => [{ action: "sns:ListTopics", resource: "*" }],
      run: (input) => {
        const { items, token } = page(topics.all, input);
        return { Topics: { member: items.map(({ arn }) => ({ TopicArn: arn })) }, ...token };
      },
    },
    ListSubscriptions: {
      members: ["NextToken"],
      access: () => [{ action: "sns:ListSubscriptions", resource: "*" }],
      run: (input) => listSubscriptions(topics.subscriptions(), input, account),
    },
    ListSubscriptionsByTopic: {
      members: ["TopicArn", "NextToken"],
      access: (input) => onTopic("sns:ListSubscriptionsByTopic", arnIn(input, "TopicArn")),
      run: (input) => listSubscriptions(topics.get(arnIn(input, "TopicArn")).subscriptions, input, account),
    },
    GetTopicAttributes: {
      members: ["TopicArn"],
      access: (input) => onTopic("sns:GetTopicAttributes", arnIn(input, "TopicArn")),
      run: (input) => mapOf(topicAttributes(topics.get(arnIn(input, "TopicArn")), account)),
    },
    GetSubscriptionAttributes: {
      members: ["SubscriptionArn"],
      access: (input) =>
        onTopic("sns:GetSubscriptionAttributes", arnIn(input, "SubscriptionArn").split(":").slice(0, 6).join(":")),
      run: (input) => {
        const subscription = topics.subscriptions().find(({ arn }) => arn === arnIn(input, "SubscriptionArn"));
        if (!subscription) throw notFound("Subscription");
        return mapOf(subscriptionAttributes(subscription, account));
      },
    },
  };
}

const onTopic = (action: string, resource: string): Access[] => [{ action, resource }];

/** An ARN that must be there. */
function arnIn(input: Parameters, name: string): string {
  const arn = textOf(input, name);
  if (arn === undefined || arn === "") throw invalid(`${name} Reason: no value for required parameter`);
  const elements = arn.split(":").length;
  if (elements < 6) throw invalid(`${name} Reason: An ARN must have at least 6 elements, not ${elements}`);
  if (/\.fifo(:|$)/.test(arn)) throw notImplemented("sns", "with FIFO topics");
  return arn;
}

/** The topic that a message is for, by either name. */
function published(input: Parameters): string {
  if (textOf(input, "TopicArn") !== undefined) return arnIn(input, "TopicArn");
  if (textOf(input, "PhoneNumber") !== undefined) throw notImplemented("sns", "Publish with PhoneNumber");
  const arn = arnIn(input, "TargetArn");
  if (arn.includes(":endpoint/")) throw notImplemented("sns", "Publish to an endpoint of a mobile device");
  return arn;
}

const mapOf = (attributes: Record<string, string>): object => ({
  Attributes: { entry: Object.entries(attributes).map(([key, value]) => ({ key, value })) },
});

function listSubscriptions(all: readonly Subscription[], input: Parameters, account: string): object {
  const { items, token } = page(all, input);
  const member = items.map(({ arn, protocol, endpoint, topicArn }) => ({
    SubscriptionArn: arn,
    Owner: account,
    Protocol: protocol,
    Endpoint: endpoint,
    TopicArn: topicArn,
  }));
  return { Subscriptions: { member }, ...token };
}

/** A page of a listing; its token is the ARN of its last item. */
function page<Item extends { arn: string }>(
  all: readonly Item[],
  input: Parameters,
): { items: Item[]; token: { NextToken?: string } } {
  const after = textOf(input, "NextToken");
  const start = after === undefined ? 0 : all.findIndex(({ arn }) => arn === after) + 1;
  if (after !== undefined && start === 0) throw invalid("NextToken Reason: the token is of no listing");
  const items = all.slice(start, start + limits.pageSize);
  return { items, token: start + items.length < all.length ? { NextToken: items.at(-1)?.arn } : {} };
}
