import { notImplemented } from "../../protocol/service";
import type { MetricDataQuery } from "./query-input";
import type { MetricReader } from "./reader";

/** When points are asked for, in milliseconds since the epoch; `to` is not within. */
export interface Range {
  from: number;
  to: number;
}

/** What a query gives. */
export interface QueryResult {
  label: string;
  /** Ascending by time, which is in milliseconds since the epoch. */
  points: { time: number; value: number }[];
}

/**
 * The results of queries, by their ids; of those too whose data is not returned.
 *
 * @throws AwsError for what CloudWatch would refuse
 */
export function evaluateQueries(
  queries: MetricDataQuery[],
  reader: MetricReader,
  { from, to }: Range,
): Map<string, QueryResult> {
  return new Map(
    queries.map(({ id, stat, label }) => {
      if (!stat) throw notImplemented("monitoring", "GetMetricData with Expression");
      const points = reader.points(stat, from, to).map(({ time, value }) => ({ time, value }));
      return [id, { label: label ?? stat.metric.name, points }];
    }),
  );
}
