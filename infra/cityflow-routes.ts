import { metricAnswer, metricsAnswer, reportAnswer, statsAnswer } from "../functions/cityflow-schemas";
import { typePattern } from "../functions/measurements";
import type { Route } from "./api";
import type { LambdaFunction } from "./lambda";
import type { Answer, Operation } from "./openapi";
import { path } from "./parameters";

/** The functions that serve city analytics, by their route. */
export type CityflowFunctions = Record<"stats" | "metrics" | "metric" | "getReport", LambdaFunction>;

const day = "The day, YYYY-MM-DD, in UTC";
const malformed: Answer = { description: "Not a day of the calendar, or not a type" };
const busy: Answer = { description: "Out of capacity; try again after Retry-After", headers: ["Retry-After"] };

const stats: Operation = {
  method: "GET",
  path: "/stats",
  id: "getStats",
  summary: "What all metrics come to",
  responses: { 200: { description: "The totals", schema: statsAnswer }, 503: busy },
};

// Variables of sibling paths share one name: API Gateway refuses two.
const metrics: Operation = {
  method: "GET",
  path: "/metrics/{key}",
  id: "getMetrics",
  summary: "A day's metrics, by type",
  parameters: [path("key", day)],
  responses: {
    200: { description: "The metrics", schema: metricsAnswer },
    400: malformed,
    404: { description: "No metrics for this day" },
    503: busy,
  },
};

const metric: Operation = {
  method: "GET",
  path: "/metrics/{key}/{date}",
  id: "getMetric",
  summary: "A day's metric of one type",
  parameters: [path("key", `The type: ${typePattern}`), path("date", day)],
  responses: {
    200: { description: "The metric", schema: metricAnswer },
    400: malformed,
    404: { description: "No metric of this type for this day" },
    503: busy,
  },
};

const report: Operation = {
  method: "GET",
  path: "/report/{date}",
  id: "getReport",
  summary: "A day's report: what changed, and what is out of the ordinary",
  parameters: [path("date", day)],
  responses: {
    200: { description: "The report", schema: reportAnswer },
    400: malformed,
    404: { description: "No report for this day" },
    503: busy,
  },
};

/** The routes of city analytics, each with its function. */
export const cityflowRoutes = (functions: CityflowFunctions): Route[] => [
  { ...stats, handler: functions.stats },
  { ...metrics, handler: functions.metrics },
  { ...metric, handler: functions.metric },
  { ...report, handler: functions.getReport },
];
