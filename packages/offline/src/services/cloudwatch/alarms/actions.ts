import type { Activity } from "../../../protocol/activity";
import { AwsError, type Location } from "../../../protocol/service";
import type { Sender, TargetEvent, Targets } from "../../../protocol/targets";
import type { Alarm } from "./alarm";
import { functionEventOf } from "./function-event";
import { notificationOf } from "./notification";
import type { AlarmState } from "./store";

export interface AlarmActionsOptions {
  targets: Pick<Targets, "deliver" | "invocable" | "objection">;
  location: Location;
  /** Told of what is handed over. */
  activity: Pick<Activity, "tell">;
}

/** A state that an alarm tells of. */
export interface Change {
  alarm: Alarm;
  state: AlarmState;
  /** When the alarm was declared first, in milliseconds since the epoch. */
  configured: number;
}

/**
 * What alarms do about a change: they tell topics, and invoke functions. What else AWS does for an alarm, as to stop an
 * instance, is not served.
 */
export class AlarmActions {
  constructor(private readonly options: AlarmActionsOptions) {}

  /** Why an action could not be taken, whatever the change; undefined if it could. */
  objection({ arn }: Alarm, action: string): string | undefined {
    const { targets } = this.options;
    const kind = kindOf(action);
    if (!kind) return notServed;
    if (kind === "function" && !targets.invocable(action)) return "there is no such function here";
    return targets.objection(action, senderFor(kind, arn))?.message;
  }

  /**
   * Takes an action. Returns why it could not be taken, if it could not.
   *
   * @param ended aborted when the alarms end: what still waits for who takes it is not handed over then
   */
  async take(action: string, { alarm, state, configured }: Change, ended: AbortSignal): Promise<string | undefined> {
    const { targets, location, activity } = this.options;
    const kind = kindOf(action);
    if (!kind) return notServed;
    const event: TargetEvent =
      kind === "topic"
        ? notificationOf(alarm, state, location, configured)
        : { body: JSON.stringify(functionEventOf(alarm, state, location)) };
    try {
      const { invocationId } = await targets.deliver(action, event, senderFor(kind, alarm.arn), ended);
      const what = `${alarm.name} is ${state.value}`;
      activity.tell({ kind: "delivery", time: Date.now(), source: "alarm", what, targetArn: action, invocationId });
      return undefined;
    } catch (error) {
      if (error instanceof AwsError) return error.message;
      throw error;
    }
  }
}

type Kind = "topic" | "function";

function kindOf(action: string): Kind | undefined {
  if (/^arn:[^:]+:sns:/.test(action)) return "topic";
  return /^arn:[^:]+:lambda:/.test(action) ? "function" : undefined;
}

const notServed = "of an alarm's actions the offline host serves those of topics and functions";

/** Functions are invoked in another name than topics are told in. */
const services: Record<Kind, string> = {
  topic: "cloudwatch.amazonaws.com",
  function: "lambda.alarms.cloudwatch.amazonaws.com",
};

const senderFor = (kind: Kind, sourceArn: string): Sender => ({ service: services[kind], sourceArn });
