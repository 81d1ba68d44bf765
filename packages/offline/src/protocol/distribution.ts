/** So many different values are kept as they are; of more, each is kept to about a per cent. */
const exactValues = 128;

/** How far apart values are that are kept apart when there are many, as a factor. */
const step = Math.log(1.01);

/** Values of a metric within a time: their statistics, and how often each occurred, in bounded memory. */
export class Distribution {
  count = 0;
  sum = 0;
  minimum = Infinity;
  maximum = -Infinity;
  private readonly counts = new Map<number, number>();
  private isRounded = false;

  /** Adds a value, as often as it occurred. */
  add(value: number, occurrences = 1): void {
    this.count += occurrences;
    this.sum += value * occurrences;
    if (value < this.minimum) this.minimum = value;
    if (value > this.maximum) this.maximum = value;
    this.tally(this.isRounded ? rounded(value) : value, occurrences);
    if (!this.isRounded && this.counts.size > exactValues) this.round();
  }

  /** Adds what another one has. */
  merge(other: Distribution): void {
    this.count += other.count;
    this.sum += other.sum;
    this.minimum = Math.min(this.minimum, other.minimum);
    this.maximum = Math.max(this.maximum, other.maximum);
    for (const [value, occurrences] of other.counts) this.tally(this.isRounded ? rounded(value) : value, occurrences);
    if (!this.isRounded && this.counts.size > exactValues) this.round();
  }

  /** How often each value occurred, the smallest first. */
  values(): [value: number, occurrences: number][] {
    return [...this.counts].sort(([a], [b]) => a - b);
  }

  private tally(value: number, occurrences: number): void {
    this.counts.set(value, (this.counts.get(value) ?? 0) + occurrences);
  }

  private round(): void {
    this.isRounded = true;
    const exact = [...this.counts];
    this.counts.clear();
    for (const [value, occurrences] of exact) this.tally(rounded(value), occurrences);
  }
}

const rounded = (value: number): number =>
  value === 0 ? 0 : Math.sign(value) * Math.exp(Math.round(Math.log(Math.abs(value)) / step) * step);
