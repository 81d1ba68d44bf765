import { isRecord, membersOf } from "../../../is-record";
import { Distribution } from "../../../protocol/distribution";
import { AwsError } from "../../../protocol/service";
import { metricIdOf, unitOf } from "../shapes";
import type { Published } from "../store/store";
import type { StorageResolution } from "../store/tiers";

/*
 * The embedded metric format
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html).
 */

const limits = {
  dimensions: 30,
  metrics: 100,
  values: 100,
  value: 2 ** 360,
  pastMilliseconds: 14 * 86_400_000,
  futureMilliseconds: 2 * 3_600_000,
} as const;

/** What a line carries, and what is wrong with it. */
export interface Embedded {
  published: Published[];
  /** In words for a person; what is not wrong is published all the same. */
  faults: string[];
}

/** What the Node.js runtime puts before what a function logs in the text format; CloudWatch looks behind it. */
const textPrefix = /^\d{4}-\d\d-\d\dT[\d:.]+Z\t[^\t]*\t[A-Z]+\t/;

/** The JSON of a line that is one; undefined for another line. */
export function jsonIn(message: string): string | undefined {
  const text = message.replace(textPrefix, "").trim();
  return text.startsWith("{") ? text : undefined;
}

/** The metrics of a log line's JSON; undefined if it says nothing of metrics. */
export function embeddedIn(root: unknown, now: number): Embedded | undefined {
  if (!isRecord(root) || !isRecord(root._aws) || root._aws.CloudWatchMetrics === undefined) return undefined;
  const { Timestamp: time, CloudWatchMetrics: directives } = root._aws;
  if (typeof time !== "number") return fault("_aws.Timestamp is not a number of milliseconds");
  if (!(time >= now - limits.pastMilliseconds && time <= now + limits.futureMilliseconds))
    return fault("_aws.Timestamp is more than two weeks ago, or more than two hours ahead");
  if (!Array.isArray(directives)) return fault("_aws.CloudWatchMetrics is not a list");
  const found = directives.map((directive) => metricsOf(directive, root, time));
  return { published: found.flatMap(({ published }) => published), faults: found.flatMap(({ faults }) => faults) };
}

const fault = (text: string): Embedded => ({ published: [], faults: [text] });

function metricsOf(directive: unknown, root: Record<string, unknown>, time: number): Embedded {
  const { Namespace, Dimensions, Metrics } = membersOf(directive);
  if (typeof Namespace !== "string" || Namespace.startsWith("AWS/"))
    return fault("Namespace is no text, or begins with AWS/");
  if (!Array.isArray(Dimensions) || !Dimensions.every(isNames))
    return fault("Dimensions is not a list of lists of names");
  if (!Array.isArray(Metrics) || Metrics.length > limits.metrics)
    return fault(`Metrics is not a list of at most ${limits.metrics}`);
  return collected(
    Metrics.flatMap((metric: unknown) =>
      Dimensions.map((names) => (): Published => {
        const { Name, Unit, StorageResolution = 60 } = membersOf(metric);
        if (typeof Name !== "string") throw new Fault("a metric has no Name");
        const Chosen = names.map((name) => ({ Name: name, Value: dimensionIn(root, name) }));
        return {
          metric: metricIdOf({ Namespace, MetricName: Name, Dimensions: Chosen }, ""),
          unit: unitOf(Unit === undefined ? "None" : String(Unit), "Unit") ?? "None",
          time,
          resolution: resolutionOf(StorageResolution),
          values: valuesIn(root, Name),
        };
      }),
    ),
  );
}

/** What makes one metric no good. */
class Fault extends Error {}

function collected(makers: (() => Published)[]): Embedded {
  const found: Embedded = { published: [], faults: [] };
  for (const make of makers)
    try {
      found.published.push(make());
    } catch (error) {
      if (!(error instanceof Fault) && !(error instanceof AwsError)) throw error;
      found.faults.push(error.message);
    }
  return found;
}

const isNames = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length <= limits.dimensions && value.every((name) => typeof name === "string");

function resolutionOf(value: unknown): StorageResolution {
  if (value === 1 || value === 60) return value;
  throw new Fault("StorageResolution is neither 1 nor 60");
}

const own = (root: Record<string, unknown>, name: string): unknown =>
  Object.hasOwn(root, name) ? root[name] : undefined;

function dimensionIn(root: Record<string, unknown>, name: string): string {
  const value = own(root, name);
  if (typeof value === "string") return value;
  throw new Fault(`the dimension ${name} is no text of the line's`);
}

function valuesIn(root: Record<string, unknown>, name: string): Distribution {
  const found = own(root, name);
  const values: unknown[] = Array.isArray(found) ? found : [found];
  if (values.length === 0 || values.length > limits.values)
    throw new Fault(`the metric ${name} has not 1 to ${limits.values} values`);
  const distribution = new Distribution();
  for (const value of values) {
    if (typeof value !== "number" || Math.abs(value) > limits.value)
      throw new Fault(`the metric ${name} is neither a number of the line's nor a list of numbers`);
    distribution.add(value);
  }
  return distribution;
}
