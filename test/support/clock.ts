/** A clock that a test sets; it stands still by itself. */
export class Clock {
  private milliseconds: number;

  /** @param start an ISO 8601 date */
  constructor(start: string) {
    this.milliseconds = Date.parse(start);
  }

  readonly now = (): number => this.milliseconds;

  set(instant: string): void {
    this.milliseconds = Date.parse(instant);
  }

  pass(milliseconds: number): void {
    this.milliseconds += milliseconds;
  }
}
