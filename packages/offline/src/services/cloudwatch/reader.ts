import type { MetricId } from "../../protocol/metrics";

/** What is asked of a metric. */
export interface MetricQuery {
  readonly metric: MetricId;
  /** A valid statistic, such as `Average`, `SampleCount` or `p95`: see `statisticOf`. Of any other there are no points. */
  readonly stat: string;
  /** Only what was reported in this unit; whatever the unit, if it is undefined. */
  readonly unit?: string;
  /** 1, 5, 10, 20, 30, or a multiple of 60. */
  readonly periodSeconds: number;
}

/** What a metric was in a period. */
export interface Point {
  /** The period's beginning, in milliseconds since the epoch. */
  readonly time: number;
  readonly value: number;
  /** How many samples it is made of. */
  readonly samples: number;
}

/** Where the first period begins that is asked for from a time on: see {@link MetricReader.points}. */
export const firstPeriod = (from: number, periodMilliseconds: number): number =>
  from - (from % Math.min(periodMilliseconds, 60_000));

/** Reads what metrics were. */
export interface MetricReader {
  /**
   * The points of a metric whose periods begin at `from` or later, and before `to`, ascending by time. A period without
   * samples has none.
   *
   * Periods are aligned as CloudWatch aligns them: to `from`, which is rounded down to a whole minute, or to a whole
   * period where that is shorter
   * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html). Who wants periods
   * of the wall clock asks from such a time. A last period may end after `to`; it is counted whole.
   *
   * @param from milliseconds since the epoch
   * @param to milliseconds since the epoch
   */
  points(query: MetricQuery, from: number, to: number): Point[];
}
