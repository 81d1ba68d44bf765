import type { Output } from "@pulumi/pulumi";
import { documentClient } from "../kit/documents";
import { endpoint, outOfCapacity } from "../kit/endpoint";
import { problem } from "../kit/errors";
import { json, respond } from "../kit/http";
import { inputOf, readerOf } from "../kit/input";
import { day, dayParameter, find, instant, metricExample, number, tag, whole } from "./answers";

/** What changed on a day, and what is out of the ordinary. */
const reportAnswer = {
  title: "Report",
  type: "object",
  properties: {
    date: day,
    types: {
      type: "array",
      items: {
        type: "object",
        properties: {
          type: { type: "string" },
          count: whole,
          mean: number,
          dayBefore: { ...number, description: "By how many per cent the mean differs from the day before's" },
          weekBefore: { ...number, description: "The same of the same day a week before" },
          anomaly: {
            type: "boolean",
            description: "Whether the mean differs by more than 50 % from that of the seven days before",
          },
        },
        required: ["type", "count", "anomaly"],
      },
    },
    generatedAt: instant,
  },
  required: ["date", "types", "generatedAt"],
} as const;

const { type, date, count, mean } = metricExample;

/** `GET /report/{date}`. */
export const getReport = endpoint({
  method: "GET",
  path: "/report/{date}",
  id: "getReport",
  tag,
  summary: "Read a day's report: what changed, and what is out of the ordinary",
  parameters: { path: { date: dayParameter } },
  answers: {
    200: {
      description: "The report",
      schema: reportAnswer,
      // Twice the bicycles of the day before.
      example: {
        date,
        types: [{ type, count, mean, dayBefore: 104.2, weekBefore: 3.5, anomaly: true }],
        generatedAt: "2025-11-04T01:00:02.000Z",
      },
    },
    400: { description: "Malformed path" },
    404: { description: "No report for this day", problems: { "No report": `there is none for ${date}` } },
    503: outOfCapacity,
  },
});

const input = inputOf(getReport);

/** Answers a day's report. */
export const getReportHandler = (env: { reports: Output<string> }) => () => {
  const documents = documentClient();
  const table = env.reports.get();
  const read = readerOf(input);
  return respond(async (event) => {
    const { path } = read(event);
    const report = await find(documents, table, path);
    if (!report) throw problem(404, "No report", `there is none for ${path.date}`);
    const { types, generatedAt } = report;
    return json(200, { date: path.date, types, generatedAt });
  });
};
