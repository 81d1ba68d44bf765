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

/** What stands behind a door, which is held while it is replaced. Who comes meanwhile waits. */
export class Behind<Parts> {
  private present: Promise<Parts>;
  private settle: (parts: Parts) => void = () => undefined;
  /** What is there now; undefined while the door is held. */
  now: Parts | undefined;

  constructor() {
    this.present = this.another();
  }

  /** What is there, or will be. */
  get parts(): Promise<Parts> {
    return this.present;
  }

  hold(): void {
    if (this.now === undefined) return;
    this.now = undefined;
    this.present = this.another();
  }

  open(parts: Parts): void {
    this.now = parts;
    this.settle(parts);
  }

  private another(): Promise<Parts> {
    return new Promise((resolve) => (this.settle = resolve));
  }
}
