/** So many different values are kept as they are; of more, each is kept to about a per cent. */
const exactValues = 128;

/** How far apart values are that are kept apart when there are many, as a factor. */
const step = Math.log(1.01);

/** What is known of values that are not told one by one. */
export interface StatisticSet {
  readonly count: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** Values of a metric within a time: their statistics, and how often each occurred, in bounded memory. */
export class Distribution implements StatisticSet {
  count = 0;
  sum = 0;
  minimum = Infinity;
  maximum = -Infinity;
  private readonly counts = new Map<number, number>();
  private isRounded = false;
  private knowsAll = true;

  /** Makes one anew of its statistics and of its {@link values}, none of which means that they are not known. */
  static of({ count, sum, minimum, maximum }: StatisticSet, values: Iterable<[number, number]>): Distribution {
    const made = new Distribution();
    Object.assign(made, { count, sum, minimum, maximum });
    for (const [value, occurrences] of values) made.counts.set(value, occurrences);
    made.isRounded = made.counts.size > exactValues;
    made.knowsAll = made.counts.size > 0 || count === 0;
    return made;
  }

  /** Whether each value is known, as percentiles need. If not, {@link values} are none. */
  get isComplete(): boolean {
    return this.knowsAll;
  }

  /** Adds a value, as often as it occurred. */
  add(value: number, occurrences = 1): void {
    this.count += occurrences;
    this.sum += value * occurrences;
    if (value < this.minimum) this.minimum = value;
    if (value > this.maximum) this.maximum = value;
    this.tally(this.isRounded ? rounded(value) : value, occurrences);
    if (!this.isRounded && this.counts.size > exactValues) this.round();
  }

  /** Adds values of which only this is known. They are known one by one if they are all the same. */
  addSet(set: StatisticSet): void {
    if (set.minimum === set.maximum) return this.add(set.minimum, set.count);
    this.addStatistics(set);
    this.forgetValues();
  }

  /** Adds what another one has. */
  merge(other: Distribution): void {
    this.addStatistics(other);
    if (!other.knowsAll) this.forgetValues();
    for (const [value, occurrences] of other.counts) this.tally(this.isRounded ? rounded(value) : value, occurrences);
    if (!this.isRounded && this.counts.size > exactValues) this.round();
  }

  /** How often each value occurred, the smallest first. */
  values(): [value: number, occurrences: number][] {
    return [...this.counts].sort(([a], [b]) => a - b);
  }

  private addStatistics({ count, sum, minimum, maximum }: StatisticSet): void {
    this.count += count;
    this.sum += sum;
    this.minimum = Math.min(this.minimum, minimum);
    this.maximum = Math.max(this.maximum, maximum);
  }

  private forgetValues(): void {
    this.knowsAll = false;
    this.counts.clear();
  }

  private tally(value: number, occurrences: number): void {
    if (!this.knowsAll) return;
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
