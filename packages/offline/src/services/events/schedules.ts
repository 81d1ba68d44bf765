import { findNamed } from "../../graph/logical-names";
import type { Clock } from "../../clock";
import type { Deliveries } from "../deliveries/deliveries";
import type { BusEvent, EventRecipient } from "./event";
import type { Timetable } from "./expression";

/** What fires by the clock: a rule, or a schedule of the scheduler. */
export interface Schedule {
  /** Its physical name. */
  name: string;
  /** The name that the program gave it. */
  logicalName: string;
  arn: string;
  expression: string;
  enabled: boolean;
  timetable: Timetable;
  recipients: EventRecipient[];
  /** What it tells at a time, in milliseconds since the epoch. */
  eventAt(time: number): BusEvent;
}

export interface SchedulesOptions {
  schedules: Schedule[];
  deliveries: Pick<Deliveries, "accept">;
  clock: Clock;
  /** Told of each that fires. */
  onFire?: (schedule: Schedule) => void;
  /** Told of firings that fail by the host's own fault. */
  log: (text: string) => void;
}

/** A schedule has fired. */
export interface Firing {
  eventId: string;
  /** What went wrong at the targets, at the first attempts; empty if nothing did. */
  problems: Promise<string[]>;
}

/** Fires schedules at their times, and by hand. What would have fired while the host was off is not made up for. */
export class Schedules {
  private readonly alarms = new Map<Schedule, () => void>();

  constructor(private readonly options: SchedulesOptions) {}

  /** All schedules, in the order the program declares them. */
  all(): Schedule[] {
    return this.options.schedules;
  }

  /** A schedule by its physical name, or by the name the program gave it, if no other has that. */
  find(name: string): Schedule | undefined {
    return findNamed(this.options.schedules, name);
  }

  /** When a schedule fires next, in milliseconds since the epoch; undefined if it does not. */
  next({ enabled, timetable }: Schedule): number | undefined {
    return enabled ? timetable.next(this.options.clock.now()) : undefined;
  }

  /** Begins to fire. */
  start(): void {
    for (const schedule of this.options.schedules) if (schedule.enabled) this.arm(schedule, this.options.clock.now());
  }

  /**
   * Fires now, also what is disabled.
   *
   * @returns when the event is on disk in each target's keeping
   */
  fire(schedule: Schedule): Promise<Firing> {
    return this.fireAt(schedule, this.options.clock.now());
  }

  close(): void {
    for (const cancel of this.alarms.values()) cancel();
    this.alarms.clear();
  }

  private arm(schedule: Schedule, after: number): void {
    const { clock, log } = this.options;
    // A timer may be early by a moment, and late by much on a machine that slept.
    const time = schedule.timetable.next(Math.max(after, clock.now()));
    if (time === undefined) return void this.alarms.delete(schedule);
    const cancel = clock.at(time, () => {
      this.arm(schedule, time);
      this.fireAt(schedule, time).catch((error: unknown) => {
        log(`the schedule ${schedule.name} could not be fired: ${String(error)}`);
      });
    });
    this.alarms.set(schedule, cancel);
  }

  private async fireAt(schedule: Schedule, time: number): Promise<Firing> {
    const event = schedule.eventAt(time);
    this.options.onFire?.(schedule);
    const told = { from: "schedule", what: schedule.logicalName };
    const parcels = schedule.recipients.map((recipient) => ({ recipient, body: recipient.bodyOf(event), ...told }));
    const accepted = await this.options.deliveries.accept(parcels);
    const deliveries = await Promise.all(accepted.map(({ ending }) => ending));
    const problems = Promise.all(deliveries.map(async (delivery) => delivery?.problem));
    return { eventId: event.id, problems: problems.then((all) => all.filter((one) => one !== undefined)) };
  }
}
