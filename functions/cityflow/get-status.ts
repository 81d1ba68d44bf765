import { type HeadObjectCommandOutput, S3Client } from "@aws-sdk/client-s3";
import type { FromSchema } from "json-schema-to-ts";
import { documentClient } from "../kit/documents";
import { endpoint, outOfCapacity } from "../kit/endpoint";
import { problem } from "../kit/errors";
import { json, respond } from "../kit/http";
import { inputOf, readerOf } from "../kit/input";
import { entityTagOf, headOf, isRestored } from "../kit/object-events";
import { dayParameter, instant, metricExample, tag, typeParameter, whole } from "./answers";
import type { DataBucket } from "./data-bucket";
import type { IngestEnvironment } from "./ingest";
import { type Day, keyOfDay } from "./measurements";
import { type MetricsTable, readMetric } from "./metrics";
import { readKept } from "./rejects";

/** What came of a day's file: counts where it was taken, a reason where it was rejected. */
const statusAnswer = {
  title: "MeasurementsStatus",
  type: "object",
  properties: {
    status: {
      type: "string",
      enum: ["pending", "taken", "rejected"],
      description: "Whether the metric is of this file; a file that is rejected leaves the metric as it was",
    },
    count: { ...whole, description: "Measurements of a file that was taken" },
    rejectedLines: { ...whole, description: "Its lines that did not parse or are of another day" },
    reason: { type: "string", description: "Why a file was rejected" },
    updatedAt: instant,
  },
  required: ["status", "updatedAt"],
} as const;

const { type, date, count, rejectedLines, updatedAt } = metricExample;
const example: FromSchema<typeof statusAnswer> = { status: "taken", count, rejectedLines, updatedAt };

/** `GET /measurements/{type}/{date}/status`. */
export const getMeasurementsStatus = endpoint({
  method: "GET",
  path: "/measurements/{type}/{date}/status",
  id: "getMeasurementsStatus",
  tag,
  summary: "Read what came of a day's measurements",
  parameters: { path: { type: typeParameter, date: dayParameter } },
  answers: {
    200: { description: "What came of the file that was sent last", schema: statusAnswer, example },
    400: { description: "Malformed path" },
    404: {
      description: "No file of this type was sent for this day",
      problems: { "No measurements": `none were sent for ${type} on ${date}` },
    },
    503: outOfCapacity,
  },
});

const input = inputOf(getMeasurementsStatus);

/**
 * Whether a verdict is on a file as it stands. The last one holds for a file that was deleted since, and for one that a
 * restoration has brought back: of a file that was sent in parts, S3 gives its copy another entity tag.
 */
const isOn = (file: HeadObjectCommandOutput | undefined, etag: string): boolean =>
  file === undefined || entityTagOf(file) === etag || (isRestored(file) && etag.includes("-"));

const statusOf = async (tools: DataBucket & MetricsTable, day: Day): Promise<object | undefined> => {
  const key = keyOfDay(day);
  const [file, metric, kept] = await Promise.all([
    headOf(tools.storage, tools.bucket, key),
    readMetric(tools, day),
    readKept(tools, key),
  ]);
  // Lines are kept of versions that have, or had, a metric: what is kept of a later one was set aside.
  if (kept && isOn(file, kept.etag) && kept.sequencer > (metric?.sequencer ?? "")) {
    return { status: "rejected", reason: kept.reason, updatedAt: kept.updatedAt };
  }
  if (metric && isOn(file, metric.etag)) {
    const { count, rejectedLines, updatedAt } = metric;
    return { status: "taken", count, rejectedLines, updatedAt };
  }
  return file && { status: "pending", updatedAt: file.LastModified };
};

/** Answers what came of a day's file. */
export const getMeasurementsStatusHandler = (env: IngestEnvironment) => () => {
  const tools = {
    documents: documentClient(),
    storage: new S3Client({}),
    table: env.metrics.get(),
    bucket: env.bucket.get(),
  };
  const read = readerOf(input);
  return respond(async (event) => {
    const { path: day } = read(event);
    const status = await statusOf(tools, day);
    if (!status) throw problem(404, "No measurements", `none were sent for ${day.type} on ${day.date}`);
    return json(200, status);
  });
};
