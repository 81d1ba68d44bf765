import type { Clock } from "../../clock";

/** Lets receivers wait until a queue may have something for them. */
export class Arrivals {
  private readonly waiting = new Set<() => void>();

  constructor(private readonly clock: Clock) {}

  /** Resolves when something has come, or at a time. */
  wait(until: number): Promise<void> {
    return new Promise((resolve) => {
      const go = (): void => {
        this.waiting.delete(go);
        cancel();
        resolve();
      };
      const cancel = this.clock.at(until, go);
      this.waiting.add(go);
    });
  }

  /** Lets all who wait look again. */
  announce(): void {
    for (const go of [...this.waiting]) go();
  }
}
