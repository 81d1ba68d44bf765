import { UserError } from "../../../errors";
import {
  type Graph,
  object,
  objects,
  ofType,
  optionalNumber,
  optionalText,
  type Properties,
  type Resource,
  text,
  texts,
} from "../../../graph/graph";
import { arn, named } from "../../../graph/naming";
import type { ResourceTypes } from "../../../graph/resource-type";
import { mathExpression } from "../math/expression";
import type { MetricDataQuery } from "../queries";
import type { MetricQuery } from "../reader";
import { statisticOf } from "../statistic";
import { InvalidExpression } from "../syntax";
import {
  type Alarm,
  type AlarmBase,
  type CompositeAlarm,
  comparisons,
  type Comparison,
  type MetricAlarm,
  missingDataTreatments,
} from "./alarm";
import { parseRule } from "./rule";

const metricAlarmType = "aws:cloudwatch/metricAlarm:MetricAlarm";
const compositeAlarmType = "aws:cloudwatch/compositeAlarm:CompositeAlarm";

/** The types of alarms, each known by its name. */
export const alarmResources: ResourceTypes = {
  [metricAlarmType]: { serves: true, computed: named("cloudwatch", (name) => `alarm:${name}`) },
  [compositeAlarmType]: {
    serves: true,
    computed: (naming) => {
      const alarmName = String(naming.inputs.alarmName);
      return { id: alarmName, alarmName, arn: arn(naming, "cloudwatch", `alarm:${alarmName}`) };
    },
  },
};

/**
 * The alarms that a program declares.
 *
 * @throws UserError for what AWS would refuse, or what is not embedded, naming the alarm
 */
export function alarmsOf(graph: Graph): Alarm[] {
  const metricAlarms = ofType(graph, metricAlarmType).map((one) => metricAlarmOf(one, graph.account));
  const compositeAlarms = ofType(graph, compositeAlarmType).map(compositeAlarmOf);
  const all: Alarm[] = [...metricAlarms, ...compositeAlarms];
  for (const { name, rule } of compositeAlarms) {
    const unknown = rule.alarms.find((one) => !all.some((alarm) => alarm.name === one || alarm.arn === one));
    if (unknown !== undefined)
      throw new UserError(`AWS would refuse the composite alarm ${name}: there is no alarm ${unknown}`);
  }
  return all;
}

const baseOf = ({ inputs, outputs }: Resource, name: string): AlarmBase => ({
  name,
  arn: text(outputs, "arn"),
  description: optionalText(inputs, "alarmDescription"),
  actionsEnabled: inputs.actionsEnabled !== false,
  actions: {
    ALARM: texts(inputs, "alarmActions"),
    OK: texts(inputs, "okActions"),
    INSUFFICIENT_DATA: texts(inputs, "insufficientDataActions"),
  },
});

function compositeAlarmOf(resource: Resource): CompositeAlarm {
  const { inputs, outputs } = resource;
  const name = text(outputs, "alarmName");
  const ruleText = text(inputs, "alarmRule");
  if (inputs.actionsSuppressor !== undefined) throw notEmbedded(name, "an actionsSuppressor");
  const rule = guarded(name, () => parseRule(ruleText));
  return { type: "CompositeAlarm", ...baseOf(resource, name), ruleText, rule };
}

function metricAlarmOf(resource: Resource, account: string): MetricAlarm {
  const { inputs, outputs } = resource;
  const name = text(outputs, "name");
  const isSingleMetric = objects(inputs, "metricQueries").length === 0;
  const queries = isSingleMetric ? [singleQuery(name, inputs)] : queriesOf(name, inputs, account);
  const returned = queries.filter(({ returnsData }) => returnsData);
  if (returned.length !== 1) throw refusal(name, "exactly one of its metricQueries has returnData");
  const periodSeconds = onePeriod(name, queries);
  const evaluationPeriods = optionalNumber(inputs, "evaluationPeriods") ?? 1;
  const declared = optionalNumber(inputs, "datapointsToAlarm");
  const datapointsToAlarm = declared ?? evaluationPeriods;
  if (datapointsToAlarm > evaluationPeriods) throw refusal(name, "datapointsToAlarm is more than evaluationPeriods");
  const most = periodSeconds >= 3600 ? 7 * 86_400 : 86_400;
  if (evaluationPeriods * periodSeconds > most)
    throw refusal(name, `all evaluation periods together are more than ${most / 86_400} days`);
  const threshold = optionalNumber(inputs, "threshold");
  if (threshold === undefined) throw notEmbedded(name, "a threshold that is a metric of its own (anomaly detection)");
  return {
    type: "MetricAlarm",
    ...baseOf(resource, name),
    ...{ queries, isSingleMetric, periodSeconds, evaluationPeriods, datapointsToAlarm, threshold },
    declaresDatapoints: declared !== undefined,
    comparison: comparisonOf(name, inputs),
    missingData: missingDataOf(name, inputs),
    leastSamples: leastSamplesOf(inputs, queries),
  };
}

function singleQuery(name: string, inputs: Properties): MetricDataQuery {
  const stat = optionalText(inputs, "statistic") ?? optionalText(inputs, "extendedStatistic");
  if (stat === undefined) throw refusal(name, "it has neither a statistic nor an extendedStatistic");
  return { id: "m1", source: metricQuery(name, { ...inputs, stat }), returnsData: true };
}

function metricQuery(name: string, properties: Properties): MetricQuery {
  const stat = optionalText(properties, "stat") ?? "";
  if (!statisticOf(stat)) throw refusal(name, `${stat} is no statistic`);
  const dimensions = Object.entries(object(properties, "dimensions")).map(([key, value]) => [key, String(value)]);
  return {
    metric: {
      namespace: optionalText(properties, "namespace") ?? "",
      name: optionalText(properties, "metricName") ?? "",
      dimensions: Object.fromEntries(dimensions),
    },
    stat,
    unit: optionalText(properties, "unit"),
    periodSeconds: periodOf(name, properties),
  };
}

function queriesOf(name: string, inputs: Properties, account: string): MetricDataQuery[] {
  const declared = objects(inputs, "metricQueries");
  const ids = new Set(declared.map((query) => text(query, "id")));
  if (ids.size < declared.length) throw refusal(name, "two of its metricQueries have the same id");
  const foreign = declared.find(({ accountId = account }) => accountId !== account);
  if (foreign) throw notEmbedded(name, `a metric of the account ${text(foreign, "accountId")}`);
  const ofMetrics = declared.map((query) => object(query, "metric")).find(({ period }) => period !== undefined) ?? {};
  return declared.map((query) => {
    const [id, expression] = [text(query, "id"), optionalText(query, "expression")];
    const common = { id, label: optionalText(query, "label"), returnsData: query.returnData === true };
    if (expression === undefined) return { ...common, source: metricQuery(name, object(query, "metric")) };
    const math = guarded(name, () => mathExpression(expression));
    const unknown = math.ids.find((one) => !ids.has(one));
    if (unknown !== undefined) throw refusal(name, `the expression ${id} names ${unknown}, which it does not have`);
    const periodSeconds = periodOf(name, optionalNumber(query, "period") ? query : ofMetrics);
    return { ...common, source: { expression: math, periodSeconds } };
  });
}

/** Metrics are kept by the minute. */
function periodOf(name: string, properties: Properties): number {
  const period = optionalNumber(properties, "period");
  if (period === undefined) throw refusal(name, "a metric has no period");
  if ([10, 20, 30].includes(period)) throw notEmbedded(name, `a period of ${period} seconds: the shortest is 60`);
  if (period < 60 || period % 60 !== 0) throw refusal(name, `a period of ${period} seconds is no multiple of 60`);
  return period;
}

function onePeriod(name: string, queries: MetricDataQuery[]): number {
  const [period = 60, ...others] = new Set(queries.map(({ source }) => source.periodSeconds));
  if (others.length > 0) throw refusal(name, "its metrics have different periods");
  return period;
}

const isComparison = (value: string): value is Comparison => Object.hasOwn(comparisons, value);

function comparisonOf(name: string, inputs: Properties): Comparison {
  const comparison = text(inputs, "comparisonOperator");
  if (isComparison(comparison)) return comparison;
  throw notEmbedded(name, `the comparison ${comparison}`);
}

function missingDataOf(name: string, inputs: Properties): MetricAlarm["missingData"] {
  const given = optionalText(inputs, "treatMissingData") ?? "missing";
  const treatment = missingDataTreatments.find((one) => one === given);
  if (treatment) return treatment;
  throw refusal(name, `treatMissingData is ${given}, which is none of ${missingDataTreatments.join(", ")}`);
}

/**
 * With `evaluateLowSampleCountPercentiles` set to `ignore` an alarm on a percentile stays as it is while there are too few
 * samples: fewer than 10/(1 - percentile), or than 10/percentile below the median
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/percentiles-with-low-samples.html).
 */
function leastSamplesOf(inputs: Properties, queries: MetricDataQuery[]): number {
  if (optionalText(inputs, "evaluateLowSampleCountPercentiles") !== "ignore") return 0;
  const needs = queries.map(({ source }) => {
    const percentile = "stat" in source ? /^p(\d+(?:\.\d*)?)$/.exec(source.stat)?.[1] : undefined;
    if (percentile === undefined) return 0;
    const share = Number(percentile) / 100;
    return Math.round(10 / (share >= 0.5 ? 1 - share : share));
  });
  return Math.max(...needs);
}

function guarded<Value>(name: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof InvalidExpression) throw new UserError(`the alarm ${name}: ${error.message}`);
    throw error;
  }
}

const refusal = (name: string, why: string): UserError => new UserError(`AWS would refuse the alarm ${name}: ${why}`);

const notEmbedded = (name: string, what: string): UserError =>
  new UserError(`the alarm ${name} has ${what}, which the offline host does not embed`);
