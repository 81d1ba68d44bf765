import type { Alarm } from "./alarm";
import type { AlarmState, HistoryItem } from "./store";

/** An alarm is declared for the first time. */
export const createdItem = ({ name, arn }: Alarm, time: number): HistoryItem => ({
  type: "ConfigurationUpdate",
  time,
  summary: `Alarm "${name}" created`,
  data: JSON.stringify({ version: "1.0", type: "Create", createdAlarm: { alarmName: name, alarmArn: arn } }),
});

/** An alarm has another state. */
export const changedItem = (old: AlarmState, next: AlarmState): HistoryItem => ({
  type: "StateUpdate",
  time: next.since,
  summary: `Alarm updated from ${old.value} to ${next.value}`,
  data: JSON.stringify({ version: "1.0", type: "Update", oldState: stateData(old), newState: stateData(next) }),
});

/** @param problem why the action could not be taken, if it could not */
export const actionItem = (action: string, problem: string | undefined, time: number): HistoryItem => ({
  type: "Action",
  time,
  summary: `${problem === undefined ? "Successfully executed" : "Failed to execute"} action ${action}`,
  data: JSON.stringify({ actionState: problem === undefined ? "Succeeded" : "Failed", error: problem ?? null }),
});

const stateData = ({ value, reason, reasonData }: AlarmState) => ({
  stateValue: value,
  stateReason: reason,
  ...(reasonData !== undefined && { stateReasonData: JSON.parse(reasonData) as unknown }),
});
