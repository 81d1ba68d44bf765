import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Graph, Properties } from "../../src/graph/graph";
import { Activity, type Happening } from "../../src/protocol/activity";
import type { AwsError } from "../../src/protocol/service";
import type { Sender, TargetEvent, Targets } from "../../src/protocol/targets";
import { AlarmActions } from "../../src/services/cloudwatch/alarms/actions";
import { Alarms } from "../../src/services/cloudwatch/alarms/alarms";
import { alarmsOf } from "../../src/services/cloudwatch/alarms/declared";
import { AlarmStore } from "../../src/services/cloudwatch/alarms/store";
import type { MetricReader, Point } from "../../src/services/cloudwatch/reader";
import { until } from "../../src/clock";
import { TestClock } from "./clock";
import { graphWith } from "./graph";

/** A minute, in milliseconds. */
export const minute = 60_000;
/** What alarms tell. */
export const topic = "arn:aws:sns:eu-west-1:000000000000:alarms";
/** A function that alarms may invoke. */
export const listener = "arn:aws:lambda:eu-west-1:000000000000:function:listener";
const metricAlarm = "aws:cloudwatch/metricAlarm:MetricAlarm";
export const compositeAlarm = "aws:cloudwatch/compositeAlarm:CompositeAlarm";

/** An alarm on the number of errors, where it is not said otherwise. */
export const errors = (inputs: Properties = {}) => ({
  type: metricAlarm,
  name: "errors",
  inputs: {
    name: "errors",
    namespace: "Test",
    metricName: "Errors",
    statistic: "Sum",
    period: 60,
    evaluationPeriods: 1,
    threshold: 1,
    comparisonOperator: "GreaterThanOrEqualToThreshold",
    treatMissingData: "notBreaching",
    alarmActions: [topic],
    okActions: [topic],
    ...inputs,
  },
});

/** An alarm on an expression over errors and requests. */
export const mathAlarm = (expression: string) => {
  const metric = (id: string, metricName: string) => ({
    id,
    metric: { namespace: "Test", metricName, stat: "Sum", period: 60 },
  });
  return errors({
    ...{ namespace: undefined, metricName: undefined, statistic: undefined, period: undefined, threshold: 5 },
    metricQueries: [
      { id: "rate", expression, label: "errors in a hundred", returnData: true },
      metric("errors", "Errors"),
      metric("requests", "Requests"),
    ],
  });
};

/** Metrics that a test writes, and alarms on them, of a host that is started and ended. */
export class Desk {
  readonly clock = new TestClock("2026-11-29T10:00:01Z");
  readonly told: { arn: string; event: TargetEvent; sender: Sender }[] = [];
  readonly logs: string[] = [];
  /** What is told of alarms and what they hand over. */
  readonly happenings: Happening[] = [];
  /** What the topic answers, or what keeps the host from asking it. */
  refusal?: Error;
  /** What everybody objects to being told, as is known before. */
  objection?: AwsError;
  /** Whether the topic takes nothing, as while another program takes the place of this one. */
  isHeld = false;
  private readonly folder = mkdtempSync(join(tmpdir(), "alarms-test-"));
  private readonly values = new Map<string, Point[]>();
  private readonly graph: Graph;
  alarms!: Alarms;

  constructor(...resources: Parameters<typeof graphWith>[0]) {
    this.graph = graphWith(resources);
  }

  /** Writes a value of a metric at the minute that runs. */
  write(metric: string, value: number, samples = 1): void {
    const now = this.clock.now();
    const points = this.values.get(metric) ?? [];
    this.values.set(metric, [...points, { time: now - (now % minute), value, samples }]);
  }

  private readonly reader: MetricReader = {
    points: ({ metric, periodSeconds }, from, to) => {
      const period = periodSeconds * 1000;
      const within = (this.values.get(metric.name) ?? []).filter(({ time }) => time >= from && time < to);
      const sums = new Map<number, Point>();
      for (const { time, value, samples } of within) {
        const start = from + Math.floor((time - from) / period) * period;
        const known = sums.get(start) ?? { time: start, value: 0, samples: 0 };
        sums.set(start, { time: start, value: known.value + value, samples: known.samples + samples });
      }
      return [...sums.values()].sort((a, b) => a.time - b.time);
    },
  };

  async start(): Promise<void> {
    const alarms = alarmsOf(this.graph);
    const { clock } = this;
    const opening = { repair: false, report: () => undefined };
    const arns = alarms.map(({ arn }) => arn);
    const store = new AlarmStore(join(this.folder, "alarms.jsonl"), arns, () => clock.now(), opening);
    const deliver = async (arn: string, event: TargetEvent, sender: Sender, ended?: AbortSignal) => {
      if (this.refusal) throw this.refusal;
      this.told.push({ arn, event, sender });
      if (this.isHeld) await until(clock, Infinity, ended ?? new AbortController().signal);
      return { problem: Promise.resolve(undefined) };
    };
    const log = (text: string) => void this.logs.push(text);
    const targets: Pick<Targets, "deliver" | "invocable" | "objection"> = {
      deliver,
      objection: () => this.objection,
      invocable: (arn) =>
        arn === listener ? { name: "listener", invoke: () => Promise.reject(new Error("nobody waits")) } : undefined,
    };
    const activity = new Activity();
    activity.listen((happening) => this.happenings.push(happening));
    const actions = new AlarmActions({ targets, location: this.graph, activity });
    this.alarms = new Alarms({ alarms, store, clock, log, activity, reader: this.reader, actions });
    await this.alarms.start();
  }

  /** Lets minutes go by, each with its evaluation. */
  async minutes(count: number): Promise<void> {
    for (let passed = 0; passed < count; passed++) {
      await this.clock.advance(minute);
      await this.alarms.settled();
    }
  }

  stateOf(name: string): string {
    const alarm = this.alarms.find(name);
    return alarm ? this.alarms.stateOf(alarm).value : "none";
  }

  async close(): Promise<void> {
    await this.alarms.close();
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
