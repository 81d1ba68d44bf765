/** Keeps values for a time, and a limited number of them: those that were kept first go first. */
export class BoundedCache<Value> {
  private readonly entries = new Map<string, { value: Value; until: number }>();

  constructor(private readonly most: number) {}

  find(key: string, now: number): Value | undefined {
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    if (now < entry.until) return entry.value;
    this.entries.delete(key);
    return undefined;
  }

  /** @param until in milliseconds since the epoch, as {@link find}'s `now` */
  keep(key: string, value: Value, until: number): void {
    this.entries.delete(key);
    this.entries.set(key, { value, until });
    if (this.entries.size <= this.most) return;
    for (const [oldest] of this.entries) return void this.entries.delete(oldest);
  }
}
