import { documentClient, type Item } from "../kit/documents";
import { endpoint, outOfCapacity } from "../kit/endpoint";
import { json, respond } from "../kit/http";
import { day, find, instant, metricExample, type MetricsEnvironment, tag, whole } from "./answers";
import { totalsKey } from "./metrics";
import { noTotals } from "./totals";

/** What all metrics come to; without any there are no dates. */
const statsAnswer = {
  title: "Stats",
  type: "object",
  properties: {
    days: whole,
    firstDate: day,
    lastDate: day,
    metrics: whole,
    measurements: whole,
    byType: {
      type: "object",
      additionalProperties: {
        type: "object",
        properties: { days: whole, measurements: whole },
        required: ["days", "measurements"],
      },
    },
    updatedAt: instant,
  },
  required: ["days", "metrics", "measurements", "byType"],
} as const;

/** `GET /stats`. */
export const getStats = endpoint({
  method: "GET",
  path: "/stats",
  id: "getStats",
  tag,
  summary: "Read what all metrics come to",
  answers: {
    200: {
      description: "The totals",
      schema: statsAnswer,
      example: {
        days: 7,
        firstDate: "2025-10-28",
        lastDate: metricExample.date,
        metrics: 21,
        measurements: 50_400,
        byType: { bikes: { days: 7, measurements: 16_800 } },
        updatedAt: metricExample.updatedAt,
      },
    },
    503: outOfCapacity,
  },
});

/** Answers the totals. */
export const getStatsHandler = (env: MetricsEnvironment) => () => {
  const documents = documentClient();
  const table = env.metrics.get();
  return respond(async () => {
    const totals: Item = (await find(documents, table, totalsKey)) ?? noTotals;
    const { days, firstDate, lastDate, metrics, measurements, byType, updatedAt } = totals;
    return json(200, { days, firstDate, lastDate, metrics, measurements, byType, updatedAt });
  });
};
