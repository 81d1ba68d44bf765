import { type DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import type { Output } from "@pulumi/pulumi";
import type { FromSchema } from "json-schema-to-ts";
import type { Item } from "../kit/documents";
import type { Parameter, Tag } from "../kit/endpoint";
import { typePattern } from "./measurements";

/** The chapter of metrics, totals and reports. */
export const tag: Tag = {
  name: "City analytics",
  description: "Metrics, totals and daily reports of measurements, which come as CSV files into the data bucket.",
};

/** Where metrics, and the totals among them, are kept. */
export interface MetricsEnvironment {
  metrics: Output<string>;
}

/** A day, as answers have it. */
export const day = { type: "string", description: "YYYY-MM-DD, in UTC" } as const;
/** A moment. */
export const instant = { type: "string", description: "RFC 3339" } as const;
/** Any number. */
export const number = { type: "number" } as const;
/** A count. */
export const whole = { type: "integer" } as const;

/** A day's metric of one type; of no measurements there is no least, greatest, mean or percentile. */
export const metricAnswer = {
  title: "Metric",
  type: "object",
  properties: {
    type: { type: "string" },
    date: day,
    count: { ...whole, description: "Measurements" },
    min: number,
    max: number,
    mean: number,
    p95: { ...number, description: "The nearest-rank percentile" },
    perHour: {
      type: "array",
      description: "The 24 hours of UTC; one without measurements has no mean",
      items: {
        type: "object",
        properties: { hour: whole, count: whole, mean: number },
        required: ["hour", "count"],
      },
    },
    topPlaces: {
      type: "array",
      description: "The ten places with the greatest totals",
      items: {
        type: "object",
        properties: { place: { type: "string" }, total: number },
        required: ["place", "total"],
      },
    },
    rejectedLines: { ...whole, description: "Lines that did not parse or are of another day" },
    updatedAt: instant,
  },
  required: ["type", "date", "count", "perHour", "topPlaces", "rejectedLines", "updatedAt"],
} as const;

/** A day of bicycles, as it is answered. */
export const metricExample: FromSchema<typeof metricAnswer> = {
  type: "bikes",
  date: "2025-11-03",
  count: 2400,
  min: 0,
  max: 118,
  mean: 21.4,
  p95: 74,
  perHour: Array.from({ length: 24 }, (_, hour) => ({ hour, count: 100, mean: hour === 0 ? 3.1 : 22.2 })),
  topPlaces: [{ place: "Rivoli", total: 9120 }],
  rejectedLines: 2,
  updatedAt: "2025-11-04T00:12:31.000Z",
};

/** The day in a path. */
export const dayParameter = {
  description: "The day, YYYY-MM-DD, in UTC",
  schema: { type: "string", format: "date" },
  example: metricExample.date,
} as const satisfies Parameter;

/** The type in a path. */
export const typeParameter = {
  description: "The type of the measurements",
  schema: { type: "string", pattern: typePattern },
  example: metricExample.type,
} as const satisfies Parameter;

/** What is read here changes once a day: the cheaper reads, which may be a moment behind, will do. */
export const find = async (
  documents: DynamoDBDocumentClient,
  TableName: string,
  Key: Item,
): Promise<Item | undefined> => (await documents.send(new GetCommand({ TableName, Key }))).Item;

/** A metric's answer, from its record. */
export const presentMetric = (item: Item) => {
  const { type, date, count, min, max, mean, p95, perHour, topPlaces, rejectedLines, updatedAt } = item;
  return { type, date, count, min, max, mean, p95, perHour, topPlaces, rejectedLines, updatedAt };
};
