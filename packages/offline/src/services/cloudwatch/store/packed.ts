import { Distribution } from "../../../protocol/distribution";

/**
 * The values of a point, as they are kept in memory and on the disk: count, sum, minimum and maximum, and then each
 * value and how often it occurred, the smallest first. None of these says that the values are not known one by one. A
 * flat list takes a fraction of the memory that a {@link Distribution} does.
 */
export type Packed = readonly number[];

export function pack(distribution: Distribution): Packed {
  const { count, sum, minimum, maximum } = distribution;
  // Unlike a list that is spread, one that is concatenated has no room to spare.
  return [count, sum, minimum, maximum].concat(distribution.values().flat());
}

export function unpack([count = 0, sum = 0, minimum = 0, maximum = 0, ...values]: Packed): Distribution {
  return Distribution.of({ count, sum, minimum, maximum }, pairsOf(values));
}

/** What is known without looking at each value. */
export const unpackStatistics = ([count = 0, sum = 0, minimum = 0, maximum = 0]: Packed): Distribution =>
  Distribution.of({ count, sum, minimum, maximum }, []);

function* pairsOf(values: number[]): Generator<[number, number]> {
  for (let at = 0; at + 1 < values.length; at += 2) yield [values[at] ?? 0, values[at + 1] ?? 0];
}

/** So many different values are kept as they are. */
const exactValues = 16;

/** How far apart values are that are kept apart when there are more, as a factor. */
const step = Math.log(1.1);

/** Digits of a value that is kept to a tenth: more only take room in the file. */
const digits = 4;

/** The same values in less memory: neighbours are kept as their mean. */
export function coarse(distribution: Distribution): Distribution {
  const values = distribution.values();
  if (values.length <= exactValues) return distribution;
  const merged = new Map<string, { sum: number; occurrences: number }>();
  for (const [value, occurrences] of values) {
    const bin = binOf(value);
    const known = merged.get(bin) ?? { sum: 0, occurrences: 0 };
    merged.set(bin, { sum: known.sum + value * occurrences, occurrences: known.occurrences + occurrences });
  }
  const means = [...merged.values()].map(({ sum, occurrences }): [number, number] => {
    return [Number((sum / occurrences).toPrecision(digits)), occurrences];
  });
  return Distribution.of(distribution, means);
}

/** The same for values that are about the same. */
const binOf = (value: number): string =>
  value === 0 ? "0" : `${Math.sign(value)} ${Math.round(Math.log(Math.abs(value)) / step)}`;
