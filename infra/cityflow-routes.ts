import { metricAnswer, metricsAnswer, reportAnswer, statsAnswer } from "../functions/cityflow/schemas";
import { typePattern } from "../functions/cityflow/measurements";
import { outOfCapacity } from "./answers";
import type { Route } from "./api/api";
import * as examples from "./cityflow-examples";
import type { LambdaFunction } from "./blocks/lambda";
import type { Answer, Operation, Tag } from "./api/openapi";
import { path } from "./parameters";

/** The functions that serve city analytics, by their route. */
export type CityflowFunctions = Record<"stats" | "metrics" | "metric" | "getReport", LambdaFunction>;

const tag: Tag = {
  name: "City analytics",
  description: "Metrics, totals and daily reports of measurements, which come as CSV files into the data bucket.",
};

const { date, type } = examples.metric;
const day = { schema: { type: "string", format: "date" }, example: date } as const;
const dayDescription = "The day, YYYY-MM-DD, in UTC";
const dayPath = path("date", dayDescription, day);

const badDay = "date: must be a day of the calendar such as 2025-11-03";
const malformed: Answer = { description: "Malformed path", problems: { "Invalid path parameters": badDay } };

const stats: Operation = {
  method: "GET",
  path: "/stats",
  id: "getStats",
  tag,
  summary: "Read what all metrics come to",
  responses: {
    200: { description: "The totals", schema: statsAnswer, example: examples.stats },
    503: outOfCapacity,
  },
};

// Variables of sibling paths share one name: API Gateway refuses two.
const metrics: Operation = {
  method: "GET",
  path: "/metrics/{key}",
  id: "getMetrics",
  tag,
  summary: "Read a day's metrics, by type",
  parameters: [path("key", dayDescription, { ...day, publishedName: "date" })],
  responses: {
    200: { description: "The metrics", schema: metricsAnswer, example: { date, metrics: [examples.metric] } },
    400: malformed,
    404: { description: "No metrics for this day", problems: { [`No metrics for ${date}`]: "" } },
    503: outOfCapacity,
  },
};

const metric: Operation = {
  method: "GET",
  path: "/metrics/{key}/{date}",
  id: "getMetric",
  tag,
  summary: "Read a day's metric of one type",
  parameters: [
    path("key", "The type of the measurements", {
      schema: { type: "string", pattern: typePattern },
      example: type,
      publishedName: "type",
    }),
    dayPath,
  ],
  responses: {
    200: { description: "The metric", schema: metricAnswer, example: examples.metric },
    400: malformed,
    404: {
      description: "No metric of this type for this day",
      problems: { [`No metrics for ${type} on ${date}`]: "" },
    },
    503: outOfCapacity,
  },
};

const report: Operation = {
  method: "GET",
  path: "/report/{date}",
  id: "getReport",
  tag,
  summary: "Read a day's report: what changed, and what is out of the ordinary",
  parameters: [dayPath],
  responses: {
    200: { description: "The report", schema: reportAnswer, example: examples.report },
    400: malformed,
    404: { description: "No report for this day", problems: { [`No report for ${date}`]: "" } },
    503: outOfCapacity,
  },
};

/** The routes of city analytics, each with its function. */
export const cityflowRoutes = (functions: CityflowFunctions): Route[] => [
  { ...stats, handler: functions.stats },
  { ...metrics, handler: functions.metrics },
  { ...metric, handler: functions.metric },
  { ...report, handler: functions.getReport },
];
