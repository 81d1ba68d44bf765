import { type Graph, object, objects, ofType, type Resource, text } from "../../packages/offline/src/graph/graph";
import { graphOf, only } from "../../packages/offline/test/support/graph";
import { watched } from "./graphs";

export const alarmType = "aws:cloudwatch/metricAlarm:MetricAlarm";

export const alarmsOf = (graph: Graph): Resource[] => ofType(graph, alarmType);

/** The metrics of an alarm, each by namespace and name: those of an expression count one by one. */
export const metricsOf = ({ inputs }: Resource): string[] => {
  const queries = objects(inputs, "metricQueries");
  const metrics = queries.length > 0 ? queries.flatMap(({ metric }) => (metric ? [metric] : [])) : [inputs];
  return metrics.map((metric) => {
    const { namespace, metricName } = object({ metric }, "metric");
    return `${String(namespace)} ${String(metricName)}`;
  });
};

/** A widget of a dashboard, as far as tests look at it. */
export interface Widget {
  type: string;
  properties: { title: string; metrics?: unknown[][]; alarms?: string[]; annotations?: { horizontal: object[] } };
}

/** The widgets of the only dashboard. */
export const widgetsOf = (graph: Graph): Widget[] =>
  JSON.parse(text(only(graph, "aws:cloudwatch/dashboard:Dashboard").inputs, "dashboardBody")).widgets;

/** The stacks that alarms are counted of: as their files have them, and with all that configuration adds. */
export const eachStack = async (): Promise<[string, Graph][]> => [
  ["localstack", await graphOf("localstack")],
  ["prod", await graphOf("prod")],
  ["prod, watched", await watched()],
];

/** What hosts of tests are told of how the stack is watched: one recording serves all of them. */
export const watchedOffline = {
  ...{ alarmEmail: "me@example.org", alarmMinimumRequests: "3" },
  ...{ canaryMinutes: "1", dockerHost: "" },
};
