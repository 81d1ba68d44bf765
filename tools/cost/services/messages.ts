import { ofType } from "../../../packages/offline/src/graph/graph";
import type { Service } from "../usage";

/** Mails of alarms, one for each address. Source: https://aws.amazon.com/sns/pricing/ */
export const sns: Service = {
  name: "SNS",
  types: ["aws:sns/topic:Topic", "aws:sns/topicSubscription:TopicSubscription"],
  usage: ({ graph, volumes }) => {
    const subscriptions = ofType(graph, "aws:sns/topicSubscription:TopicSubscription");
    const addresses = subscriptions.filter(({ inputs }) => String(inputs.protocol).startsWith("email"));
    return [{ what: "mails", price: "sns.mails", units: addresses.length * volumes.mails }];
  },
};

/**
 * The queue of dead letters is asked by nobody but a person, and gets only what failed: nothing that a month's volumes say.
 * Functions that poll a queue do so all the time: five pollers, three times a minute each. Source: https://aws.amazon.com/sqs/pricing/
 */
export const sqs: Service = {
  name: "SQS",
  types: ["aws:sqs/queue:Queue", "aws:lambda/eventSourceMapping:EventSourceMapping"],
  usage: ({ graph }) => {
    const pollers = ofType(graph, "aws:lambda/eventSourceMapping:EventSourceMapping");
    const queues = pollers.filter(({ inputs }) => String(inputs.eventSourceArn).includes(":sqs:"));
    // Long polls of 20 seconds, by five pollers.
    return [
      { what: "requests of polling functions", price: "sqs.requests", units: (queues.length * 5 * 730 * 3600) / 20 },
    ];
  },
};
