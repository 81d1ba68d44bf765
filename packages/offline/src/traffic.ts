/** What is under way through something that is to end: it may end when that is through. */
export class Traffic {
  private count = 0;
  private readonly waiting: (() => void)[] = [];

  /** Counts something until it settles. */
  async during<Value>(act: () => Promise<Value>): Promise<Value> {
    this.count++;
    try {
      return await act();
    } finally {
      if (--this.count === 0) for (const resolve of this.waiting.splice(0)) resolve();
    }
  }

  /** Resolves as soon as nothing is under way. */
  over(): Promise<void> {
    return this.count === 0 ? Promise.resolve() : new Promise((resolve) => this.waiting.push(resolve));
  }
}
