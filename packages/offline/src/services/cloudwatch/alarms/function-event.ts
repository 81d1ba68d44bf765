import type { Location } from "../../../protocol/service";
import type { MetricDataQuery } from "../queries";
import type { Alarm, StateValue } from "./alarm";
import { stamp } from "./reason";
import type { AlarmState } from "./store";

/**
 * The event of a function that an alarm invokes
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html).
 */
export const functionEventOf = (alarm: Alarm, state: AlarmState, { account, region }: Location): object => ({
  source: "aws.cloudwatch",
  alarmArn: alarm.arn,
  accountId: account,
  time: stamp(state.since),
  region,
  alarmData: {
    alarmName: alarm.name,
    state: stateOf(state.value, state),
    previousState: stateOf(state.before, state.earlier),
    configuration: {
      description: alarm.description,
      ...(alarm.type === "MetricAlarm" ? { metrics: alarm.queries.map(queryOf) } : { alarmRule: alarm.ruleText }),
    },
  },
});

const stateOf = (value: StateValue, known: AlarmState["earlier"]) => ({
  value,
  ...(known && { reason: known.reason, reasonData: known.reasonData, timestamp: stamp(known.since) }),
});

function queryOf({ id, label, source, returnsData }: MetricDataQuery): object {
  if (!("metric" in source)) return { id, expression: source.expression.text, label, returnData: returnsData };
  const { metric, stat, unit, periodSeconds } = source;
  return { id, label, metricStat: { metric, period: periodSeconds, stat, unit }, returnData: returnsData };
}
