import { type Graph, json, object, objects, ofType, type Resource } from "../../../packages/offline/src/graph/graph";
import { isRecord } from "../../../packages/offline/src/is-record";
import type { Service } from "../usage";

/** A metric by namespace and name. */
type Metric = readonly [namespace: string, name: string];

/** The metrics of an alarm: each one of an expression is billed. */
function metricsOf({ inputs }: Resource): Metric[] {
  const queries = objects(inputs, "metricQueries");
  const metrics = queries.length > 0 ? queries.map((query) => object(query, "metric")) : [inputs];
  return metrics.flatMap(({ namespace, metricName }) =>
    typeof namespace === "string" && typeof metricName === "string" ? [[namespace, metricName] as const] : [],
  );
}

/** The metrics that a dashboard draws. */
function drawn(dashboard: Resource): Metric[] {
  const body: unknown = JSON.parse(json(dashboard.inputs, "dashboardBody"));
  const widgets = isRecord(body) ? objects(body, "widgets") : [];
  return widgets.flatMap((widget) => {
    const { metrics } = object(widget, "properties");
    const rows: unknown[] = Array.isArray(metrics) ? metrics : [];
    return rows.flatMap((row) => {
      const [namespace, name]: unknown[] = Array.isArray(row) ? row : [];
      return typeof namespace === "string" && typeof name === "string" ? [[namespace, name] as const] : [];
    });
  });
}

/** Metrics of one's own: those that are in no namespace of AWS. Each name counts, as they have no dimensions. */
function ownMetrics(graph: Graph): number {
  const alarms = ofType(graph, "aws:cloudwatch/metricAlarm:MetricAlarm").flatMap(metricsOf);
  const all = [...alarms, ...ofType(graph, "aws:cloudwatch/dashboard:Dashboard").flatMap(drawn)];
  const own = all.filter(([namespace]) => !/^AWS\/|^\.+$/.test(namespace));
  return new Set(own.map(([namespace, name]) => `${namespace} ${name}`)).size;
}

/**
 * Alarms are billed by the metrics that they look at; dashboards and metrics of one's own by their number.
 * Source: https://aws.amazon.com/cloudwatch/pricing/
 */
export const cloudwatch: Service = {
  name: "CloudWatch",
  types: ["aws:cloudwatch/metricAlarm:MetricAlarm", "aws:cloudwatch/dashboard:Dashboard"],
  usage: ({ graph }) => [
    {
      what: "alarm metrics",
      price: "cloudwatch.alarmMetrics",
      units: ofType(graph, "aws:cloudwatch/metricAlarm:MetricAlarm").flatMap(metricsOf).length,
    },
    {
      what: "dashboards",
      price: "cloudwatch.dashboards",
      units: ofType(graph, "aws:cloudwatch/dashboard:Dashboard").length,
    },
    { what: "metrics of one's own", price: "cloudwatch.metrics", units: ownMetrics(graph) },
  ],
};
