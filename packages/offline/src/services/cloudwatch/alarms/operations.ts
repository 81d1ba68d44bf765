import { AwsError, type Access, type Location } from "../../../protocol/service";
import type { Operations } from "../../../protocol/operations";
import { parseJson } from "../../../parse-json";
import { rpcOperation, type RpcInput } from "../../../protocol/rpc";
import { structure, text, type ValuesOf } from "../../../protocol/shapes";
import { required, validation } from "../errors";
import { stateValues } from "./alarm";
import type { Alarms } from "./alarms";
import { describeAlarms, describeAlarmsInput } from "./describe";
import { describeAlarmHistory, describeAlarmHistoryInput } from "./history";

const setAlarmStateInput = structure({ AlarmName: text, StateValue: text, StateReason: text, StateReasonData: text });

/** The operations on alarms. They are declared by the program alone: nothing makes, changes or deletes one here. */
export function alarmOperations(alarms: Alarms, { region, account }: Location): Operations<RpcInput, object> {
  const access = (action: string, name: unknown = "*"): Access[] => [
    { action, resource: `arn:aws:cloudwatch:${region}:${account}:alarm:${typeof name === "string" ? name : "*"}` },
  ];
  return {
    DescribeAlarms: rpcOperation(
      describeAlarmsInput,
      () => access("cloudwatch:DescribeAlarms"),
      (input) => describeAlarms(alarms, input),
    ),
    DescribeAlarmHistory: rpcOperation(
      describeAlarmHistoryInput,
      ({ AlarmName }) => access("cloudwatch:DescribeAlarmHistory", AlarmName),
      (input) => describeAlarmHistory(alarms, input),
    ),
    SetAlarmState: rpcOperation(
      setAlarmStateInput,
      ({ AlarmName }) => access("cloudwatch:SetAlarmState", AlarmName),
      (input) => setAlarmState(alarms, input),
    ),
  };
}

/** `SetAlarmState`: for a drill. The next evaluation sets it right again. */
async function setAlarmState(alarms: Alarms, input: ValuesOf<typeof setAlarmStateInput>): Promise<object> {
  const name = required(input.AlarmName, "AlarmName");
  const value = stateValues.find((one) => one === required(input.StateValue, "StateValue"));
  if (!value) throw validation(`StateValue must be one of ${stateValues.join(", ")}.`);
  const reason = required(input.StateReason, "StateReason");
  const { StateReasonData: reasonData } = input;
  if (reasonData !== undefined && parseJson(reasonData) === undefined)
    throw new AwsError("InvalidFormatFault", "StateReasonData was not valid JSON.");
  const alarm = alarms.all().find((one) => one.name === name);
  if (!alarm) throw new AwsError("ResourceNotFound", `Unknown alarm: ${name}`, 404);
  await alarms.set(alarm, { value, reason, reasonData });
  return {};
}
