import { join } from "node:path";
import type { Clock } from "../../../clock";
import { UserError } from "../../../errors";
import type { Distribution } from "../../../protocol/distribution";
import { minuteMilliseconds, type MetricId, type Metrics, minuteOf } from "../../../protocol/metrics";
import { BatchFile } from "../../../storage/batch-file";
import { makeFolder } from "../../../storage/disk";
import { type Opening, strictly } from "../../../storage/opening";
import type { MetricQuery, MetricReader, Point } from "../reader";
import { type Line, linesOf } from "./lines";
import { pack } from "./packed";
import { type Bounds, type Metric, MetricPoints, type Period, type PeriodQuery, usualBounds } from "./points";
import { type StorageResolution, tierOf, tiers } from "./tiers";

export interface MetricStoreOptions {
  /** Where metrics are kept; in memory alone if undefined. */
  directory: string | undefined;
  clock: Clock;
  /** What the host's services report. */
  reported: Pick<Metrics, "take" | "readGauges">;
  /** Told when metrics cannot be written, or are dropped for want of room. */
  report: (text: string) => void;
  opening?: Opening;
  bounds?: Bounds;
}

/** Values of a metric. */
export interface Published {
  metric: MetricId;
  unit: string;
  /** Milliseconds since the epoch. */
  time: number;
  resolution: StorageResolution;
  values: Distribution;
}

/** What a client publishes, on its way to the disk. */
interface Waiting {
  lines: Line[];
  resolve: () => void;
  reject: (error: unknown) => void;
}

const hour = 3_600_000;

/**
 * All metrics, in memory and in a file. What the host's services report is there as soon as it is asked for, and on the
 * disk a minute later; what clients publish is there, and on the disk, when {@link publish} resolves.
 */
export class MetricStore implements MetricReader {
  private readonly metrics: MetricPoints;
  private readonly file?: BatchFile<Line>;
  /** What is in memory, and not on the disk. */
  private unwritten: Line[] = [];
  /** What is to be in memory once it is on the disk. */
  private waiting: Waiting[] = [];
  /** Whether the file is not what it should be, although nothing waits to be written. */
  private isBehind = false;
  private writing: Promise<void> = Promise.resolve();
  private stopTicking: () => void = () => undefined;

  /** @throws UserError if the file is damaged, and not to be repaired */
  constructor(private readonly options: MetricStoreOptions) {
    const { directory, clock, report, opening = strictly, bounds = usualBounds } = options;
    this.metrics = new MetricPoints(bounds, report);
    if (directory === undefined) return;
    makeFolder(directory);
    this.file = new BatchFile(join(directory, "metrics.jsonl"));
    for (const line of this.file.read(opening)) this.apply(line);
    this.isBehind = this.file.isStale && this.file.bytes > 0;
    this.metrics.age(clock.now());
    this.metrics.makeRoom();
  }

  /** Begins to collect what services report, each minute. */
  start(): void {
    this.tickAt(minuteOf(this.options.clock.now()) + minuteMilliseconds);
    if (this.isBehind) this.saveQuietly();
  }

  points(query: MetricQuery, from: number, to: number): Point[] {
    this.drain();
    return this.metrics.points(query, from, to);
  }

  /** The values of each period that has some, ascending by time. */
  periods(query: PeriodQuery): Period[] {
    this.drain();
    return this.metrics.periods(query);
  }

  /** All metrics. */
  all(): Metric[] {
    this.drain();
    return this.metrics.all();
  }

  /** The units that a metric was reported in. */
  units(id: MetricId): string[] {
    this.drain();
    return this.metrics.units(id);
  }

  /** Adds what the host itself knows; it is on the disk within a minute. */
  add(published: Published): void {
    const line = lineOf(published);
    this.apply(line);
    if (this.file) this.unwritten.push(line);
  }

  /**
   * Adds what a client publishes, and resolves when it survives the process.
   *
   * @throws UserError if the disk refuses; then nothing is added
   */
  publish(published: Published[]): Promise<void> {
    const lines = published.map(lineOf);
    return new Promise((resolve, reject) => {
      this.waiting.push({ lines, resolve, reject });
      // Who waits is told of a failure by the write itself.
      this.save().catch(() => undefined);
    });
  }

  /** Ends; what services have reported is on the disk, unless that refuses. */
  async close(): Promise<void> {
    this.stopTicking();
    this.drain();
    await this.save().catch((error: unknown) => this.reportFailure(error));
    this.file?.seal();
  }

  private tickAt(time: number): void {
    this.stopTicking = this.options.clock.at(time, () => {
      this.tick(time);
      // After a sleep the minutes that were missed are not made up for.
      this.tickAt(Math.max(time, minuteOf(this.options.clock.now())) + minuteMilliseconds);
    });
  }

  private tick(time: number): void {
    this.options.reported.readGauges();
    this.drain();
    this.metrics.age(time);
    if (time % hour === 0) this.metrics.makeRoom();
    this.saveQuietly();
  }

  private drain(): void {
    for (const { metric, unit, minute, values } of this.options.reported.take())
      this.add({ metric, unit, time: minute, resolution: 60, values });
  }

  private apply({ metric, unit, tier, points }: Line): void {
    for (const point of points) this.metrics.add(metric, unit, tier, point[0] ?? 0, point.slice(1));
  }

  private saveQuietly(): void {
    this.save().catch((error: unknown) => this.reportFailure(error));
  }

  private reportFailure(error: unknown): void {
    this.options.report(`metrics cannot be written: ${error instanceof UserError ? error.message : String(error)}`);
  }

  private async save(): Promise<void> {
    this.writing = this.writing.catch(() => undefined).then(() => this.write());
    await this.writing;
  }

  private async write(): Promise<void> {
    const { unwritten, waiting } = this;
    if (unwritten.length + waiting.length === 0 && !this.isBehind) return;
    [this.unwritten, this.waiting] = [[], []];
    const published = waiting.flatMap(({ lines }) => lines);
    try {
      await this.file?.write([...unwritten, ...published], () => withAll(published, linesOf(this.metrics.all())));
      this.isBehind = false;
    } catch (error) {
      // The next write writes everything that is in memory.
      this.isBehind = true;
      for (const { reject } of waiting) reject(error);
      throw error;
    }
    for (const line of published) this.apply(line);
    for (const { resolve } of waiting) resolve();
  }
}

function* withAll(published: Line[], lines: Iterable<Line>): Generator<Line> {
  yield* lines;
  yield* published;
}

const lineOf = ({ metric, unit, time, resolution, values }: Published): Line => {
  const tier = tierOf(resolution);
  const { step = minuteMilliseconds } = tiers[tier] ?? {};
  return { metric, unit, tier, points: [[time - (time % step), ...pack(values)]] };
};
