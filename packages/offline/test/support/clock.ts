import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock } from "../../src/clock";
import { eventually } from "./poll";

/** A clock that stands still until a test moves it. */
export class TestClock implements Clock {
  private readonly alarms = new Set<{ time: number; act: () => void }>();

  private time: number;

  /** @param start an ISO 8601 date */
  constructor(start = "2026-11-21T12:00:00Z") {
    this.time = Date.parse(start);
  }

  now(): number {
    return this.time;
  }

  at(time: number, act: () => void): () => void {
    if (time <= this.time) {
      const soon = setImmediate(act);
      return () => clearImmediate(soon);
    }
    const alarm = { time, act };
    this.alarms.add(alarm);
    return () => void this.alarms.delete(alarm);
  }

  /** Goes ahead, ringing on the way what is to ring, in order. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds;
    for (let next = this.next(end); next; next = this.next(end)) {
      this.alarms.delete(next);
      this.time = Math.max(this.time, next.time);
      next.act();
      await nextTurn();
    }
    this.time = end;
  }

  /** Goes ahead to a moment, as an ISO 8601 date. */
  advanceTo(instant: string): Promise<void> {
    return this.advance(Date.parse(instant) - this.time);
  }

  /** Goes ahead like a machine that sleeps: nothing rings until it goes on. */
  sleep(milliseconds: number): void {
    this.time += milliseconds;
  }

  /** Waits until so many things wait for a time. */
  async waited(count = 1): Promise<void> {
    await eventually(`${count} to wait for a time`, async () => (this.alarms.size >= count ? true : undefined));
  }

  private next(end: number) {
    const due = [...this.alarms].filter(({ time }) => time <= end);
    return due.sort((a, b) => a.time - b.time)[0];
  }
}
