import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as sns from "@pulumi/aws/sns";
import type * as sqs from "@pulumi/aws/sqs";
import type * as pulumi from "@pulumi/pulumi";
import { metricNamespace } from "../blocks/metrics";
import type { Settings } from "../settings";

/** What alarms watch, and whom they tell. */
export interface AlarmsArgs {
  topic: sns.Topic;
  /** The dimensions of the API's metrics. */
  api: Record<string, pulumi.Input<string>>;
  deadLetters: sqs.Queue;
  /** What makes the first backup. */
  firstBackup: pulumi.Resource;
  settings: Settings;
}

/**
 * Five minutes: what a person can do something about lasts longer. CloudWatch evaluates once a minute, over the last five
 * minutes, so that an alarm does not wait for a period to end
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation-window.html).
 */
const period = 300;

/**
 * The alarms: at most ten metrics in all, which is what CloudWatch gives free of charge; each metric of an expression
 * counts (https://aws.amazon.com/cloudwatch/pricing/). These have nine. So what can be added up before is watched as a
 * sum: functions by the account's figures, queues by the one there is, tables by the answers that they spoil.
 *
 * Each but the canary's and the backups' takes no data for good news: nobody called. Sums say so by FILL. Without it, an alarm that is over
 * would come on again where nobody calls any more: for want of data CloudWatch looks back, at periods that begin elsewhere
 * each minute and may have both the failures and what was well afterwards
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html).
 */
export function createAlarms(
  name: string,
  { topic, api, deadLetters, firstBackup, settings }: AlarmsArgs,
  opts: pulumi.CustomResourceOptions,
): cloudwatch.MetricAlarm[] {
  const limits = settings.alarms;

  /** By default one period is enough: each of these figures is zero on a good day. */
  const alarm = (
    what: string,
    description: string,
    args: Partial<cloudwatch.MetricAlarmArgs>,
    dependsOn: pulumi.Resource[] = [],
  ) =>
    new cloudwatch.MetricAlarm(
      `${name}-${what}`,
      {
        alarmDescription: `${description} See docs/operate.md.`,
        comparisonOperator: "GreaterThanThreshold",
        evaluationPeriods: 1,
        datapointsToAlarm: 1,
        treatMissingData: "notBreaching",
        alarmActions: [topic.arn],
        okActions: [topic.arn],
        ...args,
      },
      { ...opts, dependsOn },
    );

  const errors = (): cloudwatch.MetricAlarm =>
    alarm("errors", "The API answers 5xx to more of its requests than it may.", {
      threshold: limits.errorPercent,
      metricQueries: [
        {
          id: "rate",
          // One error of two requests at night is no rate. Without requests there are no errors either: 0 of 1.
          expression: `IF(FILL(requests, 1) >= ${limits.minimumRequests}, 100 * FILL(errors, 0) / FILL(requests, 1), 0)`,
          label: "Answers of 5xx in per cent",
          returnData: true,
        },
        { id: "errors", metric: gateway("5XXError") },
        { id: "requests", metric: gateway("Count") },
      ],
    });

  const gateway = (metricName: string) => ({
    namespace: "AWS/ApiGateway",
    metricName,
    dimensions: api,
    stat: "Sum",
    period,
  });

  /**
   * Two periods of three: a single one is slow whenever many functions start at once. Below some two hundred requests in
   * a period a 95th percentile is chance, and the alarm stays as it is
   * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/percentiles-with-low-samples.html).
   */
  const latency = (): cloudwatch.MetricAlarm =>
    alarm("latency", "The slowest twentieth of the API's requests takes longer than it may.", {
      namespace: "AWS/ApiGateway",
      metricName: "Latency",
      dimensions: api,
      extendedStatistic: "p95",
      evaluateLowSampleCountPercentiles: "ignore",
      period,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      threshold: limits.latencySeconds * 1000,
    });

  /** A sum that is 0 where there is no data. */
  const sum = (namespace: string, metricName: string) => ({
    metricQueries: [
      { id: "sum", expression: "FILL(figure, 0)", label: metricName, returnData: true },
      { id: "figure", metric: { namespace, metricName, stat: "Sum", period } },
    ],
  });

  const throttles = (): cloudwatch.MetricAlarm =>
    alarm("throttles", "Lambda refuses invocations for want of concurrency.", {
      ...sum("AWS/Lambda", "Throttles"),
      threshold: limits.functionThrottles,
    });

  /** Handlers of requests catch all errors: what counts is crashes, time-outs, and what functions of events throw. */
  const functionErrors = (): cloudwatch.MetricAlarm =>
    alarm("function-errors", "Functions crash, run out of time, or fail an event.", {
      ...sum("AWS/Lambda", "Errors"),
      threshold: limits.functionErrors,
    });

  /** A queue without data has been empty for hours: one with messages goes on reporting. */
  const letters = (): cloudwatch.MetricAlarm =>
    alarm("dead-letters", "Events that functions failed for good wait in the dead-letter queue.", {
      namespace: "AWS/SQS",
      metricName: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: deadLetters.name },
      statistic: "Maximum",
      period,
      threshold: limits.deadLetters,
    });

  const tables = (): cloudwatch.MetricAlarm =>
    alarm("table-throttles", "Requests are answered 503, as a table is out of capacity.", {
      ...sum(metricNamespace(), "TableThrottles"),
      threshold: limits.tableThrottles,
    });

  /**
   * One failure is enough, so that the alarm comes within ten minutes of an outage. A canary that says nothing is a
   * failure as well; AWS looks back further than one period before it takes data for missing, so that a question which
   * comes a second late does not alarm.
   */
  const canary = (): cloudwatch.MetricAlarm =>
    alarm("canary", "The API is ill, or the canary that asks for its health does not answer.", {
      namespace: metricNamespace(),
      metricName: "Healthy",
      statistic: "Minimum",
      period: settings.canaryMinutes * 60,
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      treatMissingData: "breaching",
    });

  /**
   * Twenty-six hours, one by one: a backup begins each day, and has two hours. Periods of an hour may look back for a week
   * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html). Silence is a failure,
   * whatever its cause. So the alarm comes after the first backup, and does not ring on the day that the stack is made.
   */
  const backups = (): cloudwatch.MetricAlarm =>
    alarm(
      "backups",
      "No backup has been completed for 26 hours.",
      {
        namespace: metricNamespace(),
        metricName: "BackupCompleted",
        statistic: "Sum",
        period: 3600,
        evaluationPeriods: 26,
        datapointsToAlarm: 26,
        comparisonOperator: "LessThanThreshold",
        threshold: 1,
        treatMissingData: "breaching",
      },
      [firstBackup],
    );

  const always = [errors(), latency(), throttles(), functionErrors(), letters(), tables(), backups()];
  return settings.canaryMinutes > 0 ? [...always, canary()] : always;
}
