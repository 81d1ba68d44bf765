/** Values that become metrics by being logged: CloudWatch bills each name, of which ten are free for an account. */
export type Figures = Record<string, { value: number; unit: "Count" | "Milliseconds" | "None" }>;

/**
 * Writes one line of JSON to the function's log. Not by `console`: Lambda would wrap the line, and neither its members
 * nor its metrics would be found. A line that has `timestamp` and `level` keeps to the function's log level
 * (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html).
 *
 * @param figures become metrics without dimensions, in the stack's namespace, by the embedded metric format
 *   (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html)
 */
export const writeLine = (level: "INFO" | "ERROR", fields: object, figures: Figures = {}): void => {
  const now = new Date();
  const line = { timestamp: now.toISOString(), level, ...fields, ...embedded(now, figures) };
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

const embedded = (now: Date, figures: Figures): object => {
  const entries = Object.entries(figures);
  if (entries.length === 0) return {};
  const metric = {
    Namespace: process.env.METRIC_NAMESPACE,
    Dimensions: [[]],
    Metrics: entries.map(([Name, { unit }]) => ({ Name, Unit: unit })),
  };
  return {
    _aws: { Timestamp: now.getTime(), CloudWatchMetrics: [metric] },
    ...Object.fromEntries(entries.map(([name, { value }]) => [name, value])),
  };
};
