import { comparisons, type MetricAlarm, type StateValue } from "./alarm";
import type { Verdict } from "./evaluation";

const two = (value: number): string => String(value).padStart(2, "0");

/** Such as `29/11/26 10:00:00`, as CloudWatch writes a data point's time. */
const dateOf = (time: number): string => {
  const date = new Date(time);
  const day = [date.getUTCDate(), date.getUTCMonth() + 1, date.getUTCFullYear() % 100].map(two).join("/");
  return `${day} ${[date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(":")}`;
};

/** CloudWatch writes whole numbers as `5.0`. */
const numberOf = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** Why an alarm is in a state, in CloudWatch's words. */
export function reasonOf(alarm: MetricAlarm, { state, datapoints, missing }: Verdict): string {
  if (state === "INSUFFICIENT_DATA")
    return `Insufficient Data: ${counted(missing, "datapoint")} ${missing === 1 ? "was" : "were"} unknown.`;
  const isAlarm = state === "ALARM";
  if (datapoints.length === 0) {
    const periods = counted(missing, "period");
    const were = missing === 1 ? "datapoint was" : "datapoints were";
    const treated = alarm.missingData === "breaching" ? "Breaching" : "NonBreaching";
    return `Threshold Crossed: no datapoints were received for ${periods} and ${missing} missing ${were} treated as [${treated}].`;
  }
  const values = datapoints.map(({ time, value }) => `${numberOf(value)} (${dateOf(time)})`).join(", ");
  const relation = `${isAlarm ? "" : "not "}${comparisons[alarm.comparison]} the threshold (${numberOf(alarm.threshold)})`;
  const isOne = datapoints.length === 1;
  const among = `${datapoints.length} out of the last ${alarm.evaluationPeriods} datapoints`;
  const least = isAlarm ? alarm.datapointsToAlarm : alarm.evaluationPeriods - alarm.datapointsToAlarm + 1;
  const transition = isAlarm ? "OK -> ALARM" : "ALARM -> OK";
  const minimum = `(minimum ${counted(least, "datapoint")} for ${transition} transition)`;
  return `Threshold Crossed: ${among} [${values}] ${isOne ? "was" : "were"} ${relation} ${minimum}.`;
}

/** The same for programs, as `StateReasonData` has it. */
export function reasonDataOf(alarm: MetricAlarm, { datapoints }: Verdict, now: number): string {
  const query = alarm.queries.find(({ returnsData }) => returnsData);
  const stat = query && "stat" in query.source ? query.source.stat : undefined;
  const oldest = datapoints.at(-1)?.time;
  return JSON.stringify({
    version: "1.0",
    queryDate: stamp(now),
    ...(oldest !== undefined && { startDate: stamp(oldest) }),
    ...(stat !== undefined && { statistic: stat }),
    period: alarm.periodSeconds,
    recentDatapoints: datapoints.map(({ value }) => value).reverse(),
    threshold: alarm.threshold,
    evaluatedDatapoints: datapoints.map(({ time, value }) => ({ timestamp: stamp(time), value })),
  });
}

/** CloudWatch's way to write a time in JSON. */
export const stamp = (time: number): string => new Date(time).toISOString().replace("Z", "+0000");

/** Why a composite alarm is in a state: the alarm that changed last made it so. */
export const compositeReason = (changed: { arn: string; state: StateValue; since: number } | undefined): string =>
  changed
    ? `${changed.arn} transitioned to ${changed.state} at ${longDate(changed.since)}`
    : "The alarm's rule was evaluated";

/** Such as `Sunday 29 November, 2026 10:00:00 UTC`. */
export function longDate(time: number): string {
  const date = new Date(time);
  const part = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options }).format(date);
  const [weekday, day, month] = [part({ weekday: "long" }), part({ day: "2-digit" }), part({ month: "long" })];
  return `${weekday} ${day} ${month}, ${date.getUTCFullYear()} ${date.toISOString().slice(11, 19)} UTC`;
}
