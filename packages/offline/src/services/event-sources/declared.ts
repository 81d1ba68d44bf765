import {
  type Graph,
  object,
  ofType,
  optionalNumber,
  optionalText,
  type Properties,
  type Resource,
  text,
} from "../../graph/graph";
import { streamRetention } from "../../protocol/event-sources";
import { functionName, functionQualifier } from "../../protocol/targets";
import { isServed } from "../lambda/function";
import { qualifiersOf } from "../lambda/versions";
import type { Unserved } from "../module";
import { isStandard } from "../sqs/declared";
import { defaults } from "../sqs/limits";
import { filterOf } from "./filter";
import { type Limits, rangedNumber, refusal, responseTypesOf } from "./input";
import type { Mapping, QueueMapping, StreamMapping } from "./mapping";
import { mappingType } from "./resource";

const queueType = "aws:sqs/queue:Queue";

/** What of the program a mapping is about. */
interface Ends {
  lambda: Resource;
  source: Resource;
}

/** Why a mapping hands nothing to its function here, in words for the person at the console. */
interface Objection {
  objection: string;
}

/** Sources of other services, by the beginnings of their ARNs; none of them is served. */
const otherSources = {
  kinesis: "Kinesis is",
  kafka: "Kafka is",
  mq: "Amazon MQ is",
  rds: "Amazon DocumentDB is",
} as const satisfies Record<string, string>;

const streamLimits: Limits = {
  batchSize: { least: 1, most: 10_000 },
  maximumBatchingWindowInSeconds: { least: 0, most: 300 },
  maximumRetryAttempts: { least: -1, most: 10_000 },
  maximumRecordAgeInSeconds: { least: -1, most: 604_800 },
  parallelizationFactor: { least: 1, most: 10 },
};

const queueLimits: Limits = {
  batchSize: { least: 1, most: 10_000 },
  maximumBatchingWindowInSeconds: { least: 0, most: 300 },
  maximumConcurrency: { least: 2, most: 1000 },
};

/** What Lambda takes of maximumRecordAgeInSeconds at least, if it is not -1. */
const leastAge = 60;

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
 * @throws UserError for what AWS would refuse, naming the mapping
 */
export function mappingsOf(graph: Graph): Mapping[] {
  const mappings = ofType(graph, mappingType).flatMap((resource): Mapping[] => {
    const ends = endsOf(resource, graph);
    if ("objection" in ends) return [];
    return [ends.source.type === queueType ? queueMappingOf(resource, ends) : streamMappingOf(resource, ends)];
  });
  for (const [index, { name, sourceArn, functionArn }] of mappings.entries()) {
    const isSame = (other: Mapping): boolean => other.sourceArn === sourceArn && other.functionArn === functionArn;
    const first = mappings.findIndex(isSame);
    if (first < index) throw refusal(name, `${mappings[first]?.name} is one of ${sourceArn} to the same function`);
  }
  return mappings;
}

/** What of a program's mappings does not work here, by what that means. */
export const unservedIn = (graph: Graph): Unserved[] =>
  ofType(graph, mappingType).flatMap((resource) => {
    const ends = endsOf(resource, graph);
    if ("objection" in ends) return [{ breaks: true, text: ends.objection }];
    return partsOf(resource, ends).map((what) => ({ breaks: true, text: `function ${ends.lambda.name} ${what}` }));
  });

/** What of a mapping does not work, while the rest does. */
function partsOf({ inputs }: Resource, { source }: Ends): string[] {
  const onFailure = onFailureIn(inputs);
  const isTold = onFailure === undefined || /^arn:[^:]+:(sqs|sns):/.test(onFailure);
  return [
    ...(inputs.tumblingWindowInSeconds
      ? [`gets the records of ${source.name} without a state: tumbling windows are not served`]
      : []),
    ...(isTold ? [] : [`loses what it fails of ${source.name}: ${onFailure} is no destination that is served`]),
  ];
}

const onFailureIn = (inputs: Properties): string | undefined =>
  optionalText(object(object(inputs, "destinationConfig"), "onFailure"), "destinationArn");

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
    ...{ kind: "queue", ...endsIn(resource, { lambda, source }, text(source.outputs, "arn")) },
    ...{ batchSize, windowSeconds },
    filter: filterOf(resource, "body"),
    concurrency: number(object(inputs, "scalingConfig"), "maximumConcurrency") ?? defaultConcurrency,
  };
}

/** @throws UserError for what AWS would refuse */
function streamMappingOf(resource: Resource, ends: Ends): StreamMapping {
  const { name, urn, inputs } = resource;
  const number = rangedNumber(resource, streamLimits);
  const { startingPosition } = inputs;
  if (startingPosition !== "LATEST" && startingPosition !== "TRIM_HORIZON")
    throw refusal(name, `its startingPosition ${String(startingPosition)} is neither LATEST nor TRIM_HORIZON`);
  if (inputs.scalingConfig !== undefined) throw refusal(name, "scalingConfig does not go with a stream");
  const age = number(inputs, "maximumRecordAgeInSeconds") ?? -1;
  if (age >= 0 && age < leastAge) throw refusal(name, `maximumRecordAgeInSeconds ${age} is less than ${leastAge}`);
  const retries = number(inputs, "maximumRetryAttempts") ?? -1;
  number(inputs, "parallelizationFactor");
  return {
    ...{ kind: "stream", urn, ...endsIn(resource, ends, text(ends.source.outputs, "streamArn")) },
    batchSize: number(inputs, "batchSize") ?? 100,
    windowSeconds: number(inputs, "maximumBatchingWindowInSeconds") ?? 0,
    filter: filterOf(resource),
    startingPosition,
    bisects: inputs.bisectBatchOnFunctionError === true,
    retries: retries < 0 ? Infinity : retries,
    maximumAgeMilliseconds: age < 0 ? streamRetention : Math.min(age * 1000, streamRetention),
    onFailure: onFailureIn(inputs),
  };
}

/** What mappings of all kinds say. */
const endsIn = (resource: Resource, { lambda, source }: Ends, sourceArn: string) => ({
  name: resource.name,
  isEnabled: resource.inputs.enabled !== false,
  sourceArn,
  sourceName: source.name,
  functionArn: arnOf(text(resource.inputs, "functionName"), lambda),
  functionLabel: lambda.name,
  roleArn: text(lambda.inputs, "role"),
  reportsFailures: responseTypesOf(resource),
});

function endsOf(resource: Resource, graph: Graph): Ends | Objection {
  const named = text(resource.inputs, "functionName");
  const lambda = functionOf(named, graph);
  const source = sourceOf(resource, graph);
  const to = lambda?.name ?? functionName(named);
  const nothing = (why: string): Objection => ({
    objection: `function ${to} gets nothing of ${"what" in source ? source.what : source.name}: ${why}`,
  });
  if ("what" in source) return nothing(source.why);
  if (!lambda) return nothing(`the program declares no function ${named}`);
  if (!isServed(lambda, graph)) return nothing("the host does not run it");
  return { lambda, source };
}

/** The function that a name or an ARN means, also one of a version or an alias that the program has. */
function functionOf(named: string, graph: Graph): Resource | undefined {
  const name = functionName(named);
  const lambda = ofType(graph, "aws:lambda/function:Function").find(({ outputs }) => outputs.name === name);
  const qualifiers = qualifiersOf(graph, name, lambda?.inputs.publish === true);
  return qualifiers.includes(functionQualifier(named)) ? lambda : undefined;
}

function arnOf(named: string, { outputs }: Resource): string {
  const qualifier = functionQualifier(named);
  const functionArn = text(outputs, "arn");
  return qualifier === "$LATEST" ? functionArn : `${functionArn}:${qualifier}`;
}

/** What a mapping takes from, or why that is nothing that is served. */
function sourceOf({ inputs }: Resource, graph: Graph): Resource | { what: string; why: string } {
  const sourceArn = optionalText(inputs, "eventSourceArn");
  if (sourceArn === undefined)
    return inputs.selfManagedEventSource === undefined
      ? { what: "anything", why: "it names no eventSourceArn; the stream of a table needs streamEnabled" }
      : { what: "Kafka", why: "Kafka is not served" };
  const service = sourceArn.split(":")[2] ?? "";
  if (service === "dynamodb") {
    const table = ofType(graph, "aws:dynamodb/table:Table").find(({ outputs }) => outputs.streamArn === sourceArn);
    return table ?? { what: sourceArn, why: "the program declares no table with such a stream" };
  }
  if (service === "sqs") {
    const queue = ofType(graph, queueType).find(({ outputs }) => outputs.arn === sourceArn);
    if (!queue) return { what: sourceArn, why: "the program declares no such queue" };
    return isStandard(queue) ? queue : { what: queue.name, why: "FIFO queues are not served" };
  }
  const other = Object.entries(otherSources).find(([name]) => name === service)?.[1] ?? `${service} is`;
  const name = graph.resources.find(({ outputs }) => outputs.arn === sourceArn)?.name ?? sourceArn;
  return { what: name, why: `${other} not served` };
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
