import { AwsError } from "../../protocol/service";
import type { Delivery } from "../sqs/delivery";
import type { Asynchronous } from "../lambda/asynchronous";
import { messageOf } from "../lambda/failure";
import { functionName } from "../lambda/function-name";
import type { Pool } from "../lambda/pool";
import { eventBridge, type Schedule, type Target } from "./declared";

export interface HandoverOptions {
  pool: Pick<Pool, "find">;
  asynchronous: Pick<Asynchronous, "accept">;
  delivery: Pick<Delivery, "asService">;
  /** Told of events that cannot be handed over. */
  log: (text: string) => void;
}

/** What became of an event at one target. */
export interface Handed {
  /** What went wrong, at the function's first attempt or before; undefined if it went well. */
  problem: Promise<string | undefined>;
}

/** Why an event cannot be handed over. */
interface Obstacle {
  /** EventBridge's code. */
  code: "NO_PERMISSIONS" | "NO_RESOURCE";
  message: string;
}

/**
 * EventBridge's way to functions, which is their asynchronous invocation: retries and failures are Lambda's from there
 * on. What cannot be handed over is not tried again, and goes to the target's dead-letter queue.
 */
export class Handover {
  constructor(private readonly options: HandoverOptions) {}

  /** Returns when the event is on disk, in the function's or the queue's keeping, or its loss has been reported. */
  async give(schedule: Schedule, target: Target, payload: string): Promise<Handed> {
    const lambda = this.options.pool.find(target.functionArn);
    if (!target.permitted) return this.refuse(schedule, target, payload, noPermission(schedule));
    if (!lambda) return this.refuse(schedule, target, payload, notServed);
    const { attempted } = await this.options.asynchronous.accept(lambda, payload);
    return { problem: attempted.then((failure) => failure && `${lambda.name} failed: ${messageOf(failure)}`) };
  }

  private async refuse(schedule: Schedule, target: Target, payload: string, obstacle: Obstacle): Promise<Handed> {
    const name = functionName(target.functionArn);
    const problem = `EventBridge could not invoke ${name} for the rule ${schedule.name}: ${obstacle.message}`;
    const fate = await this.keep(schedule, target, payload, obstacle);
    this.options.log(`${problem}\n${fate}\nevent  ${payload}`);
    return { problem: Promise.resolve(problem) };
  }

  /** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html; returns where the event is then. */
  private async keep({ arn }: Schedule, target: Target, body: string, { code, message }: Obstacle): Promise<string> {
    const { functionArn, deadLetterArn } = target;
    if (deadLetterArn === undefined) return "LOST: the target has no dead-letter queue";
    const attributes = { RULE_ARN: arn, TARGET_ARN: functionArn, ERROR_CODE: code, ERROR_MESSAGE: message };
    try {
      await this.options.delivery.asService(eventBridge, arn, deadLetterArn, { body, attributes });
      return `it is in ${deadLetterArn} now`;
    } catch (error) {
      if (error instanceof AwsError) return `LOST: ${deadLetterArn} does not take it: ${error.message}`;
      throw error;
    }
  }
}

const noPermission = ({ arn }: Schedule): Obstacle => ({
  code: "NO_PERMISSIONS",
  message: `no aws.lambda.Permission lets ${eventBridge} invoke it; declare one with sourceArn ${arn}`,
});

const notServed: Obstacle = { code: "NO_RESOURCE", message: "the host does not serve this function" };
