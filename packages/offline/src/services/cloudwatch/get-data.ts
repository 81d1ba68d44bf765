import { list, number, structure, text, time, type ValuesOf } from "../../protocol/shapes";
import { invalidToken, required, validation } from "./errors";
import { evaluateQueries, type QueryResult } from "./queries";
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
  const start = input.NextToken === undefined ? { query: 0 } : startOf(input.NextToken);
  const found = evaluateQueries(queries, reader, { from, to });
  const results = queries.flatMap(({ id, returnsData }) => {
    const result = found.get(id);
    return returnsData && result ? [{ id, ...ordered(result, ScanBy) }] : [];
  });
  return pageOf(results, start, MaxDatapoints, ScanBy === "TimestampAscending" ? 1 : -1);
}

const ordered = ({ label, points }: QueryResult, scanBy: string): QueryResult => ({
  label,
  points: scanBy === "TimestampAscending" ? points : points.toReversed(),
});

/**
 * The next points, query by query. All results are on each page, as on AWS, and say whether there is more of them.
 *
 * @param direction of time: 1 or -1
 */
function pageOf(results: ({ id: string } & QueryResult)[], start: Start, size: number, direction: 1 | -1): object {
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
