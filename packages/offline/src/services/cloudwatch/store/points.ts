import { Distribution } from "../../../protocol/distribution";
import type { MetricId } from "../../../protocol/metrics";
import { firstPeriod, type MetricQuery, type MetricReader, type Point } from "../reader";
import { simpleStatistics, statisticOf } from "../statistic";
import type { Packed } from "./packed";
import { type PointRange, Series } from "./series";
import { tiers } from "./tiers";

/** How much is kept. */
export interface Bounds {
  metrics: number;
  /** Numbers that points consist of: a point of one value has six, and each further value adds two. */
  numbers: number;
}

/**
 * 5,000 metrics are ten times those of a large program. Four million numbers take some 40 MB: 100 metrics of ten values a
 * minute are kept for more than a day by the minute, whatever happens.
 */
export const usualBounds: Bounds = { metrics: 5000, numbers: 4_000_000 };

/** Values of a period. */
export interface Period {
  /** Its beginning, in milliseconds since the epoch. */
  time: number;
  values: Distribution;
}

/** Which points are asked for: see {@link MetricReader.points}. */
export interface PeriodQuery extends Omit<MetricQuery, "stat">, PointRange {}

/** A metric, and what it was. */
export class Metric {
  readonly units = new Map<string, Series>();

  constructor(readonly id: MetricId) {}

  /** When its newest point was, in milliseconds since the epoch. */
  get newest(): number {
    return Math.max(0, ...[...this.units.values()].map(({ newest }) => newest));
  }

  series(unit: string): Series {
    const known = this.units.get(unit) ?? new Series();
    this.units.set(unit, known);
    return known;
  }
}

const hour = 3_600_000;

/** What all metrics were, in memory. */
export class MetricPoints implements MetricReader {
  /** The one that was written to last comes last. */
  private readonly metrics = new Map<string, Metric>();
  private readonly told = new Set<string>();

  /** @param report told once that something is dropped, for want of room */
  constructor(
    private readonly bounds: Bounds,
    private readonly report: (text: string) => void,
  ) {}

  /** @param tier the number of the tier that the point belongs to */
  add(id: MetricId, unit: string, tier: number, time: number, values: Packed): void {
    const key = keyOf(id);
    const metric = this.metrics.get(key) ?? new Metric(id);
    this.metrics.delete(key);
    this.metrics.set(key, metric);
    metric.series(unit).add(tier, time, values);
    const [oldest] = this.metrics.keys();
    if (this.metrics.size <= this.bounds.metrics || oldest === undefined) return;
    this.metrics.delete(oldest);
    this.tell(`more than ${this.bounds.metrics} metrics: those that nobody has written to for longest are dropped`);
  }

  /** All metrics, the one that was written to last comes last. */
  all(): Metric[] {
    return [...this.metrics.values()];
  }

  /** The units that a metric was reported in. */
  units(id: MetricId): string[] {
    return [...(this.metrics.get(keyOf(id))?.units.keys() ?? [])];
  }

  points({ stat, ...query }: MetricQuery, from: number, to: number): Point[] {
    const statistic = statisticOf(stat);
    const needsValues = !simpleStatistics.includes(stat);
    return this.periods({ ...query, from, to, needsValues }).flatMap(({ time, values }) => {
      const value = statistic?.(values);
      return value === undefined ? [] : [{ time, value, samples: values.count }];
    });
  }

  /** The values of each period that has some, ascending by time. */
  periods({ metric, unit, periodSeconds, from, to, needsValues }: PeriodQuery): Period[] {
    const period = periodSeconds * 1000;
    const start = firstPeriod(from, period);
    const end = lastEnd(start, to, period);
    const found = new Map<number, Distribution>();
    for (const [name, series] of this.metrics.get(keyOf(metric))?.units ?? []) {
      if (unit !== undefined && unit !== name) continue;
      for (const [at, values] of series.between({ from: start, to: end, needsValues })) {
        const time = at - ((at - start) % period);
        const known = found.get(time) ?? new Distribution();
        known.merge(values);
        found.set(time, known);
      }
    }
    return [...found].map(([time, values]) => ({ time, values })).sort((a, b) => a.time - b.time);
  }

  /** Moves old points into the tiers of their age, and drops what is too old. Called once a minute. */
  age(now: number): void {
    for (const [key, metric] of this.metrics) {
      for (const series of metric.units.values()) series.age(now);
      if (metric.newest < now - oldestPoint) this.metrics.delete(key);
    }
  }

  /** Of too many points the oldest go, some more than need be, so that it is seldom. Called once an hour. */
  makeRoom(): void {
    const hours = new Map<number, number>();
    let total = 0;
    const count = (time: number, numbers: number): void => {
      const at = time - (time % hour);
      hours.set(at, (hours.get(at) ?? 0) + numbers);
      total += numbers;
    };
    const all = [...this.metrics.values()].flatMap(({ units }) => [...units.values()]);
    for (const series of all) series.count(count);
    if (total <= this.bounds.numbers) return;
    let before = 0;
    for (const [at, numbers] of [...hours].sort(([a], [b]) => a - b)) {
      if (total <= this.bounds.numbers * 0.9) break;
      total -= numbers;
      before = at + hour;
    }
    for (const series of all) series.dropBefore(before);
    this.tell("metrics have more values than there is room for: the oldest points are dropped");
  }

  private tell(text: string): void {
    if (this.told.has(text)) return;
    this.told.add(text);
    this.report(text);
  }
}

const oldestPoint = Math.max(...tiers.map(({ keeps }) => keeps));

/** Where the last period ends that begins before a time. */
const lastEnd = (start: number, to: number, period: number): number =>
  to <= start ? start : start + Math.ceil((to - start) / period) * period;

/** What is the same for the same metric; such keys sort by namespace and name. */
export const keyOf = ({ namespace, name, dimensions }: MetricId): string =>
  JSON.stringify([namespace, name, ...Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))]);
