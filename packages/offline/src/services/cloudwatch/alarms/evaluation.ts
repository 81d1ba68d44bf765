import { type Comparison, type MetricAlarm, type StateValue } from "./alarm";

/**
 * Periods that are looked at besides those that are evaluated, for data in the place of missing data. CloudWatch does not
 * say how many; in its examples three are evaluated, and five looked at.
 */
export const extraPeriods = 2;

/** What a period was. */
export interface Period {
  /** Its beginning, in milliseconds since the epoch. */
  time: number;
  /** Undefined without data. */
  value?: number;
  /** Nothing can be said of it, and so it neither breaches nor is missing: the host did not run, or samples were few. */
  isUnknown?: boolean;
}

/** What an evaluation leads to. */
export interface Verdict {
  state: StateValue;
  /** The data points that were evaluated, the newest first. */
  datapoints: Required<Pick<Period, "time" | "value">>[];
  /** How many periods were evaluated as missing. */
  missing: number;
}

const breaches: Record<Comparison, (value: number, threshold: number) => boolean> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
};

export type Rules = Pick<
  MetricAlarm,
  "evaluationPeriods" | "datapointsToAlarm" | "threshold" | "comparison" | "missingData"
>;

/**
 * Evaluates an alarm as CloudWatch does
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html).
 *
 * @param periods the evaluated ones and {@link extraPeriods} before them, the oldest first
 * @returns undefined if the alarm stays as it is
 */
export function evaluate(rules: Rules, periods: readonly Period[]): Verdict | undefined {
  const { evaluationPeriods: wanted, datapointsToAlarm: needed, missingData, threshold, comparison } = rules;
  const isBreaching = ({ value }: { value: number }): boolean => breaches[comparison](value, threshold);
  const datapoints = periods
    .flatMap(({ time, value, isUnknown }) => (value === undefined || isUnknown ? [] : [{ time, value }]))
    .slice(-wanted)
    .reverse();
  const empty = periods.slice(-wanted).filter(({ value, isUnknown }) => value === undefined && !isUnknown).length;
  const missing = Math.min(wanted - datapoints.length, empty);
  const breaching = datapoints.filter(isBreaching).length;
  const verdict = (state: StateValue): Verdict => ({ state, datapoints, missing });

  if (datapoints.length + missing === 0) return undefined;
  if (missing === 0 || missingData === "notBreaching") return decided(breaching);
  if (missingData === "breaching") return decided(breaching + missing);
  if (datapoints.length === 0)
    return missingData === "missing" && missing === wanted ? verdict("INSUFFICIENT_DATA") : undefined;
  if (breaching >= needed || breaching < datapoints.length) return decided(breaching);
  // All that there is breaches, and it is too little.
  return missingData === "missing" && isOldEnough() ? verdict("ALARM") : undefined;

  function decided(count: number): Verdict | undefined {
    if (count >= needed) return verdict("ALARM");
    const known = datapoints.length + missing;
    // Where all that is known breaches, what is unknown might too.
    return count === known && count + (wanted - known) >= needed ? undefined : verdict("OK");
  }

  /** The oldest data point is followed by as many periods as it takes to alarm: data that is late does not alarm too early. */
  function isOldEnough(): boolean {
    const oldest = datapoints.at(-1);
    const index = periods.findIndex(({ time }) => time === oldest?.time);
    return periods.length - index >= needed;
  }
}
