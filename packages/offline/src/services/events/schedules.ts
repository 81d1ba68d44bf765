import { findNamed } from "../../graph/logical-names";
import type { Location } from "../../protocol/service";
import type { Clock } from "../../clock";
import type { Schedule } from "./declared";
import { scheduledEvent } from "./event";
import type { TargetInvoker } from "./target-invoker";

export interface SchedulesOptions {
  schedules: Schedule[];
  invoker: Pick<TargetInvoker, "invoke">;
  clock: Clock;
  location: Location;
  /** Told of firings that fail by the host's own fault. */
  log: (text: string) => void;
}

/** A rule has fired. */
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

  /** A schedule by the physical name of its rule, or by the name the program gave it, if no other has that. */
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
        log(`the rule ${schedule.name} could not be fired: ${String(error)}`);
      });
    });
    this.alarms.set(schedule, cancel);
  }

  private async fireAt(schedule: Schedule, time: number): Promise<Firing> {
    const event = scheduledEvent(schedule.arn, time, this.options.location);
    const deliveries = await Promise.all(
      schedule.targets.map((target) =>
        this.options.invoker.invoke(schedule, target, target.input ?? JSON.stringify(event)),
      ),
    );
    const problems = Promise.all(deliveries.map(({ problem }) => problem));
    return { eventId: event.id, problems: problems.then((all) => all.filter((one) => one !== undefined)) };
  }
}
