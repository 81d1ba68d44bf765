import type { Distribution } from "../../protocol/distribution";

/**
 * Computes a statistic of a period's values. Undefined where there is none: of no values at all, or where the values are
 * not known one by one and the statistic needs that.
 */
export type Statistic = (values: Distribution) => number | undefined;

/** What lies between two boundaries; `low` itself is not within, `high` is. */
interface Range {
  low: number;
  high: number;
}

/** Those that need no more than sums; of nothing they are nothing. */
const simple: Record<string, Statistic> = {
  Average: ({ sum, count }) => sum / count,
  Maximum: ({ maximum }) => maximum,
  Minimum: ({ minimum }) => minimum,
  SampleCount: ({ count }) => count,
  Sum: ({ sum }) => sum,
};

/** The statistics that are known by a name of their own; the others are made of numbers, such as `p95`. */
export const simpleStatistics: readonly string[] = Object.keys(simple);

const number = String.raw`\d+(?:\.\d{0,10})?`;
const percentage = String.raw`(\d{1,2}(?:\.\d{0,10})?|100)`;
const patterns = {
  percentile: new RegExp(`^p${percentage}$`),
  /** `tm90` is `TM(:90%)`. */
  short: new RegExp(`^(tm|wm|tc|ts)${percentage}$`),
  ofShares: new RegExp(String.raw`^(TM|WM|TC|TS)\((?:${percentage}%)?:(?:${percentage}%)?\)$`),
  ofValues: new RegExp(String.raw`^(TM|WM|TC|TS|PR)\((-?${number})?:(-?${number})?\)$`),
};

/**
 * The statistic that a text names, as `Stat` and `ExtendedStatistics` do: `Average`, `p95`, `tm90`, `TM(10%:90%)`,
 * `PR(:300)`, `IQM` … Undefined for a text that names none
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html).
 */
export function statisticOf(text: string): Statistic | undefined {
  const statistic = Object.hasOwn(simple, text) ? simple[text] : ofNumbers(text);
  return statistic && ((values) => (values.count > 0 ? statistic(values) : undefined));
}

function ofNumbers(text: string): Statistic | undefined {
  if (text === "IQM") return ofShares("TM", { low: 0.25, high: 0.75 });
  const percentile = patterns.percentile.exec(text);
  if (percentile) return ofPercentile(Number(percentile[1]) / 100);
  const short = patterns.short.exec(text);
  if (short) return ofShares(String(short[1]).toUpperCase(), { low: 0, high: Number(short[2]) / 100 });
  const [, shareKind, ...shares] = patterns.ofShares.exec(text) ?? [];
  const range = rangeOf(shares, 0, 100);
  if (shareKind && range) return ofShares(shareKind, { low: range.low / 100, high: range.high / 100 });
  const [, valueKind, ...boundaries] = patterns.ofValues.exec(text) ?? [];
  const between = rangeOf(boundaries, -Infinity, Infinity);
  return valueKind && between ? ofValues(valueKind, between) : undefined;
}

/** Undefined without any boundary, or where nothing can be between them. */
function rangeOf([from, to]: (string | undefined)[], lowest: number, highest: number): Range | undefined {
  if (from === undefined && to === undefined) return undefined;
  const range = { low: from === undefined ? lowest : Number(from), high: to === undefined ? highest : Number(to) };
  return range.low < range.high ? range : undefined;
}

/**
 * The nearest rank: the smallest value that at least this share of all values does not exceed. AWS does not document how
 * it counts; this is what its definition says, and always a value that occurred, to a per cent where there were many. As
 * on AWS there is none where a value is negative
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#Percentiles).
 */
const ofPercentile =
  (share: number): Statistic =>
  (values) =>
    values.isComplete && values.minimum >= 0 ? valueAt(values, share) : undefined;

function valueAt(distribution: Distribution, share: number): number {
  const { count, minimum, maximum } = distribution;
  // What is computed in binary may lie a little above the whole number that it is.
  const rank = share * count * (1 - Number.EPSILON * 4);
  let seen = 0;
  for (const [value, occurrences] of distribution.values()) {
    seen += occurrences;
    if (seen >= rank) return Math.min(Math.max(value, minimum), maximum);
  }
  return maximum;
}

/**
 * Trimmed and winsorized statistics by shares of the values. A boundary within a value's occurrences, or within a single
 * value, takes a part of it: so there is a mean of a few values as well.
 */
function ofShares(kind: string, { low, high }: Range): Statistic {
  return (values) => {
    if (!values.isComplete) return undefined;
    const { count } = values;
    const kept = new Kept();
    let seen = 0;
    for (const [value, occurrences] of values.values()) {
      const end = Math.min(seen + occurrences, high * count);
      kept.add(value, Math.max(end - Math.max(seen, low * count), 0));
      seen += occurrences;
    }
    const below = { value: valueAt(values, low), count: low * count };
    const above = { value: valueAt(values, high), count: (1 - high) * count };
    return kept.statistic(kind, count, [below, above]);
  };
}

/** The same by values: a boundary is no share, but a value. */
function ofValues(kind: string, { low, high }: Range): Statistic {
  return (values) => {
    if (!values.isComplete) return undefined;
    const kept = new Kept();
    const below = { value: low, count: 0 };
    const above = { value: high, count: 0 };
    for (const [value, occurrences] of values.values()) {
      if (value <= low) below.count += occurrences;
      else if (value > high) above.count += occurrences;
      else kept.add(value, occurrences);
    }
    return kept.statistic(kind, values.count, [below, above]);
  };
}

/** Values that lie beyond a boundary, and what they count as where they are not left out. */
interface Beyond {
  value: number;
  count: number;
}

/** The values within a range. */
class Kept {
  private sum = 0;
  private count = 0;

  add(value: number, occurrences: number): void {
    this.sum += value * occurrences;
    this.count += occurrences;
  }

  /** @param all how many values there are, those beyond the range included */
  statistic(kind: string, all: number, beyond: Beyond[]): number | undefined {
    if (kind === "TC") return this.count;
    if (kind === "TS") return this.sum;
    if (kind === "PR") return (100 * this.count) / all;
    if (kind === "TM") return this.count > 0 ? this.sum / this.count : undefined;
    // Winsorized: what is beyond counts as the boundary.
    const moved = beyond.filter(({ count }) => count > 0);
    return moved.reduce((sum, { value, count }) => sum + value * count, this.sum) / all;
  }
}
