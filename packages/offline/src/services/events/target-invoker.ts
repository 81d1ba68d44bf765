import type { Activity } from "../../protocol/activity";
import { AwsError } from "../../protocol/service";
import { type Delivery, functionName, type Targets } from "../../protocol/targets";
import { eventBridge, type Schedule, type ScheduleTarget } from "./declared";

export interface TargetInvokerOptions {
  targets: Pick<Targets, "deliver">;
  /** Told of what is handed over. */
  activity: Pick<Activity, "tell">;
  /** Told of events that no target takes. */
  log: (text: string) => void;
}

/**
 * Hands the events of rules to their targets. What a target does not take is not tried again, and goes to the target's
 * dead-letter queue.
 */
export class TargetInvoker {
  constructor(private readonly options: TargetInvokerOptions) {}

  /** Returns when the event is on disk, in the target's or the queue's keeping, or its loss has been reported. */
  async invoke(schedule: Schedule, target: ScheduleTarget, body: string): Promise<Delivery> {
    const { targets, activity } = this.options;
    const { functionArn: targetArn } = target;
    try {
      const delivery = await targets.deliver(targetArn, { body }, senderOf(schedule));
      const [what, { invocationId }] = [schedule.logicalName, delivery];
      activity.tell({ kind: "delivery", time: Date.now(), source: "schedule", what, targetArn, invocationId });
      return delivery;
    } catch (error) {
      if (error instanceof AwsError) return this.refuse(schedule, target, body, error);
      throw error;
    }
  }

  private async refuse(schedule: Schedule, target: ScheduleTarget, body: string, why: AwsError): Promise<Delivery> {
    const name = functionName(target.functionArn);
    const problem = `EventBridge could not invoke ${name} for the rule ${schedule.name}: ${why.message}`;
    const fate = await this.keep(schedule, target, body, why);
    this.options.log(`${problem}\n${fate}\nevent  ${body}`);
    return { problem: Promise.resolve(problem) };
  }

  /** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html; returns where the event is then. */
  private async keep(schedule: Schedule, target: ScheduleTarget, body: string, why: AwsError): Promise<string> {
    const { functionArn, deadLetterArn } = target;
    if (deadLetterArn === undefined) return "LOST: the target has no dead-letter queue";
    const attributes = {
      RULE_ARN: schedule.arn,
      TARGET_ARN: functionArn,
      ERROR_CODE: why.code === "AccessDeniedException" ? "NO_PERMISSIONS" : "NO_RESOURCE",
      ERROR_MESSAGE: why.message,
    };
    try {
      await this.options.targets.deliver(deadLetterArn, { body, attributes }, senderOf(schedule));
      return `it is in ${deadLetterArn} now`;
    } catch (error) {
      if (error instanceof AwsError) return `LOST: ${deadLetterArn} does not take it: ${error.message}`;
      throw error;
    }
  }
}

const senderOf = ({ arn }: Schedule) => ({ service: eventBridge, sourceArn: arn });
