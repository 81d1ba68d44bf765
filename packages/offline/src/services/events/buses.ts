import type { Deliveries, Parcel } from "../deliveries/deliveries";
import { busName } from "./bus";
import type { Rule } from "./declared";
import type { BusEvent } from "./event";

/** An event that a bus takes. */
export interface Arrival {
  busArn: string;
  event: BusEvent;
  /** Whether another bus has sent it: it goes to no third one then, as AWS has it. */
  isForwarded?: boolean;
}

/** The buses of a program: what they take goes to the targets of the rules that it matches. */
export class Buses {
  constructor(
    private readonly rules: readonly Rule[],
    private readonly deliveries: Pick<Deliveries, "accept">,
    /** Told of each rule that an event has matched. */
    private readonly onMatch: (rule: Rule) => void,
  ) {}

  /** Returns when all that comes of the events is on disk, all or nothing; nobody waits for its delivery. */
  async take(arrivals: Arrival[]): Promise<void> {
    await this.deliveries.accept(arrivals.flatMap((arrival) => this.parcelsOf(arrival)));
  }

  private parcelsOf({ busArn, event, isForwarded }: Arrival): Parcel[] {
    const matched = this.rules.filter((rule) => rule.enabled && rule.busArn === busArn && rule.pattern?.matches(event));
    return matched.flatMap((rule) => {
      this.onMatch(rule);
      return rule.recipients
        .filter(({ arn }) => !isForwarded || !isBus(arn))
        .map((recipient) => ({
          recipient,
          body: recipient.bodyOf(event),
          from: "event",
          what: `${event["detail-type"]} on ${busName(busArn)} by ${rule.logicalName}`,
        }));
    });
  }
}

const isBus = (arn: string): boolean => /^arn:aws:events:[^:]*:\d+:event-bus\//.test(arn);
