import { list, number, structure, text, type ValuesOf } from "../../../protocol/shapes";
import { invalidToken, validation } from "../errors";
import type { MetricDataQuery } from "../queries";
import { dimensionsOf } from "../shapes";
import { simpleStatistics } from "../statistic";
import { type Alarm, type CompositeAlarm, type MetricAlarm, stateValues } from "./alarm";
import type { Alarms } from "./alarms";

export const describeAlarmsInput = structure({
  AlarmNames: list(text),
  AlarmNamePrefix: text,
  AlarmTypes: list(text),
  ChildrenOfAlarmName: text,
  ParentsOfAlarmName: text,
  StateValue: text,
  ActionPrefix: text,
  MaxRecords: number,
  NextToken: text,
});

type Input = ValuesOf<typeof describeAlarmsInput>;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
const limits = { records: 100, defaultRecords: 50, names: 100 } as const;

/** `DescribeAlarms`, by name. Without `AlarmTypes` only metric alarms are answered, as on AWS. */
export function describeAlarms(alarms: Alarms, input: Input): object {
  const { MaxRecords = limits.defaultRecords, NextToken } = input;
  if (!Number.isInteger(MaxRecords) || MaxRecords < 1 || MaxRecords > limits.records)
    throw validation(`MaxRecords must be from 1 to ${limits.records}.`);
  const after = NextToken === undefined ? "" : Buffer.from(NextToken, "base64url").toString();
  if (NextToken !== undefined && !alarms.find(after)) throw invalidToken();
  const isWanted = filterOf(alarms, input);
  const found = alarms
    .all()
    .filter((alarm) => isWanted(alarm) && alarm.name > after)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const page = found.slice(0, MaxRecords);
  const last = found.length > page.length ? page.at(-1) : undefined;
  return {
    MetricAlarms: page.flatMap((alarm) => (alarm.type === "MetricAlarm" ? metricAlarm(alarms, alarm) : [])),
    CompositeAlarms: page.flatMap((alarm) => (alarm.type === "CompositeAlarm" ? compositeAlarm(alarms, alarm) : [])),
    ...(last && { NextToken: Buffer.from(last.name).toString("base64url") }),
  };
}

function filterOf(alarms: Alarms, input: Input): (alarm: Alarm) => boolean {
  const { AlarmNames, AlarmNamePrefix = "", AlarmTypes, StateValue, ActionPrefix } = input;
  if (AlarmNames && AlarmNamePrefix !== "")
    throw validation("AlarmNames and AlarmNamePrefix cannot be given together.");
  if (AlarmNames && AlarmNames.length > limits.names) throw validation(`AlarmNames takes ${limits.names} names.`);
  if (StateValue !== undefined && !stateValues.some((one) => one === StateValue))
    throw validation(`StateValue must be one of ${stateValues.join(", ")}.`);
  const types = alarmTypesOf(AlarmTypes);
  const isRelative = relativesOf(alarms, input);
  return (alarm) =>
    types.includes(alarm.type) &&
    (AlarmNames === undefined || AlarmNames.includes(alarm.name)) &&
    alarm.name.startsWith(AlarmNamePrefix) &&
    (StateValue === undefined || alarms.stateOf(alarm).value === StateValue) &&
    (ActionPrefix === undefined ||
      Object.values(alarm.actions).some((arns) => arns.some((arn) => arn.startsWith(ActionPrefix)))) &&
    isRelative(alarm);
}

/**
 * The types of alarms that are asked for: those of metrics alone, unless it is said.
 *
 * @throws AwsError ValidationException
 */
export function alarmTypesOf(given: string[] = ["MetricAlarm"]): string[] {
  const unknown = given.find((type) => type !== "MetricAlarm" && type !== "CompositeAlarm");
  if (unknown !== undefined) throw validation(`AlarmTypes has ${unknown}, which is no type of alarms.`);
  return given;
}

/** Alarms by the rules of composite ones: those that a rule names, or those whose rules name an alarm. */
function relativesOf(alarms: Alarms, { ChildrenOfAlarmName, ParentsOfAlarmName }: Input): (alarm: Alarm) => boolean {
  if (ChildrenOfAlarmName !== undefined) {
    const parent = alarms.find(ChildrenOfAlarmName);
    const named = parent?.type === "CompositeAlarm" ? parent.rule.alarms : [];
    return (alarm) => named.includes(alarm.name) || named.includes(alarm.arn);
  }
  if (ParentsOfAlarmName === undefined) return () => true;
  const child = alarms.find(ParentsOfAlarmName);
  return (alarm) =>
    alarm.type === "CompositeAlarm" && alarm.rule.alarms.some((one) => one === child?.name || one === child?.arn);
}

function common(alarms: Alarms, alarm: Alarm) {
  const { value, reason, reasonData, since } = alarms.stateOf(alarm);
  return {
    AlarmName: alarm.name,
    AlarmArn: alarm.arn,
    AlarmDescription: alarm.description,
    AlarmConfigurationUpdatedTimestamp: new Date(alarms.configuredAt(alarm)),
    ActionsEnabled: alarm.actionsEnabled,
    OKActions: alarm.actions.OK,
    AlarmActions: alarm.actions.ALARM,
    InsufficientDataActions: alarm.actions.INSUFFICIENT_DATA,
    StateValue: value,
    StateReason: reason,
    StateReasonData: reasonData,
    StateUpdatedTimestamp: new Date(since),
    StateTransitionedTimestamp: new Date(since),
  };
}

const compositeAlarm = (alarms: Alarms, alarm: CompositeAlarm): object => ({
  ...common(alarms, alarm),
  AlarmRule: alarm.ruleText,
});

/** A metric alarm as answers have it. */
function metricAlarm(alarms: Alarms, alarm: MetricAlarm): object {
  const [query] = alarm.queries;
  const watched = alarm.isSingleMetric && query ? singleMetric(query) : { Metrics: alarm.queries.map(metricDataQuery) };
  return {
    ...common(alarms, alarm),
    ...watched,
    EvaluationPeriods: alarm.evaluationPeriods,
    DatapointsToAlarm: alarm.declaresDatapoints ? alarm.datapointsToAlarm : undefined,
    Threshold: alarm.threshold,
    ComparisonOperator: alarm.comparison,
    TreatMissingData: alarm.missingData,
    EvaluateLowSampleCountPercentile: alarm.leastSamples > 0 ? "ignore" : undefined,
  };
}

function singleMetric({ source }: MetricDataQuery): object {
  if (!("metric" in source)) return {};
  const { metric, stat, unit, periodSeconds } = source;
  return {
    Namespace: metric.namespace,
    MetricName: metric.name,
    Dimensions: dimensionsOf(metric),
    Period: periodSeconds,
    Unit: unit,
    [simpleStatistics.includes(stat) ? "Statistic" : "ExtendedStatistic"]: stat,
  };
}

function metricDataQuery({ id, label, source, returnsData }: MetricDataQuery): object {
  const of = { Id: id, Label: label, ReturnData: returnsData };
  if (!("metric" in source)) return { ...of, Expression: source.expression.text };
  const { metric, stat, unit, periodSeconds } = source;
  const Metric = { Namespace: metric.namespace, MetricName: metric.name, Dimensions: dimensionsOf(metric) };
  return { ...of, MetricStat: { Metric, Period: periodSeconds, Stat: stat, Unit: unit } };
}
