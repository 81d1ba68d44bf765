import type { UserError } from "../../errors";
import { object, optionalNumber, type Properties } from "../../graph/graph";
import type { Sender } from "../../protocol/targets";

/** Who gets what a resource hands over, such as a rule, a schedule, or a log group. */
export interface Recipient {
  /** ARN of the resource. */
  sourceArn: string;
  /** The service that hands over and the resource for messages, such as `EventBridge` and `the rule orders`. */
  service: string;
  source: string;
  /** The target's id within it; both together are the same at each start. */
  id: string;
  /** ARN of the function, queue, topic, log group or event bus that gets it. */
  arn: string;
  /** In whose name it is handed over. */
  sender: Sender;
  /** Whether what is handed over must be JSON. */
  takesJson: boolean;
  /** Where that goes which is not taken. */
  deadLetter?: { arn: string; sender: Sender };
  retry: RetryPolicy;
}

/** How long a target is tried that is not there for no fault of its own. */
export interface RetryPolicy {
  maximumAttempts: number;
  maximumSeconds: number;
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RetryPolicy.html; the scheduler has the same. */
export const usualRetries: RetryPolicy = { maximumAttempts: 185, maximumSeconds: 86_400 };

/**
 * How a target of a rule or a schedule is tried again.
 *
 * @param refuse makes the error for what AWS would refuse
 */
export function retryOf(target: Properties, refuse: (why: string) => UserError): RetryPolicy {
  const given = object(target, "retryPolicy");
  const maximumAttempts = optionalNumber(given, "maximumRetryAttempts") ?? usualRetries.maximumAttempts;
  const maximumSeconds = optionalNumber(given, "maximumEventAgeInSeconds") ?? usualRetries.maximumSeconds;
  if (maximumAttempts < 0 || maximumAttempts > usualRetries.maximumAttempts)
    throw refuse(`maximumRetryAttempts goes from 0 to ${usualRetries.maximumAttempts}`);
  if (maximumSeconds < 60 || maximumSeconds > usualRetries.maximumSeconds)
    throw refuse(`maximumEventAgeInSeconds goes from 60 to ${usualRetries.maximumSeconds}`);
  return { maximumAttempts, maximumSeconds };
}

/** A target by its own name, for people. */
export const nameOfTarget = (arn: string): string =>
  /:(?:function|log-group):([^:]+)/.exec(arn)?.[1] ??
  arn.slice(Math.max(arn.lastIndexOf(":"), arn.lastIndexOf("/")) + 1);
