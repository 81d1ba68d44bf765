import type { MetricDataQuery } from "../queries";
import type { Rule } from "./rule";

export const stateValues = ["OK", "ALARM", "INSUFFICIENT_DATA"] as const;
export type StateValue = (typeof stateValues)[number];

/** What a data point is held against the threshold with, in words. */
export const comparisons = {
  GreaterThanOrEqualToThreshold: "greater than or equal to",
  GreaterThanThreshold: "greater than",
  LessThanOrEqualToThreshold: "less than or equal to",
  LessThanThreshold: "less than",
} as const;
export type Comparison = keyof typeof comparisons;

export const missingDataTreatments = ["missing", "ignore", "breaching", "notBreaching"] as const;
export type MissingData = (typeof missingDataTreatments)[number];

/** What the two kinds of alarms have in common. */
export interface AlarmBase {
  name: string;
  arn: string;
  description?: string;
  actionsEnabled: boolean;
  /** ARNs of what is told of a change, by the state that it leads to. */
  actions: Record<StateValue, string[]>;
}

/** An alarm on a metric, or on metric math. */
export interface MetricAlarm extends AlarmBase {
  type: "MetricAlarm";
  /** Exactly one of them is returned: the one that is held against the threshold. */
  queries: MetricDataQuery[];
  /** Whether it was declared as a single metric, not as queries. */
  isSingleMetric: boolean;
  periodSeconds: number;
  evaluationPeriods: number;
  datapointsToAlarm: number;
  /** Whether that was declared; by default it is all of them. */
  declaresDatapoints: boolean;
  threshold: number;
  comparison: Comparison;
  missingData: MissingData;
  /** Samples below which a percentile leaves the alarm as it is; 0 where it always counts. */
  leastSamples: number;
}

/** An alarm on other alarms. */
export interface CompositeAlarm extends AlarmBase {
  type: "CompositeAlarm";
  ruleText: string;
  rule: Rule;
}

export type Alarm = MetricAlarm | CompositeAlarm;
