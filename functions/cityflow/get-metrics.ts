import { documentClient } from "../kit/documents";
import { endpoint, outOfCapacity } from "../kit/endpoint";
import { problem } from "../kit/errors";
import { json, respond } from "../kit/http";
import { inputOf, readerOf } from "../kit/input";
import { day, dayParameter, metricAnswer, metricExample, type MetricsEnvironment, presentMetric, tag } from "./answers";
import { readDay } from "./metrics";

/** A day's metrics. */
const metricsAnswer = {
  title: "Metrics",
  type: "object",
  properties: { date: day, metrics: { type: "array", items: metricAnswer } },
  required: ["date", "metrics"],
} as const;

/** `GET /metrics/{date}`. Variables of sibling paths share one name: API Gateway refuses two. */
export const getMetrics = endpoint({
  method: "GET",
  path: "/metrics/{key}",
  id: "getMetrics",
  tag,
  summary: "Read a day's metrics, by type",
  parameters: { path: { key: { ...dayParameter, publishedName: "date" } } },
  answers: {
    200: {
      description: "The metrics",
      schema: metricsAnswer,
      example: { date: metricExample.date, metrics: [metricExample] },
    },
    400: { description: "Malformed path" },
    404: {
      description: "No metrics for this day",
      problems: { "No metrics": `there are none for ${metricExample.date}` },
    },
    503: outOfCapacity,
  },
});

const input = inputOf(getMetrics);

/** Answers a day's metrics, by type. */
export const getMetricsHandler = (env: MetricsEnvironment) => () => {
  const documents = documentClient();
  const table = env.metrics.get();
  const read = readerOf(input);
  return respond(async (event) => {
    const { key: date } = read(event).path;
    const metrics = await readDay({ documents, table }, date);
    if (metrics.length === 0) throw problem(404, "No metrics", `there are none for ${date}`);
    return json(200, { date, metrics: metrics.map(presentMetric) });
  });
};
