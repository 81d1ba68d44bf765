import { arn, type Computed, digits, type Naming, physicalName } from "../../graph/naming";
import { functionName } from "../../protocol/targets";
import type { ServiceModule } from "../module";
import { isSchedule, isScheduled, schedulesOf } from "./declared";
import { pagesOf } from "./pages";
import { Schedules } from "./schedules";
import { TargetInvoker } from "./target-invoker";

/** EventBridge: rules of the default bus that fire by the clock. Rules for events are recorded only. */
export const events: ServiceModule = {
  name: "events",
  resources: {
    "aws:cloudwatch/eventRule:EventRule": { serves: isSchedule, only: "with a schedule", computed: rule },
    "aws:cloudwatch/eventTarget:EventTarget": { serves: isScheduled, only: "functions of schedules", computed: target },
  },
  open(graph, { activity, clock, log, targets }) {
    const declared = schedulesOf(graph, clock.now());
    const invoker = new TargetInvoker({ targets, activity, log });
    const schedules = new Schedules({ schedules: declared, invoker, clock, location: graph, log });
    return {
      pages: pagesOf(schedules, targets),
      banner: () => [
        {
          heading: "Schedules",
          rows: schedules.all().map((schedule) => {
            const next = schedules.next(schedule);
            const when = next === undefined ? "" : `next ${new Date(next).toISOString().slice(0, 16)}Z`;
            const names = schedule.targets.map(({ functionArn }) => functionName(functionArn)).join(", ");
            return [schedule.name, schedule.expression, schedule.enabled ? when : "disabled", names];
          }),
        },
      ],
      start: () => schedules.start(),
      close: () => schedules.close(),
    };
  },
};

/** Rules of the default bus are known by their name, those of others by both names. */
function rule(naming: Naming): Computed {
  const name = physicalName(naming);
  const { eventBusName } = naming.inputs;
  const path = typeof eventBusName === "string" && eventBusName !== "default" ? `${eventBusName}/${name}` : name;
  return { id: path, name, arn: arn(naming, "events", `rule/${path}`) };
}

function target(naming: Naming): Computed {
  const { rule: ruleName, targetId = `terraform-${digits(naming, 26)}` } = naming.inputs;
  return { id: `${String(ruleName)}-${String(targetId)}`, targetId };
}
