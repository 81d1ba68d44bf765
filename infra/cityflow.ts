import type * as dynamodb from "@pulumi/aws/dynamodb";
import type * as s3 from "@pulumi/aws/s3";
import type * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";
import {
  createMeasurementsUploadUrl,
  createMeasurementsUploadUrlHandler,
} from "../functions/cityflow/create-upload-url";
import { getMetric, getMetricHandler } from "../functions/cityflow/get-metric";
import { getMetrics, getMetricsHandler } from "../functions/cityflow/get-metrics";
import { getReport, getReportHandler } from "../functions/cityflow/get-report";
import { getStats, getStatsHandler } from "../functions/cityflow/get-stats";
import { getMeasurementsStatus, getMeasurementsStatusHandler } from "../functions/cityflow/get-status";
import { ingestMeasurements } from "../functions/cityflow/ingest";
import { writeReports } from "../functions/cityflow/report-job";
import { type Route, route, type ServedRoute, serveRoutes } from "./api/routes";
import { PrivateBucket } from "./blocks/bucket";
import { type Allow, LambdaFunction } from "./blocks/lambda";
import { notifyOfUploads } from "./blocks/notification";
import { schedule } from "./blocks/schedule";
import { createTable } from "./blocks/table";
import type { Settings } from "./settings";

/** The endpoints of city analytics. */
export const cityflowRoutes: Route<Parts>[] = [
  route("stats", getStats, ({ ofMetrics, may }) => ({ factory: getStatsHandler(ofMetrics), allow: [may.getMetric] })),
  route("metrics", getMetrics, ({ ofMetrics, may }) => ({
    factory: getMetricsHandler(ofMetrics),
    allow: [may.queryMetrics],
  })),
  route("metric", getMetric, ({ ofMetrics, may }) => ({
    factory: getMetricHandler(ofMetrics),
    allow: [may.getMetric],
  })),
  route("get-report", getReport, ({ ofReports, may }) => ({
    factory: getReportHandler(ofReports),
    allow: [may.getReport],
  })),
  route("create-upload-url", createMeasurementsUploadUrl, ({ ofFiles, may }) => ({
    factory: createMeasurementsUploadUrlHandler(ofFiles),
    allow: [may.putFiles],
  })),
  route("get-status", getMeasurementsStatus, ({ ofFiles, may }) => ({
    factory: getMeasurementsStatusHandler(ofFiles),
    allow: [may.getMetric, may.readFiles, may.readRejects, may.tellMissingFiles],
  })),
];

/** What city analytics is made of. */
export interface CityflowArgs {
  settings: Settings;
  /** Where events are kept that its functions failed for good. */
  deadLetters: sqs.Queue;
}

/**
 * City analytics: files of measurements come into a bucket, a function makes metrics of them, another one makes a report
 * of each day, and routes answer all three.
 */
export class Cityflow extends pulumi.ComponentResource {
  /** Metrics by day and type; the totals are one item of it. */
  readonly metrics: dynamodb.Table;
  /** Name of the bucket that takes `measurements/{type}/{date}.csv`. */
  readonly dataBucket: pulumi.Output<string>;
  /** Name of the function that writes reports, every day at 01:00 UTC or when somebody invokes it. */
  readonly reportFunction: pulumi.Output<string>;
  readonly tables: Record<string, dynamodb.Table>;
  readonly buckets: Record<string, s3.Bucket>;
  /** The functions that events invoke, with nobody waiting for the answer. */
  readonly triggered: LambdaFunction[];
  readonly routes: ServedRoute[];

  constructor(name: string, { settings, deadLetters }: CityflowArgs, opts?: pulumi.ComponentResourceOptions) {
    super("atelier:cityflow:Cityflow", name, {}, opts);
    const parent = { parent: this };

    const metrics = createMetricsTable();
    const reports = createReportsTable();
    const { bucket } = new PrivateBucket(
      `${name}-data`,
      { browserMethods: ["PUT"], forceDestroy: settings.forceDestroy, settings },
      parent,
    );
    const parts = partsOf(metrics, reports, bucket);
    const ingest = createIngest();
    // Without a suffix: a file whose name is not quite right is set aside, not passed over in silence.
    notifyOfUploads(`${name}-ingest`, bucket, ingest, { prefix: "measurements/" }, parent);
    const job = createReportJob();
    const daily = { description: "Writes the reports of the last days", expression: "cron(0 1 * * ? *)" };
    schedule(`${name}-report`, job, daily, parent);

    this.metrics = metrics;
    this.tables = { [`${name}-metrics`]: metrics, [`${name}-daily-reports`]: reports };
    this.buckets = { [`${name}-data`]: bucket };
    this.triggered = [ingest, job];
    this.dataBucket = bucket.bucket;
    this.reportFunction = job.function.name;
    this.routes = serveRoutes(name, cityflowRoutes, parts, settings, parent);
    this.registerOutputs({ dataBucket: this.dataBucket, reportFunction: this.reportFunction });

    function createMetricsTable(): dynamodb.Table {
      const keys = { hashKey: "date", rangeKey: "type", units: 4 };
      return createTable(`${name}-metrics`, { ...keys, fixedName: "cityflow-metrics", settings }, parent);
    }

    function createReportsTable(): dynamodb.Table {
      const keys = { hashKey: "date", units: 2 };
      return createTable(`${name}-daily-reports`, { ...keys, fixedName: "cityflow-daily-reports", settings }, parent);
    }

    /** A file of 50 MB takes it half a minute; what it holds of one with a place of its own on every line, 400 MB. */
    function createIngest(): LambdaFunction {
      const { may } = parts;
      return new LambdaFunction(
        `${name}-ingest`,
        {
          factory: ingestMeasurements(parts.ofFiles),
          allow: [may.readMetrics, may.writeMetrics, may.readFiles, may.keepRejects, may.tellMissingFiles],
          timeout: 300,
          memorySize: 1024,
          deadLetters,
          settings,
        },
        parent,
      );
    }

    function createReportJob(): LambdaFunction {
      const { may } = parts;
      return new LambdaFunction(
        `${name}-report`,
        {
          factory: writeReports({ metrics: metrics.name, reports: reports.name }),
          allow: [may.queryMetrics, may.readAndWriteReports],
          timeout: 60,
          deadLetters,
          settings,
        },
        parent,
      );
    }
  }
}

type Parts = ReturnType<typeof partsOf>;

/** What the functions of endpoints work with. */
const partsOf = (metrics: dynamodb.Table, reports: dynamodb.Table, bucket: s3.Bucket) => ({
  ofMetrics: { metrics: metrics.name },
  ofReports: { reports: reports.name },
  ofFiles: { bucket: bucket.bucket, metrics: metrics.name },
  may: permissions(metrics, reports, bucket),
});

/** What functions may be allowed, by what they do. */
function permissions(metrics: dynamodb.Table, reports: dynamodb.Table, bucket: s3.Bucket) {
  const files = pulumi.interpolate`${bucket.arn}/measurements/*`;
  const rejects = pulumi.interpolate`${bucket.arn}/rejected/*`;
  return {
    getMetric: { actions: ["dynamodb:GetItem"], resources: [metrics.arn] },
    queryMetrics: { actions: ["dynamodb:Query"], resources: [metrics.arn] },
    readMetrics: { actions: ["dynamodb:GetItem", "dynamodb:Query"], resources: [metrics.arn] },
    writeMetrics: { actions: ["dynamodb:PutItem"], resources: [metrics.arn] },
    getReport: { actions: ["dynamodb:GetItem"], resources: [reports.arn] },
    readAndWriteReports: { actions: ["dynamodb:GetItem", "dynamodb:PutItem"], resources: [reports.arn] },
    readFiles: { actions: ["s3:GetObject"], resources: [files] },
    putFiles: { actions: ["s3:PutObject"], resources: [files] },
    readRejects: { actions: ["s3:GetObject"], resources: [rejects] },
    keepRejects: { actions: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], resources: [rejects] },
    // Without it S3 answers 403 for an object that is not there, which looks like a fault.
    tellMissingFiles: { actions: ["s3:ListBucket"], resources: [bucket.arn] },
  } satisfies Record<string, Allow>;
}
