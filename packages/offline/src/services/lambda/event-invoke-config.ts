import { UserError } from "../../errors";
import { type Graph, object, ofType, optionalNumber, optionalText, text } from "../../graph/graph";
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

/**
 * What a program declares for a function; a configuration of a published version or an alias is for another.
 *
 * @throws UserError for what AWS would refuse, naming the function
 */
export function eventInvokeConfigOf(graph: Graph, name: string): EventInvokeConfig {
  const declared = ofType(graph, "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig").find(
    ({ inputs }) =>
      functionName(text(inputs, "functionName")) === name && (inputs.qualifier ?? "$LATEST") === "$LATEST",
  );
  const inputs = declared?.inputs ?? {};
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
