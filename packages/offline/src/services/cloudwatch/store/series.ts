import type { Distribution } from "../../../protocol/distribution";
import { coarse, pack, type Packed, unpack, unpackStatistics } from "./packed";
import { type Tier, tiers } from "./tiers";

/** Which points are read. */
export interface PointRange {
  /** Milliseconds since the epoch; `to` is not within. */
  from: number;
  to: number;
  /** Whether each value is to be known: sums and extremes are quicker. */
  needsValues: boolean;
}

/** The points of a tier, by their times. */
class TierPoints {
  /** Those that values came to lately. */
  private readonly open = new Map<number, Distribution>();
  private readonly packed = new Map<number, Packed>();

  constructor(private readonly tier: Tier) {}

  /** The first values of a point stay packed: most points get no others, and a whole file is read so. */
  add(time: number, values: Packed): void {
    const at = time - (time % this.tier.step);
    const known = this.find(at);
    if (!known) return void this.packed.set(at, values);
    known.merge(unpack(values));
    this.open.set(at, known);
    this.packed.delete(at);
  }

  /** @param read what is to be known of packed values */
  find(at: number, read = unpack): Distribution | undefined {
    const packed = this.packed.get(at);
    return this.open.get(at) ?? (packed && read(packed));
  }

  /** The points from a time on and before another one, in any order. */
  *between({ from, to, needsValues }: PointRange): Generator<[time: number, values: Distribution]> {
    for (const at of this.timesBetween(from, to)) {
      const values = this.find(at, needsValues ? unpack : unpackStatistics);
      if (values) yield [at, values];
    }
  }

  /** Times that may have points: all of the range, or all that have points, whichever are fewer. */
  private *timesBetween(from: number, to: number): Generator<number> {
    const { step } = this.tier;
    if ((to - from) / step < this.open.size + this.packed.size) {
      for (let at = Math.ceil(from / step) * step; at < to; at += step) yield at;
      return;
    }
    for (const points of [this.open, this.packed]) for (const at of points.keys()) if (at >= from && at < to) yield at;
  }

  /** All points; what is returned stays as it is. */
  all(): [time: number, values: Packed][] {
    const open = [...this.open].map(([time, values]): [number, Packed] => [time, pack(values)]);
    return [...this.packed, ...open];
  }

  /** Packs the points that are over. */
  pack(now: number): void {
    for (const [time, values] of this.open)
      if (time + this.tier.step <= now) {
        this.packed.set(time, pack(values));
        this.open.delete(time);
      }
  }

  /**
   * Removes the points before a time, and returns them. Points come in the order of time, so only the first are looked at;
   * one that came late goes with those before it.
   */
  takeBefore(time: number): [time: number, values: Distribution][] {
    const old = [...firstOf(this.open.keys(), time), ...firstOf(this.packed.keys(), time)];
    return old.flatMap((one): [number, Distribution][] => {
      const values = this.find(one);
      this.open.delete(one);
      this.packed.delete(one);
      return values ? [[one, values]] : [];
    });
  }

  /** Tells what each packed point takes. */
  count(count: (time: number, numbers: number) => void): void {
    for (const [time, { length }] of this.packed) count(time, length);
  }
}

function* firstOf(times: Iterable<number>, before: number): Generator<number> {
  for (const time of times) {
    if (time >= before) return;
    yield time;
  }
}

/** What a metric was, in one unit. */
export class Series {
  private readonly points = tiers.map((tier) => new TierPoints(tier));
  private latest = 0;

  /** The time of the newest point, in milliseconds since the epoch; 0 if there is none. */
  get newest(): number {
    return this.latest;
  }

  /** @param tier its number */
  add(tier: number, time: number, values: Packed): void {
    this.points[tier]?.add(time, values);
    this.latest = Math.max(this.latest, time);
  }

  /** The points from a time on and before another one, of all tiers, in any order. */
  *between(range: PointRange): Generator<[time: number, values: Distribution]> {
    for (const points of this.points) yield* points.between(range);
  }

  /** All points of a tier; what is returned stays as it is. */
  all(tier: number): [time: number, values: Packed][] {
    return this.points[tier]?.all() ?? [];
  }

  pack(now: number): void {
    for (const points of this.points) points.pack(now);
  }

  /** Moves what has become too old for its tier into the next one, and drops what is too old for all. */
  age(now: number): void {
    tiers.forEach(({ keeps, next }, tier) => {
      for (const [time, values] of this.points[tier]?.takeBefore(now - keeps) ?? [])
        if (next !== undefined) this.points[next]?.add(time, pack(coarse(values)));
    });
    this.pack(now);
  }

  dropBefore(time: number): void {
    for (const points of this.points) points.takeBefore(time);
  }

  /** Tells what each packed point takes. */
  count(count: (time: number, numbers: number) => void): void {
    for (const points of this.points) points.count(count);
  }
}
