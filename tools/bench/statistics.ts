/** The middle of some figures: half of them are at most this. */
export const median = (values: readonly number[]): number => quantile(values, 0.5);

/**
 * The figure that a share of the others does not exceed, between two figures in proportion.
 *
 * @throws RangeError for no figures: nothing was measured
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  if (low === undefined || high === undefined) throw new RangeError("there is no figure to take the middle of");
  return low + (high - low) * (at - Math.floor(at));
}

/** How a figure stands to another one that was measured in turn with it. */
export interface Ratio {
  median: number;
  /** What the middle half of the rounds lies between: how far the machine lets the median be believed. */
  low: number;
  high: number;
}

/**
 * The ratio of two figures, of each round by itself: what slows the machine down for a while slows both of a round.
 *
 * @throws RangeError if the rounds are not the same ones
 */
export function ratioOf(values: readonly number[], references: readonly number[]): Ratio {
  if (values.length !== references.length)
    throw new RangeError(`${values.length} figures beside ${references.length} of the reference`);
  const ratios = values.map((value, round) => value / (references[round] ?? NaN));
  return { median: median(ratios), low: quantile(ratios, 0.25), high: quantile(ratios, 0.75) };
}
