import type { Clock } from "../clock";
import { Distribution } from "./distribution";

/** Which metric: CloudWatch knows one by all of this. */
export interface MetricId {
  /** Such as `AWS/Lambda`. */
  readonly namespace: string;
  readonly name: string;
  /** Empty for one of the whole account and region. */
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Units of what the host's services report (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html). */
export type ReportedUnit = "Count" | "Milliseconds" | "Percent" | "Seconds" | "Bytes";

/** Takes the values of one metric. It is kept by who reports, and costs next to nothing: requests wait for it. */
export interface Reported {
  record(value: number): void;
}

/** What was reported of a metric in a minute. */
export interface ReportedMinute {
  metric: MetricId;
  unit: ReportedUnit;
  /** Its beginning, in milliseconds since the epoch. */
  minute: number;
  values: Distribution;
}

/** A line of a log, which may carry metrics. */
export interface LoggedLine {
  /** The name of the log group. */
  group: string;
  message: string;
}

export const minuteMilliseconds = 60_000;

/** The minute that a time is in, by its beginning. */
export const minuteOf = (time: number): number => time - (time % minuteMilliseconds);

/** Collects what services report of themselves, by the minute, until CloudWatch takes it. */
export class Metrics {
  private series: Series[] = [];
  private gauges: (() => void)[] = [];
  /** What is still reported to by services that have made way for others. */
  private readonly former = new Set<readonly Series[]>();
  /** What was reported to those that report no more. */
  private left: ReportedMinute[] = [];

  /**
   * Takes lines of functions' logs, in which metrics may be embedded. It costs a line that carries none next to nothing,
   * and nobody waits for it. CloudWatch, which opens before the services that log, sets it.
   */
  takeLine: (line: LoggedLine) => void = () => undefined;

  constructor(private readonly clock: Pick<Clock, "now">) {}

  /**
   * What takes the values of a metric. Two of the same metric add up.
   *
   * @param also dimensions of further metrics that have the same values: these cost a request nothing
   */
  reported(metric: MetricId, unit: ReportedUnit, ...also: MetricId["dimensions"][]): Reported {
    const metrics = [metric, ...also.map((dimensions) => ({ ...metric, dimensions }))];
    const series = new Series(metrics, unit, this.clock);
    this.series.push(series);
    return series;
  }

  /** Calls once a minute what records how things stand, such as a queue's depth. */
  eachMinute(record: () => void): void {
    this.gauges.push(record);
  }

  /** Has it recorded how things stand. Called once a minute. */
  readGauges(): void {
    for (const record of this.gauges) record();
  }

  /** What has been reported since it was last taken; of a minute that still runs the rest comes later. */
  take(): ReportedMinute[] {
    const { left } = this;
    this.left = [];
    return [...left, ...[this.series, ...this.former].flatMap(takeAll)];
  }

  /**
   * Other services are to report from now on.
   *
   * @returns is to be called when those before have nothing more to report; what they have is not lost
   */
  change(): () => void {
    const former = this.series;
    this.former.add(former);
    this.series = [];
    this.gauges = [];
    return () => {
      if (this.former.delete(former)) this.left.push(...takeAll(former));
    };
  }
}

const takeAll = (all: readonly Series[]): ReportedMinute[] => all.flatMap((series) => series.take());

class Series implements Reported {
  private minutes: Pick<ReportedMinute, "minute" | "values">[] = [];
  private current?: Pick<ReportedMinute, "minute" | "values">;

  constructor(
    private readonly metrics: MetricId[],
    private readonly unit: ReportedUnit,
    private readonly clock: Pick<Clock, "now">,
  ) {}

  record(value: number): void {
    const minute = minuteOf(this.clock.now());
    if (this.current?.minute !== minute) {
      this.current = { minute, values: new Distribution() };
      this.minutes.push(this.current);
    }
    this.current.values.add(value);
  }

  take(): ReportedMinute[] {
    if (!this.current) return [];
    const { unit, minutes } = this;
    this.minutes = [];
    this.current = undefined;
    return this.metrics.flatMap((metric) => minutes.map((minute) => ({ metric, unit, ...minute })));
  }
}
