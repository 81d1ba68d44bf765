import type { Answer } from "../../services/apigateway/responses";
import { functionName } from "../../services/lambda/function-name";
import type { Schedule } from "../../services/events/declared";
import type { Schedules } from "../../services/events/schedules";
import { json, problem } from "./answers";

/** The schedules, each with what it invokes and when it fires next. */
export const listSchedules = (schedules: Schedules): Answer =>
  json(
    200,
    schedules.all().map((schedule) => describe(schedule, schedules.next(schedule))),
  );

const describe = ({ name, logicalName, expression, enabled, targets }: Schedule, next: number | undefined) => ({
  name,
  logicalName,
  scheduleExpression: expression,
  state: enabled ? "ENABLED" : "DISABLED",
  next: next === undefined ? null : new Date(next).toISOString(),
  targets: targets.map(({ functionArn, permitted }) => ({ functionName: functionName(functionArn), permitted })),
});

/**
 * Fires a schedule.
 *
 * @param wait whether to answer when the functions have been tried: 502 if one failed, which Lambda then tries again
 */
export async function fireSchedule(schedules: Schedules, name: string, wait: boolean): Promise<Answer> {
  const schedule = schedules.find(name);
  if (!schedule) {
    const names = schedules.all().map((one) => one.name);
    const known = names.length > 0 ? `there are ${names.join(", ")}` : "the program declares none";
    return problem(404, "Schedule not found", `no schedule ${name}; ${known}`);
  }
  const { eventId, problems } = await schedules.fire(schedule);
  if (!wait) return json(202, { name: schedule.name, eventId });
  const failed = await problems;
  return failed.length > 0
    ? problem(502, "The schedule's target failed", failed.join("\n"))
    : json(200, { name: schedule.name, eventId });
}
