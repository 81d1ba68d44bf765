import { UserError } from "../../errors";
import { type Graph, object, ofType, optionalNumber, optionalText, type Properties, text } from "../../graph/graph";
import { functionName } from "../../protocol/targets";

/** How a function's asynchronous invocations are tried again, and where their outcomes go. */
export interface EventInvokeConfig {
  /** Attempts after the first. */
  maximumRetryAttempts: number;
  maximumEventAgeInSeconds: number;
  /** ARN of what gets a document of each event that the function took. */
  onSuccess?: string;
  /** ARN of what gets a document of each event that was given up. */
  onFailure?: string;
}

/** What Lambda takes; the most is what it does by itself: two more attempts, within six hours. */
const ranges = {
  maximumRetryAttempts: { least: 0, most: 2 },
  maximumEventAgeInSeconds: { least: 60, most: 21_600 },
} as const;

/** What Lambda does by itself. */
const usual: EventInvokeConfig = {
  maximumRetryAttempts: ranges.maximumRetryAttempts.most,
  maximumEventAgeInSeconds: ranges.maximumEventAgeInSeconds.most,
};

/** Configurations by the version or alias that they are of. */
export type EventInvokeConfigs = Readonly<Record<string, EventInvokeConfig>>;

/** That of a version or an alias: none has another's. */
export const eventInvokeConfigOf = (configs: EventInvokeConfigs, qualifier = "$LATEST"): EventInvokeConfig =>
  configs[qualifier] ?? usual;

/**
 * What a program declares for a function.
 *
 * @throws UserError for what AWS would refuse, naming the function
 */
export function eventInvokeConfigsOf(graph: Graph, name: string): EventInvokeConfigs {
  const declared = ofType(graph, "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig").filter(
    ({ inputs }) => functionName(text(inputs, "functionName")) === name,
  );
  return Object.fromEntries(
    declared.map(({ inputs }) => [optionalText(inputs, "qualifier") ?? "$LATEST", configOf(inputs, name)]),
  );
}

function configOf(inputs: Properties, name: string): EventInvokeConfig {
  const destinations = object(inputs, "destinationConfig");
  const number = (key: keyof typeof ranges): number => {
    const { least, most } = ranges[key];
    const value = optionalNumber(inputs, key) ?? most;
    if (value >= least && value <= most) return value;
    throw new UserError(`AWS would refuse ${key} ${value} of function ${name}: it goes from ${least} to ${most}`);
  };
  return {
    maximumRetryAttempts: number("maximumRetryAttempts"),
    maximumEventAgeInSeconds: number("maximumEventAgeInSeconds"),
    onSuccess: optionalText(object(destinations, "onSuccess"), "destination"),
    onFailure: optionalText(object(destinations, "onFailure"), "destination"),
  };
}
