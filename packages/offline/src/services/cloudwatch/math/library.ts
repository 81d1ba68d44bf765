import {
  each,
  finite,
  isList,
  isScalar,
  mapSeries,
  MathError,
  type MathValue,
  type Scope,
  type TimeSeries,
} from "./values";

/** A function of metric math: what it makes of its parameters. */
interface MathFunction {
  /** How many parameters it takes. */
  least: number;
  most: number;
  compute(parameters: MathValue[], scope: Scope): MathValue;
}

/**
 * SUM and its like: of one series a number, of a list a series, of whatever has data in each period
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html#metric-math-syntax-functions-list).
 */
const aggregate = (compute: (values: number[]) => number): MathFunction => ({
  least: 1,
  most: 1,
  compute([value], { times }) {
    if (value === undefined || isScalar(value)) throw new MathError("it takes a time series, or a list of them");
    if (!isList(value)) return compute([...value.values()]);
    return finite(
      times.flatMap((time) => {
        const values = value.flatMap((series) => series.get(time) ?? []);
        return values.length === 0 ? [] : [[time, compute(values)] as const];
      }),
    );
  },
});

const ofEach = (compute: (value: number) => number): MathFunction => ({
  least: 1,
  most: 1,
  compute: ([value = 0]) => each(value, (one) => (isScalar(one) ? compute(one) : mapSeries(one, compute))),
});

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);

/** IF: in each period that the condition has data for, one of the two values; none where the second is left out. */
const choose: MathFunction = {
  least: 2,
  most: 3,
  compute([condition = 0, whenTrue = 0, whenFalse], { times }) {
    if ([condition, whenTrue, whenFalse ?? 0].some(isList)) throw new MathError("IF takes no list of time series");
    if (isScalar(condition)) return condition === 0 ? (whenFalse ?? new Map()) : whenTrue;
    return finite(
      times.flatMap((time) => {
        const decision = at(condition, time);
        const chosen = decision === undefined ? undefined : decision === 0 ? whenFalse : whenTrue;
        const value = chosen === undefined ? undefined : at(chosen, time);
        return value === undefined ? [] : [[time, value] as const];
      }),
    );
  },
};

const at = (value: MathValue, time: number): number | undefined =>
  isScalar(value) ? value : isList(value) ? undefined : value.get(time);

/** What FILL takes besides values. */
export const fillings = ["REPEAT", "LINEAR"] as const;
export type Filling = (typeof fillings)[number];

/** FILL: data for the periods that have none. */
export function fill(value: MathValue, filling: Filling | MathValue, { times }: Scope): MathValue {
  return each(value, (series) => {
    if (isScalar(series)) throw new MathError("FILL takes a time series, or a list of them");
    if (filling === "REPEAT") return repeated(series, times);
    if (filling === "LINEAR") return interpolated(series, times);
    if (isList(filling)) throw new MathError("FILL fills by a number or one time series");
    return finite(
      times.flatMap((time) => {
        const filled = series.get(time) ?? at(filling, time);
        return filled === undefined ? [] : [[time, filled] as const];
      }),
    );
  });
}

function repeated(series: TimeSeries, times: readonly number[]): TimeSeries {
  let last: number | undefined;
  return finite(
    times.flatMap((time) => {
      last = series.get(time) ?? last;
      return last === undefined ? [] : [[time, last] as const];
    }),
  );
}

/** Between two values the line from one to the other; nothing before the first and after the last. */
function interpolated(series: TimeSeries, times: readonly number[]): TimeSeries {
  const filled: [time: number, value: number][] = [];
  let before: { time: number; value: number } | undefined;
  let between: number[] = [];
  for (const time of times) {
    const value = series.get(time);
    if (value === undefined) {
      between.push(time);
      continue;
    }
    if (before) {
      const { time: start, value: from } = before;
      for (const one of between) filled.push([one, from + ((value - from) * (one - start)) / (time - start)]);
    }
    filled.push([time, value]);
    [before, between] = [{ time, value }, []];
  }
  return finite(filled);
}

const metrics: MathFunction = { least: 0, most: 0, compute: (_, scope) => scope.metrics() };

/** The functions that are embedded, FILL excepted, which takes words. */
export const functions: Record<string, MathFunction> = {
  ABS: ofEach(Math.abs),
  AVG: aggregate((values) => sum(values) / values.length),
  CEIL: ofEach(Math.ceil),
  FLOOR: ofEach(Math.floor),
  IF: choose,
  MAX: aggregate((values) => Math.max(...values)),
  METRICS: metrics,
  MIN: aggregate((values) => Math.min(...values)),
  SUM: aggregate(sum),
};
