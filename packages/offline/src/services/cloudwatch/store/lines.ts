import type { MetricId } from "../../../protocol/metrics";
import type { Metric } from "./points";
import { tiers } from "./tiers";

/** A line of the file: points of a metric. Values of the same time add up. */
export interface Line {
  metric: MetricId;
  unit: string;
  /** The tier of the points, by its number. */
  tier: number;
  /** Each has its time, and then its values as they are packed. */
  points: number[][];
}

/** Few enough that a block of lines takes the host no time that anybody notices. */
const pointsPerLine = 50;

/** All that metrics are. What is returned stays as it is, although it is read later and by and by. */
export function linesOf(metrics: Iterable<Metric>): Iterable<Line> {
  const all = [...metrics].flatMap(({ id, units }) =>
    [...units].flatMap(([unit, series]) => tiers.map((_, tier) => ({ id, unit, tier, points: series.all(tier) }))),
  );
  return written(all);
}

function* written(all: { id: MetricId; unit: string; tier: number; points: [number, readonly number[]][] }[]) {
  for (const { id, unit, tier, points } of all)
    for (let at = 0; at < points.length; at += pointsPerLine) {
      const some = points.slice(at, at + pointsPerLine).map(([time, values]) => [time, ...values]);
      yield { metric: id, unit, tier, points: some };
    }
}
