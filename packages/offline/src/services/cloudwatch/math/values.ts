/** Values by the beginning of their period, in milliseconds since the epoch; a period without data is not there. */
export type TimeSeries = ReadonlyMap<number, number>;

/** What metric math computes with (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html). */
export type MathValue = number | TimeSeries | TimeSeries[];

/** What an expression is computed over. */
export interface Scope {
  /** The value of a metric or of another expression, by its id. */
  valueOf(id: string): MathValue;
  /** All metrics of the request, in its order. */
  metrics(): TimeSeries[];
  /** The beginnings of all periods that are asked for, ascending. */
  times: readonly number[];
}

/** Something that metric math does not do with these values. */
export class MathError extends Error {}

export const isScalar = (value: MathValue): value is number => typeof value === "number";

export const isList = (value: MathValue): value is TimeSeries[] => Array.isArray(value);

/** Values of a function, one for each value of a series. */
export const mapSeries = (series: TimeSeries, compute: (value: number) => number): TimeSeries =>
  finite([...series].map(([time, value]) => [time, compute(value)]));

/** A value of a list's members, or of the value itself if it is no list. */
export function each(value: MathValue, compute: (one: number | TimeSeries) => number | TimeSeries): MathValue {
  if (!isList(value)) return compute(value);
  return value.map((series) => {
    const computed = compute(series);
    if (isScalar(computed)) throw new MathError("a list of time series gives no list of numbers");
    return computed;
  });
}

/** Computes with two values: series give data where both have some, and a number counts for each period. */
export function combine(
  left: MathValue,
  right: MathValue,
  compute: (left: number, right: number) => number,
): MathValue {
  if (isList(left) && isList(right)) throw new MathError("two lists of time series cannot be computed with each other");
  if (isList(right)) return each(right, (one) => pair(single(left), one, compute));
  return each(left, (one) => pair(one, single(right), compute));
}

function single(value: MathValue): number | TimeSeries {
  if (isList(value)) throw new MathError("two lists of time series cannot be computed with each other");
  return value;
}

function pair(
  left: number | TimeSeries,
  right: number | TimeSeries,
  compute: (left: number, right: number) => number,
): number | TimeSeries {
  if (isScalar(left)) return isScalar(right) ? compute(left, right) : mapSeries(right, (value) => compute(left, value));
  if (isScalar(right)) return mapSeries(left, (value) => compute(value, right));
  return finite(
    [...left].flatMap(([time, value]) => {
      const other = right.get(time);
      return other === undefined ? [] : [[time, compute(value, other)] as const];
    }),
  );
}

/** A division by zero leaves no data, as in CloudWatch. */
export const finite = (entries: readonly (readonly [time: number, value: number])[]): TimeSeries =>
  new Map(entries.filter(([, value]) => Number.isFinite(value)));
