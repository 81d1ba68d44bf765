import { list, number, structure, text, time, type ValuesOf } from "../../../protocol/shapes";
import { invalidToken, validation } from "../errors";
import type { Alarms } from "./alarms";
import { alarmTypesOf } from "./describe";
import { historyItemTypes } from "./store";

export const describeAlarmHistoryInput = structure({
  AlarmName: text,
  AlarmTypes: list(text),
  HistoryItemType: text,
  StartDate: time,
  EndDate: time,
  MaxRecords: number,
  NextToken: text,
  ScanBy: text,
});

type Input = ValuesOf<typeof describeAlarmHistoryInput>;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html */
const mostRecords = 100;

/** `DescribeAlarmHistory`, the newest first unless it is said. */
export function describeAlarmHistory(alarms: Alarms, input: Input): object {
  const { AlarmName, HistoryItemType, StartDate = 0, EndDate = Infinity, MaxRecords = mostRecords } = input;
  const { ScanBy = "TimestampDescending", NextToken } = input;
  if (HistoryItemType !== undefined && !historyItemTypes.some((one) => one === HistoryItemType))
    throw validation(`HistoryItemType must be one of ${historyItemTypes.join(", ")}.`);
  if (ScanBy !== "TimestampDescending" && ScanBy !== "TimestampAscending")
    throw validation("ScanBy must be TimestampDescending or TimestampAscending.");
  if (!Number.isInteger(MaxRecords) || MaxRecords < 1 || MaxRecords > mostRecords)
    throw validation(`MaxRecords must be from 1 to ${mostRecords}.`);
  const types = alarmTypesOf(input.AlarmTypes);
  const start = NextToken === undefined ? 0 : startOf(NextToken);
  const items = alarms
    .all()
    .filter(({ name, type }) => (AlarmName === undefined || name === AlarmName) && types.includes(type))
    .flatMap((alarm) => alarms.historyOf(alarm).map((item) => ({ alarm, item })))
    .filter(({ item }) => HistoryItemType === undefined || item.type === HistoryItemType)
    .filter(({ item }) => item.time >= StartDate && item.time <= EndDate)
    .sort((a, b) => b.item.time - a.item.time);
  if (ScanBy === "TimestampAscending") items.reverse();
  const page = items.slice(start, start + MaxRecords);
  return {
    AlarmHistoryItems: page.map(({ alarm, item }) => ({
      AlarmName: alarm.name,
      AlarmType: alarm.type,
      Timestamp: new Date(item.time),
      HistoryItemType: item.type,
      HistorySummary: item.summary,
      HistoryData: item.data,
    })),
    ...(items.length > start + page.length && { NextToken: String(start + page.length) }),
  };
}

function startOf(token: string): number {
  if (!/^\d{1,6}$/.test(token)) throw invalidToken();
  return Number(token);
}
