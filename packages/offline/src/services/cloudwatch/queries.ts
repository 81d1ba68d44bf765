import type { MathExpression } from "./math/expression";
import type { MathValue, TimeSeries } from "./math/values";
import { isList, isScalar, MathError } from "./math/values";
import { firstPeriod, type MetricQuery, type MetricReader } from "./reader";

/** One of the queries that are evaluated together: of a metric, or of an expression over the others. */
export interface MetricDataQuery {
  /** The name by which expressions know it. */
  id: string;
  source: MetricQuery | ExpressionQuery;
  /** What people are shown in the place of its name. */
  label?: string;
  /** Whether it is asked for; others are only computed with. */
  returnsData: boolean;
}

export interface ExpressionQuery {
  expression: MathExpression;
  periodSeconds: number;
}

/** What a query gives. */
export interface QueryResult {
  values: TimeSeries;
  /** How many samples of metrics each value is made of: of an expression, the fewest of what it computes with. */
  samples: TimeSeries;
}

export interface TimeRange {
  /** Milliseconds since the epoch. */
  from: number;
  to: number;
}

const isMetric = (source: MetricDataQuery["source"]): source is MetricQuery => "metric" in source;

/**
 * Evaluates queries together, and gives the results of those that are asked for.
 *
 * @throws MathError for an expression that cannot be computed with its values, or that gives no single time series
 */
export function evaluateQueries(
  queries: readonly MetricDataQuery[],
  reader: MetricReader,
  range: TimeRange,
): Map<string, QueryResult> {
  const evaluation = new Evaluation(queries, reader, range);
  return new Map(queries.filter(({ returnsData }) => returnsData).map((query) => [query.id, evaluation.result(query)]));
}

class Evaluation {
  private readonly known = new Map<string, MathValue>();
  private readonly samples = new Map<string, TimeSeries>();
  private readonly running = new Set<string>();

  constructor(
    private readonly queries: readonly MetricDataQuery[],
    private readonly reader: MetricReader,
    private readonly range: TimeRange,
  ) {}

  result({ id }: MetricDataQuery): QueryResult {
    const value = this.valueOf(id);
    if (isScalar(value) || isList(value)) throw new MathError(`the expression ${id} gives no single time series`);
    return { values: value, samples: this.samplesOf(id, value) };
  }

  private valueOf(id: string): MathValue {
    const known = this.known.get(id);
    if (known !== undefined) return known;
    if (this.running.has(id)) throw new MathError(`the expression ${id} refers to itself`);
    this.running.add(id);
    const { source } = this.find(id);
    const value = isMetric(source) ? this.read(id, source) : this.compute(source);
    this.known.set(id, value);
    return value;
  }

  private find(id: string): MetricDataQuery {
    const found = this.queries.find((query) => query.id === id);
    if (!found) throw new MathError(`there is no metric or expression ${id}`);
    return found;
  }

  private read(id: string, query: MetricQuery): TimeSeries {
    const points = this.reader.points(query, this.range.from, this.range.to);
    this.samples.set(id, new Map(points.map(({ time, samples }) => [time, samples])));
    return new Map(points.map(({ time, value }) => [time, value]));
  }

  private compute({ expression, periodSeconds }: ExpressionQuery): MathValue {
    const { from, to } = this.range;
    const period = periodSeconds * 1000;
    const start = firstPeriod(from, period);
    const times = Array.from({ length: Math.ceil((to - start) / period) }, (_, index) => start + index * period);
    const metrics = () =>
      this.queries.flatMap(({ id, source }) => {
        const value = isMetric(source) ? this.valueOf(id) : undefined;
        return value === undefined || isScalar(value) || isList(value) ? [] : [value];
      });
    return expression.compute({ valueOf: (id) => this.valueOf(id), metrics, times });
  }

  private samplesOf(id: string, values: TimeSeries): TimeSeries {
    const { source } = this.find(id);
    if (isMetric(source)) return this.samples.get(id) ?? new Map();
    const parts = source.expression.ids.map((part) => this.samplesOf(part, values));
    return new Map(
      [...values.keys()].map((time) => [time, Math.min(...parts.map((part) => part.get(time) ?? Infinity))]),
    );
  }
}
