import type { Report } from "./messages";

/** How far a thread may be ahead, in messages of a kilobyte. The host hears so much in a few milliseconds. */
const limit = 256;
/** A thread that waits looks again after so many milliseconds, whether it is told to or not. */
const pauseMilliseconds = 100;

/**
 * What a thread has said and the host has not heard yet. A thread that is too far ahead waits, as a process does that
 * writes into a full pipe: it would fill the memory, and keep the host from everything else.
 */
export class Backlog {
  /** What the host has heard since it last said so. */
  private heard = 0;

  /** @param memory shared by both threads */
  constructor(readonly memory: Int32Array = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))) {}

  /** In the thread, before it says something: returns when it may. */
  add(report: Report): void {
    for (let behind = this.behind(); behind >= limit; behind = this.behind())
      Atomics.wait(this.memory, 0, behind, pauseMilliseconds);
    Atomics.add(this.memory, 0, weightOf(report));
  }

  /** In the host: it has heard something. The thread is told when this turn of the event loop is over. */
  remove(report: Report): void {
    const isFirst = this.heard === 0;
    this.heard += weightOf(report);
    if (isFirst) setImmediate(() => this.tell());
  }

  private tell(): void {
    const before = Atomics.sub(this.memory, 0, this.heard);
    this.heard = 0;
    if (before >= limit) Atomics.notify(this.memory, 0);
  }

  private behind(): number {
    return Atomics.load(this.memory, 0);
  }
}

const weightOf = (report: Report): number => 1 + Math.ceil(sizeOf(report) / 1024);

function sizeOf(report: Report): number {
  switch (report.kind) {
    case "log":
      return report.message.length + (report.text?.length ?? 0);
    case "output":
      return report.text.length;
    case "request":
    case "piece":
      return report.body.length;
    case "result":
      return report.payload.length;
    case "ready":
    case "initError":
    case "error":
    case "end":
    case "more":
      return 0;
  }
}
