type Waiting = (() => void)[];

/** Locks by key, first come first served. */
export class Locks {
  private readonly held = new Map<string, Waiting>();

  /** Calls `run` when the key is free, at once if it is. */
  acquire(key: string, run: () => void): void {
    const waiting = this.held.get(key);
    if (waiting) waiting.push(run);
    else {
      this.held.set(key, []);
      run();
    }
  }

  release(key: string): void {
    const next = this.held.get(key)?.shift();
    if (next) queueMicrotask(next);
    else this.held.delete(key);
  }

  /** Does something while holding keys. They are taken in order, so that two such calls cannot wait for each other. */
  async holding<Result>(keys: Iterable<string>, act: () => Promise<Result>): Promise<Result> {
    const ordered = [...new Set(keys)].sort();
    for (const key of ordered) await new Promise<void>((resolve) => this.acquire(key, resolve));
    try {
      return await act();
    } finally {
      for (const key of ordered) this.release(key);
    }
  }
}
