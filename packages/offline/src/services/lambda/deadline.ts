import { type RunningTime, standstill } from "../../running-time";

/** Tells when something has taken too long. Its timer is not set anew for each of many things that are over soon. */
export class Deadline {
  private timer?: NodeJS.Timeout;
  /** When the timer fires, and by when what runs must be over: milliseconds of running time. */
  private firesAt = 0;
  private at = Infinity;

  constructor(
    private readonly exceeded: () => void,
    private readonly running: RunningTime,
  ) {}

  /** Something begins that may take so many milliseconds. */
  begin(milliseconds: number): void {
    this.at = this.running.now() + milliseconds;
    if (this.timer && this.firesAt <= this.at) return;
    clearTimeout(this.timer);
    this.set(milliseconds);
  }

  /** It is over, and nothing runs. */
  end(): void {
    this.at = Infinity;
  }

  close(): void {
    this.end();
    clearTimeout(this.timer);
  }

  private set(milliseconds: number): void {
    this.firesAt = this.running.now() + milliseconds;
    this.timer = setTimeout(() => this.check(), milliseconds);
  }

  private check(): void {
    this.timer = undefined;
    const left = this.at - this.running.now();
    if (left <= 0) this.exceeded();
    else if (left < Infinity) this.set(Math.max(left, standstill));
  }
}
