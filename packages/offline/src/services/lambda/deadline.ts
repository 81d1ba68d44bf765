/** Tells when something has taken too long. Its timer is not set anew for each of many things that are over soon. */
export class Deadline {
  private timer?: NodeJS.Timeout;
  /** When the timer fires, and by when what runs must be over: milliseconds since the epoch. */
  private firesAt = 0;
  private at = Infinity;

  constructor(private readonly exceeded: () => void) {}

  /** Something begins that may take so many milliseconds. */
  begin(milliseconds: number): void {
    this.at = Date.now() + milliseconds;
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
    this.firesAt = Date.now() + milliseconds;
    this.timer = setTimeout(() => this.check(), milliseconds);
  }

  private check(): void {
    this.timer = undefined;
    const left = this.at - Date.now();
    if (left <= 0) this.exceeded();
    else if (left < Infinity) this.set(left);
  }
}
