import { type Graph, object, ofType, optionalNumber, optionalText, type Resource, text } from "../../graph/graph";
import { functionName, functionQualifier } from "../../protocol/targets";
import { isServed } from "../lambda/function";
import { isStandard } from "../sqs/declared";
import { defaults } from "../sqs/limits";
import { filterOf } from "./filter";
import { type Limits, rangedNumber, refusal, responseTypesOf } from "./input";
import type { Mapping, QueueMapping } from "./mapping";
import { mappingType } from "./resource";

/** What of the program a mapping is about. */
interface Ends {
  lambda: Resource;
  source: Resource;
}

/** Why a mapping hands nothing to its function here, in words for the person at the console. */
interface Unserved {
  objection: string;
}

/** Sources of other services, by the beginnings of their ARNs; none of them is served. */
const otherSources = {
  kinesis: "Kinesis is",
  kafka: "Kafka is",
  mq: "Amazon MQ is",
  rds: "Amazon DocumentDB is",
} as const satisfies Record<string, string>;

const queueLimits: Limits = {
  batchSize: { least: 1, most: 10_000 },
  maximumBatchingWindowInSeconds: { least: 0, most: 300 },
  maximumConcurrency: { least: 2, most: 1000 },
};

/** What belongs to streams alone; Lambda refuses it of a queue. */
const ofStreams = [
  ...["startingPosition", "startingPositionTimestamp", "bisectBatchOnFunctionError", "maximumRecordAgeInSeconds"],
  ...["maximumRetryAttempts", "parallelizationFactor", "tumblingWindowInSeconds", "destinationConfig"],
];

/** Lambda polls a queue with five receivers at first, and with more where that is not enough; here there are as many at most. */
const defaultConcurrency = 5;

/**
 * The mappings that a program declares and that invoke functions here; those that are disabled among them.
 *
 * @param log told of each that hands nothing to its function
 * @throws UserError for what AWS would refuse, naming the mapping
 */
export function mappingsOf(graph: Graph, log: (text: string) => void): Mapping[] {
  return ofType(graph, mappingType).flatMap((resource) => {
    const ends = endsOf(resource, graph);
    if ("objection" in ends) {
      log(ends.objection);
      return [];
    }
    return queueMappingOf(resource, ends);
  });
}

/** Whether the host invokes the function of a mapping. */
export const isServedMapping = (resource: Resource, graph: Graph): boolean => !("objection" in endsOf(resource, graph));

function queueMappingOf(resource: Resource, { lambda, source }: Ends): QueueMapping {
  const { name, inputs } = resource;
  const number = rangedNumber(resource, queueLimits);
  const foreign = ofStreams.find((key) => inputs[key] !== undefined);
  if (foreign !== undefined) throw refusal(name, `${foreign} does not go with a queue`);
  const batchSize = number(inputs, "batchSize") ?? 10;
  const windowSeconds = number(inputs, "maximumBatchingWindowInSeconds") ?? 0;
  if (batchSize > 10 && windowSeconds === 0)
    throw refusal(name, `batchSize ${batchSize} needs maximumBatchingWindowInSeconds of at least 1`);
  const timeoutSeconds = optionalNumber(lambda.inputs, "timeout") ?? 3;
  checkVisibility(
    name,
    timeoutSeconds,
    optionalNumber(source.inputs, "visibilityTimeoutSeconds") ?? defaults.visibilityTimeoutSeconds,
  );
  return {
    kind: "queue",
    name,
    isEnabled: inputs.enabled !== false,
    sourceArn: text(source.outputs, "arn"),
    sourceName: source.name,
    functionArn: text(lambda.outputs, "arn"),
    functionLabel: lambda.name,
    roleArn: text(lambda.inputs, "role"),
    batchSize,
    windowSeconds,
    reportsFailures: responseTypesOf(resource),
    filter: filterOf(resource, "body"),
    concurrency: number(object(inputs, "scalingConfig"), "maximumConcurrency") ?? defaultConcurrency,
  };
}

function endsOf(resource: Resource, graph: Graph): Ends | Unserved {
  const named = text(resource.inputs, "functionName");
  const lambda = functionOf(named, graph);
  const source = sourceOf(resource, graph);
  const to = lambda?.name ?? functionName(named);
  const nothing = (why: string): Unserved => ({
    objection: `the function ${to} gets nothing of ${"what" in source ? source.what : source.name}: ${why}`,
  });
  if ("what" in source) return nothing(source.why);
  if (!lambda) return nothing(`the program declares no function ${named}`);
  if (!isServed(lambda)) return nothing("the host does not run it");
  return { lambda, source };
}

/** The function that a name or an ARN means, also one of an alias: there is one version of each here. */
function functionOf(named: string, graph: Graph): Resource | undefined {
  const name = functionName(named);
  const qualifier = functionQualifier(named);
  const isKnown =
    qualifier === "$LATEST" ||
    ofType(graph, "aws:lambda/alias:Alias").some(
      ({ inputs }) => inputs.name === qualifier && functionName(String(inputs.functionName)) === name,
    );
  return isKnown
    ? ofType(graph, "aws:lambda/function:Function").find(({ outputs }) => outputs.name === name)
    : undefined;
}

/** What a mapping takes from, or why that is nothing that is served. */
function sourceOf({ inputs }: Resource, graph: Graph): Resource | { what: string; why: string } {
  const sourceArn = optionalText(inputs, "eventSourceArn");
  if (sourceArn === undefined) return { what: "Kafka", why: "Kafka is not served offline" };
  const service = sourceArn.split(":")[2] ?? "";
  if (service === "sqs") {
    const queue = ofType(graph, "aws:sqs/queue:Queue").find(({ outputs }) => outputs.arn === sourceArn);
    if (!queue) return { what: sourceArn, why: "the program declares no such queue" };
    return isStandard(queue) ? queue : { what: queue.name, why: "FIFO queues are not served offline" };
  }
  const other = Object.entries(otherSources).find(([name]) => name === service)?.[1] ?? `${service} is`;
  const name = graph.resources.find(({ outputs }) => outputs.arn === sourceArn)?.name ?? sourceArn;
  return { what: name, why: `${other} not served offline` };
}

/**
 * Refuses a queue that would hand a message out again while its function still works on it, as Lambda does.
 *
 * @throws UserError naming both times
 */
function checkVisibility(mapping: string, timeoutSeconds: number, visibilitySeconds: number): void {
  if (visibilitySeconds >= timeoutSeconds) return;
  const why = `Queue visibility timeout: ${visibilitySeconds} seconds is less than Function timeout: ${timeoutSeconds} seconds`;
  throw refusal(mapping, `${why}; give the queue visibilityTimeoutSeconds of at least ${timeoutSeconds}`);
}
