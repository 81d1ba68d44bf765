import { randomUUID } from "node:crypto";
import { type Clock, until } from "../../clock";
import { parseJson } from "../../parse-json";
import type { Activity } from "../../protocol/activity";
import { AwsError } from "../../protocol/service";
import type { Delivery, Targets } from "../../protocol/targets";
import type { PendingEvent, PendingEvents } from "./pending-events";
import { nameOfTarget, type Recipient } from "./recipient";

export interface DeliveriesOptions {
  recipients: readonly Recipient[];
  pending: PendingEvents;
  targets: Pick<Targets, "deliver">;
  /** Told of what is handed over. */
  activity: Pick<Activity, "tell">;
  clock: Clock;
  /** Told of events that no target takes. */
  log: (text: string) => void;
  /** Told how each delivery ended. */
  onEnd?: (recipient: Recipient, isTaken: boolean) => void;
}

/** Something for a target. */
export interface Parcel {
  recipient: Recipient;
  body: string;
  /** Who tells it and what happened, for a person; such as `schedule` and its name. */
  from: string;
  what: string;
}

/** How long is waited before a target is tried again that is not there: doubled each time. */
const retryDelays = { first: 1_000, longest: 60_000 } as const;

/** The end of one delivery: undefined where the host ends before. */
export type Ending = Promise<Delivery | undefined>;

/**
 * Hands events over at least once: an event is on disk when it is accepted, and stays there until its target has it or it
 * was given up. A host that ends before hands it over when it starts. What a target refuses goes to the dead-letter queue.
 */
export class Deliveries {
  private readonly ended = new AbortController();
  private readonly underWay = new Set<Ending>();
  /** What an earlier process left. */
  private readonly left: PendingEvent[];

  constructor(private readonly options: DeliveriesOptions) {
    this.left = options.pending.all();
  }

  /** Returns when all is on disk, all or nothing; how each is handed over is told later. */
  async accept(parcels: Parcel[]): Promise<{ ending: Ending }[]> {
    const accepted = this.options.clock.now();
    const events = parcels.map(({ recipient: { sourceArn, id: targetId }, body, from, what }) => {
      return { id: randomUUID(), sourceArn, targetId, from, what, body, accepted };
    });
    await this.options.pending.accept(events);
    return events.flatMap((event, index) => {
      const recipient = parcels[index]?.recipient;
      return recipient ? [{ ending: this.begin(recipient, event) }] : [];
    });
  }

  /** Hands over what an earlier process left. */
  async resume(): Promise<void> {
    const { pending, recipients, log } = this.options;
    for (const event of this.left.splice(0)) {
      const recipient = recipients.find(({ sourceArn, id }) => sourceArn === event.sourceArn && id === event.targetId);
      if (recipient) void this.begin(recipient, event);
      else {
        // An earlier program declared it.
        log(`LOST: ${event.sourceArn} has no target ${event.targetId} any more for an event\nevent  ${event.body}`);
        await pending.settle(event);
      }
    }
  }

  /** Ends all waiting: what is under way, and what is still accepted, stays pending for the next start. */
  stop(): void {
    this.ended.abort();
  }

  /** Ends, when what targets are just taking is settled: it is not handed over again then. */
  async close(): Promise<void> {
    this.stop();
    await Promise.all(this.underWay);
    await this.options.pending.close();
  }

  private begin(recipient: Recipient, event: PendingEvent): Ending {
    const ending = this.end(recipient, event).finally(() => this.underWay.delete(ending));
    this.underWay.add(ending);
    return ending;
  }

  /** Never rejects. */
  private async end(recipient: Recipient, event: PendingEvent): Ending {
    try {
      return await this.handOver(recipient, event);
    } catch (error) {
      if (!this.ended.signal.aborted)
        this.options.log(`an event of ${recipient.source} has to wait for the next start: ${String(error)}`);
      return undefined;
    }
  }

  /** Tries until the event is in somebody's keeping, or lost. Throws if the host ends before. */
  private async handOver(recipient: Recipient, event: PendingEvent): Promise<Delivery> {
    const { pending, clock, log, onEnd } = this.options;
    const { maximumAttempts, maximumSeconds } = recipient.retry;
    let delay: number = retryDelays.first;
    for (let retries = 0; ; retries++) {
      this.ended.signal.throwIfAborted();
      try {
        const { delivery, isTaken } = await this.attempt(recipient, event);
        onEnd?.(recipient, isTaken);
        await pending.settle(event);
        return delivery;
      } catch (error) {
        this.ended.signal.throwIfAborted();
        // The host's own fault, such as a full disk.
        const isTooLate = clock.now() + delay > event.accepted + maximumSeconds * 1000;
        if (retries >= maximumAttempts || isTooLate) {
          const delivery = await this.refuse(recipient, event, new AwsError("InternalException", String(error)));
          onEnd?.(recipient, false);
          await pending.settle(event);
          return delivery;
        }
        if (retries === 0) log(`an event of ${recipient.source} is tried again: ${String(error)}`);
        await until(clock, clock.now() + delay, this.ended.signal);
        delay = Math.min(delay * 2, retryDelays.longest);
      }
    }
  }

  /** What a target refuses is not tried again. */
  private async attempt(recipient: Recipient, event: PendingEvent): Promise<{ delivery: Delivery; isTaken: boolean }> {
    const { targets, activity } = this.options;
    const { arn: targetArn, sender } = recipient;
    const { body, from, what } = event;
    try {
      if (recipient.takesJson && parseJson(body) === undefined)
        throw new AwsError("INVALID_JSON", "what the template makes of the event is no JSON");
      const delivery = await targets.deliver(targetArn, { body }, sender, this.ended.signal);
      const { invocationId } = delivery;
      activity.tell({ kind: "delivery", time: Date.now(), source: from, what, targetArn, invocationId });
      return { delivery, isTaken: true };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return { delivery: await this.refuse(recipient, event, error), isTaken: false };
    }
  }

  private async refuse(recipient: Recipient, event: PendingEvent, why: AwsError): Promise<Delivery> {
    const verb = /:function:/.test(recipient.arn) ? "invoke" : "hand an event to";
    const problem = `${recipient.service} could not ${verb} ${nameOfTarget(recipient.arn)} for ${recipient.source}: ${why.message}`;
    const fate = await this.keep(recipient, event, why);
    this.options.log(`${problem}\n${fate}\nevent  ${event.body}`);
    return { problem: Promise.resolve(problem) };
  }

  /** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html; returns where the event is then. */
  private async keep(
    { deadLetter, sourceArn, arn }: Recipient,
    { body }: PendingEvent,
    why: AwsError,
  ): Promise<string> {
    if (!deadLetter) return "LOST: the target has no dead-letter queue";
    const attributes = {
      [sourceArn.includes(":rule/") ? "RULE_ARN" : "SCHEDULE_ARN"]: sourceArn,
      TARGET_ARN: arn,
      ERROR_CODE: errorCode(why),
      ERROR_MESSAGE: why.message,
    };
    try {
      await this.options.targets.deliver(deadLetter.arn, { body, attributes }, deadLetter.sender, this.ended.signal);
      return `it is in ${deadLetter.arn} now`;
    } catch (error) {
      if (error instanceof AwsError) return `LOST: ${deadLetter.arn} does not take it: ${error.message}`;
      throw error;
    }
  }
}

function errorCode({ code }: AwsError): string {
  if (/Denied|AuthorizationError/.test(code)) return "NO_PERMISSIONS";
  if (code === "INVALID_JSON" || code === "InternalException") return code;
  return "NO_RESOURCE";
}
