import { UserError } from "../../errors";
import {
  type Graph,
  json,
  ofType,
  optionalJson,
  optionalNumber,
  optionalText,
  type Resource,
  text,
} from "../../graph/graph";
import { membersOf } from "../../is-record";
import { defaultPolicy } from "./access-policy";
import { compileFilterPolicy } from "./filter/filter";
import {
  type FilterScope,
  protocols,
  type Subscription,
  type SubscriptionFilter,
  type SubscriptionProtocol,
  type Topic,
} from "./settings";

export const topicType = "aws:sns/topic:Topic";
export const subscriptionType = "aws:sns/topicSubscription:TopicSubscription";
export const policyType = "aws:sns/topicPolicy:TopicPolicy";

/** Whether the host can serve a topic: FIFO topics are recorded only. */
export const isStandard = ({ inputs }: Resource): boolean => inputs.fifoTopic !== true;

/** Whether the host can serve a subscription: of a topic that it serves, to what it delivers to. */
export const isDelivered = (subscription: Resource, graph: Graph): boolean =>
  protocolOf(subscription) !== undefined && topicArns(graph).has(topicOf(subscription));

const protocolOf = ({ inputs }: Resource): SubscriptionProtocol | undefined =>
  protocols.find((protocol) => protocol === inputs.protocol);

/** Programs may name a topic by its ARN or, as an id, by the same. */
const topicOf = ({ inputs }: Resource): string => text(inputs, "topic");

const standardTopics = (graph: Graph): Resource[] => ofType(graph, topicType).filter(isStandard);

const topicArns = (graph: Graph): Set<string> =>
  new Set(standardTopics(graph).map(({ outputs }) => text(outputs, "arn")));

/**
 * The standard topics that a program declares, with their subscriptions.
 *
 * @throws UserError for what AWS would refuse, naming the resource
 */
export function topicsOf(graph: Graph): Topic[] {
  const subscriptions = ofType(graph, subscriptionType)
    .filter((one) => isDelivered(one, graph))
    .map((one) => subscriptionOf(one, graph));
  return standardTopics(graph).map(({ inputs, outputs }) => {
    const arn = text(outputs, "arn");
    return {
      name: text(outputs, "name"),
      arn,
      displayName: optionalText(inputs, "displayName") ?? "",
      policy: policyOf(graph, arn) ?? optionalJson(inputs, "policy") ?? defaultPolicy(arn, graph),
      kmsMasterKeyId: optionalText(inputs, "kmsMasterKeyId"),
      signatureVersion: String(optionalNumber(inputs, "signatureVersion") ?? 1),
      subscriptions: subscriptions.filter(({ topicArn }) => topicArn === arn),
    };
  });
}

/** Subscriptions of standard topics that nothing is delivered to, as the program declares them. */
export const undelivered = (graph: Graph): { topicArn: string; protocol: string; endpoint: string }[] =>
  ofType(graph, subscriptionType)
    .filter((one) => protocolOf(one) === undefined && topicArns(graph).has(topicOf(one)))
    .map((one) => ({
      topicArn: topicOf(one),
      protocol: text(one.inputs, "protocol"),
      endpoint: text(one.inputs, "endpoint"),
    }));

/** What a resource of its own says of a topic. */
const policyOf = (graph: Graph, arn: string): string | undefined =>
  ofType(graph, policyType).flatMap(({ inputs }) => (inputs.arn === arn ? json(inputs, "policy") : []))[0];

function subscriptionOf(resource: Resource, graph: Graph): Subscription {
  const { name, inputs, outputs } = resource;
  const protocol = protocolOf(resource) ?? "sqs";
  const endpoint = text(inputs, "endpoint");
  const isRaw = inputs.rawMessageDelivery === true;
  const refuse = (why: string) => new UserError(`AWS would refuse the subscription ${name}: ${why}`);
  checkEndpoint(protocol, endpoint, refuse);
  if (isRaw && protocol !== "sqs") throw refuse(`rawMessageDelivery does not go with the protocol ${protocol}`);
  return {
    arn: text(outputs, "arn"),
    topicArn: topicOf(resource),
    protocol,
    endpoint,
    isRaw,
    filter: filterOf(resource, refuse),
    deadLetterArn: deadLetterOf(resource, graph, refuse),
  };
}

type Refuse = (why: string) => UserError;

const endpointForms: Record<SubscriptionProtocol, RegExp> = {
  email: /^[^\s@]+@[^\s@]+$/,
  "email-json": /^[^\s@]+@[^\s@]+$/,
  lambda: /^arn:[^:]+:lambda:[^:]+:\d+:function:.+$/,
  sqs: /^arn:[^:]+:sqs:[^:]+:\d+:.+$/,
};

function checkEndpoint(protocol: SubscriptionProtocol, endpoint: string, refuse: Refuse): void {
  if (!endpointForms[protocol].test(endpoint)) throw refuse(`${endpoint} is no endpoint of the protocol ${protocol}`);
  if (protocol === "sqs" && endpoint.endsWith(".fifo"))
    throw refuse("a FIFO queue cannot be subscribed to a standard topic");
}

function filterOf({ name, inputs }: Resource, refuse: Refuse): SubscriptionFilter | undefined {
  const policy = optionalJson(inputs, "filterPolicy");
  if (policy === undefined || policy === "") return undefined;
  const scope = scopeOf(optionalText(inputs, "filterPolicyScope"), refuse);
  return { scope, policy, accepts: compileFilterPolicy(policy, scope === "MessageBody", name) };
}

function scopeOf(scope: string | undefined, refuse: Refuse): FilterScope {
  if (scope === undefined || scope === "" || scope === "MessageAttributes") return "MessageAttributes";
  if (scope === "MessageBody") return scope;
  throw refuse(`${scope} is no filterPolicyScope`);
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html */
function deadLetterOf({ inputs }: Resource, graph: Graph, refuse: Refuse): string | undefined {
  const document = optionalJson(inputs, "redrivePolicy");
  if (document === undefined || document === "") return undefined;
  const { deadLetterTargetArn } = membersOf(parsed(document, refuse));
  const isDeclared = ofType(graph, "aws:sqs/queue:Queue").some(({ outputs }) => outputs.arn === deadLetterTargetArn);
  if (typeof deadLetterTargetArn !== "string" || !isDeclared)
    throw refuse(
      `deadLetterTargetArn ${String(deadLetterTargetArn)} of its redrivePolicy is none of the program's queues`,
    );
  if (deadLetterTargetArn.endsWith(".fifo")) throw refuse("the dead-letter queue of a standard topic must be one too");
  return deadLetterTargetArn;
}

function parsed(document: string, refuse: Refuse): unknown {
  try {
    return JSON.parse(document);
  } catch (error) {
    if (error instanceof SyntaxError) throw refuse(`its redrivePolicy is no JSON: ${error.message}`);
    throw error;
  }
}
