import { join } from "node:path";
import { arn, type Computed, type Naming, physicalName, uuid } from "../../graph/naming";
import type { Graph } from "../../graph/graph";
import { awsService } from "../../protocol/operations";
import { queryProtocol } from "../../protocol/query";
import type { AwsService, Location } from "../../protocol/service";
import { functionName } from "../../protocol/targets";
import type { BannerBlock, ServiceModule } from "../module";
import { isDelivered, isStandard, policyType, subscriptionType, topicsOf, topicType, undelivered } from "./declared";
import { Deliveries } from "./deliveries";
import { ProgramEndpoints } from "./endpoints";
import { denial } from "./errors";
import { operationsOn } from "./operations";
import { PendingDeliveries } from "./pending-deliveries";
import { TopicReports } from "./reports";
import type { Subscription, Topic } from "./settings";
import { TopicTarget } from "./target";
import { Topics } from "./topics";

const protocol = queryProtocol("http://sns.amazonaws.com/doc/2010-03-31/", denial);

/** SNS for the standard topics that the program declares. FIFO topics are recorded only. */
export const sns: ServiceModule = {
  name: "sns",
  resources: {
    [topicType]: { serves: isStandard, only: "standard topics", computed: topic },
    [subscriptionType]: { serves: isDelivered, only: "to queues, functions and e-mail", computed: subscription },
    [policyType]: { serves: true, computed: ({ inputs }) => ({ id: String(inputs.arn), owner: ownerOf(inputs.arn) }) },
  },
  policies: (graph) =>
    topicsOf(graph).map((one) => ({ arn: one.arn, label: `topic ${one.name}`, document: one.policy })),
  open(graph, { accessControl, activity, clock, data, identities, log, mailbox, metrics, targets }) {
    const all = topicsOf(graph).sort((a, b) => (a.name < b.name ? -1 : 1));
    const directory = join(data.path, "sns");
    const reports = new TopicReports(all, metrics);
    const deliveries = new Deliveries({
      topics: all,
      pending: new PendingDeliveries(join(directory, "deliveries.jsonl"), data.opening),
      endpoints: new ProgramEndpoints(targets, mailbox, activity),
      clock,
      log,
      onEnd: (one, isDone) =>
        reports.record(one, isDone ? "NumberOfNotificationsDelivered" : "NumberOfNotificationsFailed"),
    });
    const topics = new Topics(all, deliveries, reports, clock);
    return {
      aws: snsService(topics, graph),
      accepts: { "arn:aws:sns:": new TopicTarget(topics, identities, accessControl, graph) },
      banner: () => bannerOf(all, graph),
      start: () => deliveries.resume(),
      close: () => deliveries.close(),
    };
  },
};

/** SNS on these topics, as the endpoint serves it. */
export const snsService = (topics: Topics, location: Location): AwsService =>
  awsService("sns", protocol, operationsOn(topics, location));

/** Who gets what topics are told, and who does not. */
function bannerOf(topics: Topic[], graph: Graph): BannerBlock[] {
  const recorded = undelivered(graph);
  const rows = topics.flatMap(({ name, arn: topicArn, subscriptions }) => {
    const delivered = subscriptions.map((one) => `${one.protocol} ${endpointOf(one)}`);
    const ignored = recorded
      .filter((one) => one.topicArn === topicArn)
      .map((one) => `${one.protocol} ${one.endpoint}: recorded only, nothing is sent there`);
    const all = [...delivered, ...ignored].sort();
    return (all.length === 0 ? ["nobody is subscribed"] : all).map((what) => [name, what]);
  });
  return [{ heading: "Topics", rows }];
}

const endpointOf = ({ protocol: name, endpoint }: Subscription): string =>
  name === "lambda"
    ? functionName(endpoint)
    : name === "sqs"
      ? endpoint.slice(endpoint.lastIndexOf(":") + 1)
      : endpoint;

function topic(naming: Naming): Computed {
  const isFifo = naming.inputs.fifoTopic === true && naming.inputs.name === undefined;
  const name = `${physicalName(naming)}${isFifo ? ".fifo" : ""}`;
  const topicArn = arn(naming, "sns", name);
  return { id: topicArn, name, arn: topicArn, owner: naming.account };
}

/** A subscription is known by its ARN, whose last part is an id. */
function subscription(naming: Naming): Computed {
  const id = uuid(naming);
  const subscriptionArn = `${String(naming.inputs.topic)}:${id}`;
  return {
    id: subscriptionArn,
    arn: subscriptionArn,
    ownerId: naming.account,
    confirmationWasAuthenticated: ["sqs", "lambda"].includes(String(naming.inputs.protocol)),
    pendingConfirmation: false,
  };
}

const ownerOf = (topicArn: unknown): string => String(topicArn).split(":")[4] ?? "";
