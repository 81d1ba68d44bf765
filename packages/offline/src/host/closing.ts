/** Ends what was opened, in the reverse of its order: what calls ends before what it calls. */
export class Closing {
  private readonly steps: (() => void | Promise<void>)[] = [];

  /** Has something ended before all that was opened until now. */
  add(close: () => void | Promise<void>): void {
    this.steps.unshift(close);
  }

  /** Ends everything. A part that fails to end keeps none of the others open; the first failure is thrown at the end. */
  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (const step of this.steps.splice(0)) {
      try {
        await step();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
