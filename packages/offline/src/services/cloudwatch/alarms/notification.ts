import { regionNameOf } from "./region-names";
import type { Location } from "../../../protocol/service";
import type { TargetEvent } from "../../../protocol/targets";
import type { MetricDataQuery } from "../queries";
import type { Alarm, MetricAlarm } from "./alarm";
import { longDate, stamp } from "./reason";
import type { AlarmState } from "./store";

/**
 * What a topic is told of a change: JSON for programs, and words for people's e-mail, as CloudWatch publishes them.
 */
export function notificationOf(alarm: Alarm, state: AlarmState, location: Location, configured: number): TargetEvent {
  const region = regionNameOf(location.region);
  return {
    subject: `${state.value}: "${alarm.name}" in ${region}`.slice(0, 100),
    body: JSON.stringify(documentOf(alarm, state, location, region, configured)),
    mail: mailOf(alarm, state, location, region),
  };
}

function documentOf(
  alarm: Alarm,
  state: AlarmState,
  { account }: Location,
  region: string,
  configured: number,
): object {
  const common = {
    AlarmName: alarm.name,
    AlarmDescription: alarm.description ?? null,
    AWSAccountId: account,
    ...(alarm.type === "CompositeAlarm" && { AlarmRule: alarm.ruleText }),
    AlarmConfigurationUpdatedTimestamp: stamp(configured),
    NewStateValue: state.value,
    NewStateReason: state.reason,
    StateChangeTime: stamp(state.since),
    Region: region,
    AlarmArn: alarm.arn,
    OldStateValue: state.before,
    OKActions: alarm.actions.OK,
    AlarmActions: alarm.actions.ALARM,
    InsufficientDataActions: alarm.actions.INSUFFICIENT_DATA,
  };
  return alarm.type === "MetricAlarm" ? { ...common, Trigger: triggerOf(alarm) } : common;
}

function triggerOf(alarm: MetricAlarm): object {
  const [query] = alarm.queries;
  const single = alarm.isSingleMetric && query ? metricOf(query) : { Metrics: alarm.queries.map(queryOf) };
  return {
    ...single,
    Period: alarm.periodSeconds,
    EvaluationPeriods: alarm.evaluationPeriods,
    ...(alarm.declaresDatapoints && { DatapointsToAlarm: alarm.datapointsToAlarm }),
    ComparisonOperator: alarm.comparison,
    Threshold: alarm.threshold,
    TreatMissingData: alarm.missingData,
    EvaluateLowSampleCountPercentile: alarm.leastSamples > 0 ? "ignore" : "",
  };
}

/** Statistics by their old names, which are in capitals. */
const oldNames: Record<string, string> = {
  Average: "AVERAGE",
  Maximum: "MAXIMUM",
  Minimum: "MINIMUM",
  SampleCount: "SAMPLE_COUNT",
  Sum: "SUM",
};

function metricOf({ source }: MetricDataQuery): object {
  if (!("metric" in source)) return {};
  const { metric, stat, unit } = source;
  const old = oldNames[stat];
  const kind = old === undefined ? "ExtendedStatistic" : "Statistic";
  return {
    MetricName: metric.name,
    Namespace: metric.namespace,
    StatisticType: kind,
    [kind]: old ?? stat,
    Unit: unit ?? null,
    Dimensions: dimensionsOf(metric.dimensions),
  };
}

const dimensionsOf = (dimensions: Readonly<Record<string, string>>): object[] =>
  Object.entries(dimensions).map(([name, value]) => ({ value, name }));

function queryOf({ id, source, returnsData }: MetricDataQuery): object {
  if (!("metric" in source)) return { Expression: source.expression.text, Id: id, ReturnData: returnsData };
  const { metric, stat, unit, periodSeconds } = source;
  const { name: MetricName, namespace: Namespace } = metric;
  const Metric = { Dimensions: dimensionsOf(metric.dimensions), MetricName, Namespace };
  return { Id: id, MetricStat: { Metric, Period: periodSeconds, Stat: stat, Unit: unit }, ReturnData: returnsData };
}

/** What a person reads. The address of AWS's console is left out: it shows nothing of this host. */
function mailOf(alarm: Alarm, state: AlarmState, { account }: Location, region: string): string {
  const facts = [
    ["Name", alarm.name],
    ["Description", alarm.description ?? ""],
    ["State Change", `${state.before} -> ${state.value}`],
    ["Reason for State Change", state.reason],
    ["Timestamp", longDate(state.since)],
    ["AWS Account", account],
    ["Alarm Arn", alarm.arn],
  ];
  return [
    `You are receiving this email because your Amazon CloudWatch Alarm "${alarm.name}" in the ${region} region has entered ` +
      `the ${state.value} state, because "${state.reason}" at "${longDate(state.since)}".`,
    "",
    "Alarm Details:",
    ...facts.map(([name, value]) => `- ${String(name).padEnd(27)}${value}`),
    ...(alarm.type === "MetricAlarm" ? ["", "Threshold:", thresholdOf(alarm)] : ["", `Alarm Rule: ${alarm.ruleText}`]),
    "",
    "State Change Actions:",
    ...(["OK", "ALARM", "INSUFFICIENT_DATA"] as const).map(
      (value) => `- ${value}: ${alarm.actions[value].map((arn) => `[${arn}]`).join(" ")}`,
    ),
  ].join("\n");
}

const thresholdOf = ({
  comparison,
  threshold,
  periodSeconds,
  datapointsToAlarm,
  evaluationPeriods,
}: MetricAlarm): string =>
  `- The alarm is in the ALARM state when the metric is ${comparison} ${threshold} for at least ${datapointsToAlarm} of ` +
  `the last ${evaluationPeriods} period(s) of ${periodSeconds} seconds.`;
