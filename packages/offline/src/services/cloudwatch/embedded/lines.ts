import type { Clock } from "../../../clock";
import { parseJson } from "../../../parse-json";
import type { LoggedLine, Metrics, Reported } from "../../../protocol/metrics";
import type { Published } from "../store/store";
import { embeddedIn, jsonIn } from "./document";

export interface EmbeddedMetricsOptions {
  clock: Pick<Clock, "now">;
  metrics: Pick<Metrics, "reported">;
  publish: (published: Published) => void;
  /** Told, once for each log group, that a line's metrics are not what they should be. */
  report: (text: string) => void;
}

/** What is counted of lines that are not what they should be, in the namespace `AWS/Logs`. */
type Failure = "EMFParsingErrors" | "EMFValidationErrors";

/** Only a line that has this can carry metrics. To search for it is all that other lines cost. */
const mark = '"_aws"';

/** Makes metrics of log lines in the embedded metric format, after whoever logged them has gone on. */
export class EmbeddedMetrics {
  private waiting: LoggedLine[] = [];
  private readonly counters = new Map<string, Reported>();
  private readonly told = new Set<string>();

  constructor(private readonly options: EmbeddedMetricsOptions) {}

  take(line: LoggedLine): void {
    if (!line.message.includes(mark)) return;
    if (this.waiting.push(line) === 1) setImmediate(() => this.drain());
  }

  /** Looks at the lines that wait. */
  drain(): void {
    const lines = this.waiting;
    this.waiting = [];
    for (const line of lines) this.read(line);
  }

  private read({ group, message }: LoggedLine): void {
    const json = jsonIn(message);
    if (json === undefined) return;
    const root = parseJson(json);
    if (root === undefined) return this.note(group, "EMFParsingErrors", "it is not JSON");
    const found = embeddedIn(root, this.options.clock.now());
    for (const published of found?.published ?? []) this.options.publish(published);
    const [first] = found?.faults ?? [];
    if (first !== undefined) this.note(group, "EMFValidationErrors", first);
  }

  /** CloudWatch counts such lines, and says nothing of them. */
  private note(group: string, failure: Failure, why: string): void {
    const key = `${failure} ${group}`;
    const metric = { namespace: "AWS/Logs", name: failure, dimensions: { LogGroupName: group } };
    const counter = this.counters.get(key) ?? this.options.metrics.reported(metric, "Count");
    this.counters.set(key, counter);
    counter.record(1);
    if (this.told.has(group)) return;
    this.told.add(group);
    this.options.report(
      `A line in log group ${group} has metrics that CloudWatch does not take: ${why}. It counts such lines as ${failure}.`,
    );
  }
}
