import {
  type Files,
  type Graph,
  object,
  ofType,
  optionalNumber,
  optionalText,
  type Properties,
  type Resource,
  text,
} from "../../graph/graph";
import type { Unserved } from "../module";
import { type EventInvokeConfigs, eventInvokeConfigsOf } from "./event-invoke-config";
import { codeOf, hasCode } from "./code";
import { layersWithout, packagesOf } from "./layers";
import { qualifiersOf } from "./versions";
import { type LoggingConfig, loggingConfigOf } from "./logs/config";

/** A Lambda function that this host can run. */
export interface LambdaFunction {
  name: string;
  /** The name that the program gave it. */
  logicalName: string;
  arn: string;
  roleArn: string;
  handler: string;
  runtime: string;
  timeoutSeconds: number;
  memorySize: number;
  logging: LoggingConfig;
  variables: Record<string, string>;
  eventInvokeConfigs: EventInvokeConfigs;
  /** How often it may run at once; undefined for as often as there is room. */
  reservedConcurrency?: number;
  /** ARN of the queue or topic that gets the events of asynchronous invocations that are given up. */
  deadLetterTarget?: string;
  files: Files;
  /** Packages of its layers, by their paths in `node_modules`. */
  layers: Files;
  /** The versions and aliases of it that there are. */
  qualifiers: string[];
}

const functionType = "aws:lambda/function:Function";

/** Whether the host can run a function: Node.js code that the program carries itself. */
export const isServed = (resource: Resource, graph: Graph): boolean =>
  /^nodejs/.test(optionalText(resource.inputs, "runtime") ?? "") && hasCode(resource, graph);

/** The functions of a program, with Lambda's defaults. */
export const functionsOf = (graph: Graph): LambdaFunction[] =>
  ofType(graph, functionType)
    .filter((resource) => isServed(resource, graph))
    .map((resource) => functionOf(resource, graph));

function functionOf(resource: Resource, graph: Graph): LambdaFunction {
  const { name: logicalName, inputs, outputs } = resource;
  const name = text(outputs, "name");
  return {
    name,
    logicalName,
    arn: text(outputs, "arn"),
    roleArn: text(inputs, "role"),
    handler: text(inputs, "handler"),
    runtime: text(inputs, "runtime"),
    timeoutSeconds: optionalNumber(inputs, "timeout") ?? 3,
    memorySize: optionalNumber(inputs, "memorySize") ?? 128,
    logging: loggingConfigOf(inputs, name),
    variables: stringsOf(object(object(inputs, "environment"), "variables")),
    eventInvokeConfigs: eventInvokeConfigsOf(graph, name),
    reservedConcurrency: reservedConcurrencyOf(inputs),
    deadLetterTarget: optionalText(object(inputs, "deadLetterConfig"), "targetArn"),
    files: codeOf(resource, graph),
    layers: packagesOf(resource, graph),
    qualifiers: qualifiersOf(graph, name, inputs.publish === true),
  };
}

/** The provider takes -1 for no reservation. */
function reservedConcurrencyOf(inputs: Properties): number | undefined {
  const reserved = optionalNumber(inputs, "reservedConcurrentExecutions") ?? -1;
  return reserved < 0 ? undefined : reserved;
}

/** A map of strings, as AWS takes it. */
export const stringsOf = (values: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, String(value)]));

/** What of a program's functions the host does not do, by what that means. */
export const unservedFunctions = (graph: Graph): Unserved[] =>
  ofType(graph, functionType).flatMap((resource): Unserved[] => {
    if (!isServed(resource, graph))
      return [{ breaks: true, text: `function ${resource.name} does not run: ${reasonFor(resource)}` }];
    return partsOf(resource, graph).map((what) => ({ breaks: false, text: `function ${resource.name} ${what}` }));
  });

/** What a function does without while it runs. */
const partsOf = (resource: Resource, graph: Graph): string[] =>
  layersWithout(resource, graph).map(
    (layer) =>
      `is without the layer ${layer}: only packages in nodejs/node_modules of layers that the program declares are there`,
  );

function reasonFor({ inputs }: Resource): string {
  const runtime = optionalText(inputs, "runtime");
  if (inputs.packageType === "Image") return "it is a container image";
  if (runtime !== undefined && !/^nodejs/.test(runtime))
    return `only functions for Node.js do, and it is for ${runtime}`;
  return "its code is not among what the program ships";
}
