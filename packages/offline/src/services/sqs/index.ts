import { join } from "node:path";
import { placeholders } from "../../graph/placeholders";
import { arn, type Computed, type Naming, physicalName } from "../../graph/naming";
import { atMost } from "../../protocol/body";
import { givenMembers, json, type JsonInput, readJson } from "../../protocol/json";
import { awsService, type Protocol } from "../../protocol/operations";
import { type AwsService, type Location, notImplemented } from "../../protocol/service";
import { regional } from "../regional";
import { isStandard, queuesOf } from "./declared";
import { QueueTarget } from "./delivery";
import { denial, errorAnswer } from "./errors";
import { operationsOn } from "./operations";
import { pagesOf } from "./pages";
import { Queues } from "./queues";

/** A request's messages have a megabyte together; what a client escapes in JSON takes up to three times as much. */
const largestRequest = atMost(4 * 1024 ** 2);

const protocol: Protocol<JsonInput, object> = {
  denial,
  bodyLimit: () => largestRequest,
  read: (request) => {
    if (request.headers["x-amz-target"] === undefined) throw notImplemented("sqs", "in the query protocol");
    return readJson(request);
  },
  givenMembers,
  write: (_, output, { requestId }) => {
    const answer = json(200, output, "1.0");
    return { ...answer, headers: { ...answer.headers, "x-amzn-requestid": requestId } };
  },
  fail: errorAnswer,
};

/** SQS for the standard queues that the program declares, in the JSON protocol. FIFO queues are recorded only. */
export const sqs = regional({
  name: "sqs",
  resources: {
    "aws:sqs/queue:Queue": { serves: isStandard, only: "standard queues", computed: queue },
    "aws:sqs/queuePolicy:QueuePolicy": { serves: true, computed: ofQueue },
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": { computed: ofQueue },
    "aws:sqs/redrivePolicy:RedrivePolicy": { serves: true, computed: ofQueue },
  },
  policies: (graph) =>
    queuesOf(graph).flatMap(({ name, arn, policy }) =>
      policy === undefined ? [] : [{ arn, label: `queue ${name}`, document: policy }],
    ),
  open(graph, context) {
    const queues = new Queues(
      join(context.data.path, "sqs"),
      queuesOf(graph),
      context.clock,
      context.data.opening,
      context.metrics,
    );
    return {
      aws: sqsService(queues, graph),
      accepts: { [`arn:aws:sqs:${graph.region}:`]: new QueueTarget(queues, context.identities, context.accessControl) },
      pages: pagesOf(queues, () => context.clock.now()),
      hurry: () => queues.hurry(),
      close: () => queues.close(),
    };
  },
});

/** SQS on these queues, as the endpoint serves it. */
export const sqsService = (queues: Queues, location: Location): AwsService =>
  awsService("sqs", protocol, operationsOn(queues, location));

/**
 * A queue is known by its URL. It names the endpoint by the address that functions know it by: the SDK warns of a
 * queue's URL that is elsewhere than its endpoint.
 */
function queue(naming: Naming): Computed {
  const isFifo = naming.inputs.fifoQueue === true && naming.inputs.name === undefined;
  const name = `${physicalName(naming)}${isFifo ? ".fifo" : ""}`;
  const url = `${placeholders.functionsEndpoint}/${naming.account}/${name}`;
  return { id: url, name, url, arn: arn(naming, "sqs", name) };
}

/** What is set on a queue by a resource of its own has the queue's id, its URL. */
function ofQueue({ inputs }: Naming): Computed {
  return { id: String(inputs.queueUrl) };
}
