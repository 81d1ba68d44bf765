import { list, number, structure, text, time, type ValuesOf } from "../../protocol/shapes";
import { invalidToken, required, validation } from "./errors";
import { MathError } from "./math/values";
import { evaluateQueries, type MetricDataQuery, type QueryResult, type TimeRange } from "./queries";
import { metricDataQueriesOf } from "./query-input";
import type { MetricReader } from "./reader";
import { metricDataQuery } from "./shapes";

export const getMetricDataInput = structure({
  MetricDataQueries: list(metricDataQuery),
  StartTime: time,
  EndTime: time,
  NextToken: text,
  ScanBy: text,
  MaxDatapoints: number,
  // Zones are for the times in labels, which are not served.
  LabelOptions: structure({ Timezone: text }),
});

type Input = ValuesOf<typeof getMetricDataInput>;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
const limits = { points: 100_800 } as const;

/** Where a page begins: at a query, after one of its points. */
interface Start {
  query: number;
  /** Undefined for its first point. */
  after?: number;
}

/** `GetMetricData`. */
export function getMetricData(reader: MetricReader, input: Input): object {
  const [from, to] = [required(input.StartTime, "StartTime"), required(input.EndTime, "EndTime")];
  if (from >= to) throw validation("The parameter StartTime must be less than the parameter EndTime.");
  const { ScanBy = "TimestampDescending", MaxDatapoints = limits.points } = input;
  if (ScanBy !== "TimestampDescending" && ScanBy !== "TimestampAscending")
    throw validation(`The value ${ScanBy} for parameter ScanBy is not supported.`);
  if (!(Number.isInteger(MaxDatapoints) && MaxDatapoints >= 1 && MaxDatapoints <= limits.points))
    throw validation(`The parameter MaxDatapoints must be from 1 to ${limits.points}.`);
  const queries = metricDataQueriesOf(required(input.MetricDataQueries, "MetricDataQueries"), "MetricDataQueries");
  checkPeriods(queries, { from, to });
  const start = input.NextToken === undefined ? { query: 0 } : startOf(input.NextToken);
  const found = evaluated(queries, reader, { from, to });
  const results = queries.flatMap((query) => {
    const result = found.get(query.id);
    return result ? [{ id: query.id, label: labelOf(query), points: pointsOf(result, ScanBy) }] : [];
  });
  return pageOf(results, start, MaxDatapoints, ScanBy === "TimestampAscending" ? 1 : -1);
}

/** An expression is computed for each period, with data or without: no more of them than an answer has points. */
function checkPeriods(queries: MetricDataQuery[], { from, to }: TimeRange): void {
  for (const { id, source } of queries) {
    const periods = Math.ceil((to - from) / (source.periodSeconds * 1000));
    if ("expression" in source && periods > limits.points)
      throw validation(`The expression ${id} has ${periods} periods: at most ${limits.points} can be computed.`);
  }
}

/** What a query gives, as it is answered. */
interface Result {
  id: string;
  label: string;
  points: { time: number; value: number }[];
}

function evaluated(queries: MetricDataQuery[], reader: MetricReader, range: TimeRange): Map<string, QueryResult> {
  try {
    return evaluateQueries(queries, reader, range);
  } catch (error) {
    if (error instanceof MathError) throw validation(error.message);
    throw error;
  }
}

const labelOf = ({ id, label, source }: MetricDataQuery): string =>
  label ?? ("metric" in source ? source.metric.name : id);

function pointsOf({ values }: QueryResult, scanBy: string): Result["points"] {
  const direction = scanBy === "TimestampAscending" ? 1 : -1;
  return [...values].map(([time, value]) => ({ time, value })).sort((a, b) => (a.time - b.time) * direction);
}

/**
 * The next points, query by query. All results are on each page, as on AWS, and say whether there is more of them.
 *
 * @param direction of time: 1 or -1
 */
function pageOf(results: Result[], start: Start, size: number, direction: 1 | -1): object {
  let room = size;
  let next: Start | undefined;
  const MetricDataResults = results.map(({ id, label, points }, query) => {
    const { after } = query === start.query ? start : {};
    const left =
      query < start.query ? [] : points.filter(({ time }) => after === undefined || (time - after) * direction > 0);
    const page = left.slice(0, room);
    room -= page.length;
    const isComplete = page.length === left.length;
    if (!isComplete) next ??= { query, after: page.at(-1)?.time ?? after };
    return {
      Id: id,
      Label: label,
      Timestamps: page.map(({ time }) => new Date(time)),
      Values: page.map(({ value }) => value),
      StatusCode: isComplete ? "Complete" : "PartialData",
    };
  });
  return { MetricDataResults, ...(next && { NextToken: tokenOf(next) }), Messages: [] };
}

const tokenOf = ({ query, after }: Start): string => Buffer.from(`${query}/${after ?? ""}`).toString("base64url");

function startOf(token: string): Start {
  const [, query, after] = /^(\d{1,3})\/(\d*)$/.exec(Buffer.from(token, "base64url").toString()) ?? [];
  if (query === undefined) throw invalidToken();
  return { query: Number(query), ...(after && { after: Number(after) }) };
}
