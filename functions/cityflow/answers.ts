import { type DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import type { Output } from "@pulumi/pulumi";
import type { APIGatewayProxyEvent } from "aws-lambda";
import { isDay } from "../kit/dates";
import { documentClient, type Item } from "../kit/documents";
import { json, problem, respond } from "../kit/http";
import { typePattern } from "./measurements";
import { readDay, totalsKey } from "./metrics";
import { noTotals } from "./totals";

/** Where metrics, and the totals among them, are kept. */
export interface MetricsEnvironment {
  metrics: Output<string>;
}

const malformed = (detail: string) => problem(400, "Invalid path parameters", detail);

/** A day among the path's variables. */
const dayOf = (event: APIGatewayProxyEvent, name: "key" | "date"): string => {
  const day = event.pathParameters?.[name] ?? "";
  if (!isDay(day)) throw malformed("date: must be a day of the calendar such as 2025-11-03");
  return day;
};

/** What is read here changes once a day: the cheaper reads, which may be a moment behind, will do. */
const find = async (documents: DynamoDBDocumentClient, TableName: string, Key: Item): Promise<Item | undefined> =>
  (await documents.send(new GetCommand({ TableName, Key }))).Item;

const presentMetric = (item: Item) => {
  const { type, date, count, min, max, mean, p95, perHour, topPlaces, rejectedLines, updatedAt } = item;
  return { type, date, count, min, max, mean, p95, perHour, topPlaces, rejectedLines, updatedAt };
};

/** `GET /stats`. */
export const getStats = (env: MetricsEnvironment) => () => {
  const documents = documentClient();
  const table = env.metrics.get();
  return respond(async () => {
    const totals: Item = (await find(documents, table, totalsKey)) ?? noTotals;
    const { days, firstDate, lastDate, metrics, measurements, byType, updatedAt } = totals;
    return json(200, { days, firstDate, lastDate, metrics, measurements, byType, updatedAt });
  });
};

/** `GET /metrics/{date}`: a day's metrics, by type. */
export const getMetrics = (env: MetricsEnvironment) => () => {
  const documents = documentClient();
  const table = env.metrics.get();
  return respond(async (event) => {
    const date = dayOf(event, "key");
    const metrics = await readDay({ documents, table }, date);
    if (metrics.length === 0) throw problem(404, `No metrics for ${date}`);
    return json(200, { date, metrics: metrics.map(presentMetric) });
  });
};

/** `GET /metrics/{type}/{date}`. */
export const getMetric = (env: MetricsEnvironment) => () => {
  const documents = documentClient();
  const table = env.metrics.get();
  const validType = new RegExp(typePattern);
  return respond(async (event) => {
    const type = event.pathParameters?.key ?? "";
    if (!validType.test(type)) throw malformed(`type: must match ${typePattern}`);
    const date = dayOf(event, "date");
    const metric = await find(documents, table, { date, type });
    if (!metric) throw problem(404, `No metrics for ${type} on ${date}`);
    return json(200, presentMetric(metric));
  });
};

/** `GET /report/{date}`. */
export const getReport = (env: { reports: Output<string> }) => () => {
  const documents = documentClient();
  const table = env.reports.get();
  return respond(async (event) => {
    const date = dayOf(event, "date");
    const report = await find(documents, table, { date });
    if (!report) throw problem(404, `No report for ${date}`);
    const { types, generatedAt } = report;
    return json(200, { date, types, generatedAt });
  });
};
