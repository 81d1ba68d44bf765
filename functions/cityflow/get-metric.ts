import { documentClient } from "../kit/documents";
import { endpoint, outOfCapacity } from "../kit/endpoint";
import { problem } from "../kit/errors";
import { json, respond } from "../kit/http";
import { inputOf, readerOf } from "../kit/input";
import {
  dayParameter,
  find,
  metricAnswer,
  metricExample,
  type MetricsEnvironment,
  presentMetric,
  tag,
  typeParameter,
} from "./answers";

/** `GET /metrics/{type}/{date}`. */
export const getMetric = endpoint({
  method: "GET",
  path: "/metrics/{key}/{date}",
  id: "getMetric",
  tag,
  summary: "Read a day's metric of one type",
  parameters: {
    path: { key: { ...typeParameter, publishedName: "type" }, date: dayParameter },
  },
  answers: {
    200: { description: "The metric", schema: metricAnswer, example: metricExample },
    400: { description: "Malformed path" },
    404: {
      description: "No metric of this type for this day",
      problems: { "No metrics": `there are none for ${metricExample.type} on ${metricExample.date}` },
    },
    503: outOfCapacity,
  },
});

const input = inputOf(getMetric);

/** Answers a day's metric of one type. */
export const getMetricHandler = (env: MetricsEnvironment) => () => {
  const documents = documentClient();
  const table = env.metrics.get();
  const read = readerOf(input);
  return respond(async (event) => {
    const { key: type, date } = read(event).path;
    const metric = await find(documents, table, { date, type });
    if (!metric) throw problem(404, "No metrics", `there are none for ${type} on ${date}`);
    return json(200, presentMetric(metric));
  });
};
