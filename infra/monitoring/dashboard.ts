import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as dynamodb from "@pulumi/aws/dynamodb";
import type * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";
import type { LambdaFunction } from "../blocks/lambda";
import { metricNamespace } from "../blocks/metrics";

/** What the dashboard shows. */
export interface DashboardArgs {
  /** The dimensions of the API's metrics. */
  api: Record<string, pulumi.Input<string>>;
  /** The functions that events invoke; nobody else sees them fail. */
  functions: LambdaFunction[];
  tables: dynamodb.Table[];
  deadLetters: sqs.Queue;
  /** The control instance. */
  instanceId: pulumi.Input<string>;
  alarms: cloudwatch.MetricAlarm[];
  hasCanary: boolean;
}

/**
 * A metric of a widget: namespace, name, dimensions, and how it is drawn; or an expression alone
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html).
 */
type Metric = pulumi.Input<pulumi.Input<string> | object>[];

/** What is drawn below a title. */
interface Graph {
  title: pulumi.Input<string>;
  metrics: Metric[];
  /** A line at this height. */
  limit?: { label: string; value: pulumi.Input<number | undefined> };
}

/** Three graphs stand in a row of the grid's 24 columns. */
const size = { width: 8, height: 6 };

/** One dashboard, of at most 50 metrics: three such are free of charge (https://aws.amazon.com/cloudwatch/pricing/). */
export function createDashboard(name: string, args: DashboardArgs, opts: pulumi.CustomResourceOptions): void {
  const region = new pulumi.Config("aws").require("region");
  const widget = ({ title, metrics, limit }: Graph): object => ({
    type: "metric",
    ...size,
    properties: {
      title,
      region,
      view: "timeSeries",
      period: 300,
      metrics,
      annotations: limit && { horizontal: [limit] },
    },
  });
  const states = {
    type: "alarm",
    width: 24,
    height: 3,
    properties: { title: "Alarms", alarms: args.alarms.map(({ arn }) => arn) },
  };
  const graphs = [...ofApi(args), ...ofFunctions(args), ...args.tables.map(ofTable), ...ofOthers(args)];
  const dashboardBody = pulumi.jsonStringify({ widgets: [states, ...graphs.map(widget)] });
  new cloudwatch.Dashboard(name, { dashboardName: dashboardName(), dashboardBody }, opts);
}

/** A dashboard's name has letters, digits, dashes and underscores. */
const dashboardName = (): string => `${pulumi.getProject()}-${pulumi.getStack()}`.replace(/[^\w-]/g, "-");

/** The page of the console that shows it. */
export const dashboardUrl = (): string => {
  const region = new pulumi.Config("aws").require("region");
  return `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${dashboardName()}`;
};

/** The page of the console that lists the log groups of the region. */
export const logsUrl = (): string => {
  const region = new pulumi.Config("aws").require("region");
  return `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#logsV2:log-groups`;
};

/** Dimensions as a widget has them: each name followed by its value. */
const flat = (dimensions: Record<string, pulumi.Input<string>>): Metric => Object.entries(dimensions).flat();

function ofApi({ api }: DashboardArgs): Graph[] {
  const metric = (metricName: string, stat: string): Metric => [
    "AWS/ApiGateway",
    metricName,
    ...flat(api),
    { stat, label: stat === "Sum" ? metricName : `${metricName} ${stat}` },
  ];
  return [
    { title: "Requests", metrics: [metric("Count", "Sum")] },
    { title: "Errors of the API", metrics: [metric("4XXError", "Sum"), metric("5XXError", "Sum")] },
    {
      title: "Latency of the API (ms)",
      metrics: [metric("Latency", "p50"), metric("Latency", "p95"), metric("IntegrationLatency", "p95")],
    },
  ];
}

/** Figures of the account and region, as the alarms watch them; the functions of events one by one. */
function ofFunctions({ functions }: DashboardArgs): Graph[] {
  const metric = (metricName: string, stat: string): Metric => [
    "AWS/Lambda",
    metricName,
    { stat, label: stat.startsWith("p") ? `${metricName} ${stat}` : metricName },
  ];
  return [
    { title: "Duration of functions (ms)", metrics: [metric("Duration", "p50"), metric("Duration", "p95")] },
    {
      title: "Functions",
      metrics: [
        metric("Invocations", "Sum"),
        metric("Errors", "Sum"),
        metric("Throttles", "Sum"),
        metric("ConcurrentExecutions", "Maximum"),
      ],
    },
    {
      title: "Errors of functions that events invoke",
      metrics: functions.map((one) => ["AWS/Lambda", "Errors", "FunctionName", one.function.name, { stat: "Sum" }]),
    },
  ];
}

/** Units that a table consumes in a second, of those that are provisioned: as many for reads as for writes. */
function ofTable(table: dynamodb.Table): Graph {
  const consumed = (id: string, what: string): Metric[] => [
    [
      "AWS/DynamoDB",
      `Consumed${what}CapacityUnits`,
      "TableName",
      table.name,
      { id, stat: "Sum", period: 60, visible: false },
    ],
    [{ expression: `${id} / PERIOD(${id})`, label: `${what} units a second`, period: 60 }],
  ];
  return {
    title: pulumi.interpolate`Table ${table.name}`,
    metrics: [...consumed("read", "Read"), ...consumed("write", "Write")],
    limit: { label: "provisioned", value: table.readCapacity },
  };
}

function ofOthers({ deadLetters, instanceId, hasCanary }: DashboardArgs): Graph[] {
  const own = (metricName: string, stat: string): Metric => [metricNamespace(), metricName, { stat }];
  const queue = (metricName: string): Metric => [
    "AWS/SQS",
    metricName,
    "QueueName",
    deadLetters.name,
    { stat: "Maximum" },
  ];
  const instance = (metricName: string, stat: string): Metric => [
    "AWS/EC2",
    metricName,
    "InstanceId",
    instanceId,
    { stat },
  ];
  const canary = [
    { title: "Canary: healthy", metrics: [own("Healthy", "Minimum")] },
    { title: "Canary: latency (ms)", metrics: [own("Latency", "Maximum")] },
  ];
  return [
    { title: "Requests that a table had no capacity for", metrics: [own("TableThrottles", "Sum")] },
    { title: "Backups that were completed", metrics: [own("BackupCompleted", "Sum")] },
    { title: "Dead letters", metrics: [queue("ApproximateNumberOfMessagesVisible")] },
    {
      title: "Control instance",
      metrics: [instance("CPUUtilization", "Average"), instance("StatusCheckFailed", "Maximum")],
    },
    ...(hasCanary ? canary : []),
  ];
}
