import { createHash } from "node:crypto";
import { daysBefore } from "../kit/dates";

/** What a report draws on of a day's metric. */
export interface DayMean {
  type: string;
  date: string;
  count: number;
  /** Missing where there are no measurements. */
  mean?: number;
  updatedAt: string;
}

/** What a report says of one type. */
export interface TypeReport {
  type: string;
  count: number;
  mean?: number;
  /** By how many per cent the mean differs from that of the day before. */
  dayBefore?: number;
  /** By how many per cent the mean differs from that of the same day a week before. */
  weekBefore?: number;
  /** Whether the mean differs by more than half from the mean of the seven days before, of which three are there. */
  anomaly: boolean;
}

/** A report, and a hash of the metrics that it was made from: where that changes, there is another report to write. */
export interface Report {
  types: TypeReport[];
  basis: string;
}

/** How many days before its own a report looks at. */
export const lookBack = 7;

const leastDays = 3;

/** The difference in per cent of what it was before, whose sign does not matter: from -4 to -2 is 50 % more. */
const change = (mean: number | undefined, before: number | undefined): number | undefined =>
  mean === undefined || before === undefined || before === 0
    ? undefined
    : Number((((mean - before) / Math.abs(before)) * 100).toFixed(1));

const isAnomaly = (mean: number | undefined, previous: number[]): boolean => {
  if (mean === undefined || previous.length < leastDays) return false;
  const usual = previous.reduce((sum, one) => sum + one, 0) / previous.length;
  return Math.abs(mean - usual) > Math.abs(usual) / 2;
};

/**
 * A day's report; undefined for a day without metrics.
 *
 * @param metrics those of the day and of the {@link lookBack} days before it; others do no harm
 */
export const reportOf = (date: string, metrics: DayMean[]): Report | undefined => {
  const first = daysBefore(date, lookBack);
  const drawnOn = metrics.filter((metric) => metric.date >= first && metric.date <= date);
  const types = drawnOn
    .filter((metric) => metric.date === date)
    .sort((one, other) => (one.type < other.type ? -1 : 1))
    .map(({ type, count, mean }): TypeReport => {
      const before = drawnOn.filter((metric) => metric.type === type && metric.date < date);
      const meanOf = (day: string) => before.find((metric) => metric.date === day)?.mean;
      return {
        type,
        count,
        mean,
        dayBefore: change(mean, meanOf(daysBefore(date, 1))),
        weekBefore: change(mean, meanOf(first)),
        anomaly: isAnomaly(
          mean,
          before.flatMap((metric) => metric.mean ?? []),
        ),
      };
    });
  if (types.length === 0) return undefined;
  const basis = drawnOn.map((metric) => `${metric.date} ${metric.type} ${metric.updatedAt}`).sort();
  return { types, basis: createHash("sha256").update(basis.join("\n")).digest("hex") };
};
