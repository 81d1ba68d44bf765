import { type HttpResponse, jsonPage, problemPage } from "../../protocol/http-response";
import type { Targets } from "../../protocol/targets";
import type { Page } from "../module";
import type { ListedSchedule } from "../page-answers";
import { nameOfTarget, type Recipient } from "../deliveries/recipient";
import type { Schedule, Schedules } from "./schedules";

/** `schedules` lists them; `schedules/{name}/fire` fires one. */
export function pagesOf(schedules: Schedules, targets: Pick<Targets, "objection">): Record<string, Page> {
  const isPermitted = ({ arn, sender }: Recipient): boolean =>
    targets.objection(arn, sender)?.code !== "AccessDeniedException";
  const describe = (schedule: Schedule): ListedSchedule => {
    const { name, logicalName, expression, enabled, recipients } = schedule;
    const next = schedules.next(schedule);
    return {
      name,
      logicalName,
      scheduleExpression: expression,
      state: enabled ? "ENABLED" : "DISABLED",
      next: next === undefined ? null : new Date(next).toISOString(),
      targets: recipients.map((recipient) => ({
        arn: recipient.arn,
        name: nameOfTarget(recipient.arn),
        permitted: isPermitted(recipient),
      })),
    };
  };
  return {
    schedules: { method: "GET", handle: () => jsonPage(200, schedules.all().map(describe)) },
    "schedules/{name}/fire": {
      method: "POST",
      handle: (name, query) => fire(schedules, name, query.get("wait") === "true"),
    },
  };
}

/**
 * Fires a schedule.
 *
 * @param wait whether to answer when the targets have been tried: 502 if one failed, which Lambda then tries again
 */
async function fire(schedules: Schedules, name: string, wait: boolean): Promise<HttpResponse> {
  const schedule = schedules.find(name);
  if (!schedule) {
    const names = schedules.all().map((one) => one.name);
    const known = names.length > 0 ? `there are ${names.join(", ")}` : "the program declares none";
    return problemPage(404, "Schedule not found", `no schedule ${name}; ${known}`);
  }
  const { eventId, problems } = await schedules.fire(schedule);
  if (!wait) return jsonPage(202, { name: schedule.name, eventId });
  const failed = await problems;
  return failed.length > 0
    ? problemPage(502, "The schedule's target failed", failed.join("\n"))
    : jsonPage(200, { name: schedule.name, eventId });
}
