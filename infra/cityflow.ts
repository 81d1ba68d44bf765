import type * as dynamodb from "@pulumi/aws/dynamodb";
import type * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import { getMetric, getMetrics, getReport, getStats } from "../functions/cityflow/answers";
import { ingestMeasurements } from "../functions/cityflow/ingest";
import { writeReports } from "../functions/cityflow/report-job";
import type { Route } from "./api/api";
import { PrivateBucket } from "./blocks/bucket";
import { type CityflowFunctions, cityflowRoutes } from "./cityflow-routes";
import { type Allow, LambdaFunction, type LambdaFunctionArgs } from "./blocks/lambda";
import { notifyOfUploads } from "./blocks/notification";
import { schedule } from "./blocks/schedule";
import type { Settings } from "./settings";
import { createTable } from "./blocks/table";

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
  readonly routes: Route[];

  constructor(name: string, { settings }: { settings: Settings }, opts?: pulumi.ComponentResourceOptions) {
    super("atelier:cityflow:Cityflow", name, {}, opts);
    const parent = { parent: this };

    const metrics = createMetricsTable();
    const reports = createReportsTable();
    const { bucket } = new PrivateBucket(`${name}-data`, { settings }, parent);
    const may = permissions(metrics, reports, bucket);
    const measurements = { prefix: "measurements/", suffix: ".csv" };
    notifyOfUploads(`${name}-ingest`, bucket, createIngest(), measurements, parent);
    const job = createReportJob();
    const daily = { description: "Writes the reports of the last days", expression: "cron(0 1 * * ? *)" };
    schedule(`${name}-report`, job, daily, parent);

    this.metrics = metrics;
    this.dataBucket = bucket.bucket;
    this.reportFunction = job.function.name;
    this.routes = cityflowRoutes(createFunctions());
    this.registerOutputs({ dataBucket: this.dataBucket, reportFunction: this.reportFunction });

    function createMetricsTable(): dynamodb.Table {
      const keys = { hashKey: "date", rangeKey: "type", units: 4 };
      return createTable(`${name}-metrics`, { ...keys, fixedName: "cityflow-metrics", settings }, parent);
    }

    function createReportsTable(): dynamodb.Table {
      const keys = { hashKey: "date", units: 2 };
      return createTable(`${name}-daily-reports`, { ...keys, fixedName: "cityflow-daily-reports", settings }, parent);
    }

    function createFunction(id: string, args: Omit<LambdaFunctionArgs, "logRetentionDays">): LambdaFunction {
      const { logRetentionDays } = settings;
      return new LambdaFunction(`${name}-${id}`, { ...args, logRetentionDays }, parent);
    }

    /** A file of 50 MB takes it half a minute; what it holds of one with a place of its own on every line, 400 MB. */
    function createIngest(): LambdaFunction {
      return createFunction("ingest", {
        factory: ingestMeasurements({ bucket: bucket.bucket, metrics: metrics.name }),
        allow: [may.readMetrics, may.writeMetrics, may.readFiles, may.keepRejects, may.tellMissingFiles],
        timeout: 300,
        memorySize: 1024,
        deadLetterQueue: true,
      });
    }

    function createReportJob(): LambdaFunction {
      return createFunction("report", {
        factory: writeReports({ metrics: metrics.name, reports: reports.name }),
        allow: [may.queryMetrics, may.readAndWriteReports],
        timeout: 60,
        deadLetterQueue: true,
      });
    }

    function createFunctions(): CityflowFunctions {
      const environment = { ALLOWED_ORIGIN: settings.allowedOrigin };
      const ofMetrics = { metrics: metrics.name };
      const ofReports = { reports: reports.name };
      return {
        stats: createFunction("stats", { factory: getStats(ofMetrics), allow: [may.getMetric], environment }),
        metrics: createFunction("metrics", { factory: getMetrics(ofMetrics), allow: [may.queryMetrics], environment }),
        metric: createFunction("metric", { factory: getMetric(ofMetrics), allow: [may.getMetric], environment }),
        getReport: createFunction("get-report", { factory: getReport(ofReports), allow: [may.getReport], environment }),
      };
    }
  }
}

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
    keepRejects: { actions: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], resources: [rejects] },
    // Without it S3 answers 403 for an object that is not there, which looks like a fault.
    tellMissingFiles: { actions: ["s3:ListBucket"], resources: [bucket.arn] },
  } satisfies Record<string, Allow>;
}
