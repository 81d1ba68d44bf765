/** One measurement of a day: its hour of UTC, where it was taken, and what it says. */
export interface Measurement {
  hour: number;
  place: string;
  value: number;
}

/** What a day's measurements of one type come to; of no measurements there is no least, greatest or mean. */
export interface Figures {
  count: number;
  min?: number;
  max?: number;
  mean?: number;
  /** The nearest-rank percentile: the least value that 95 % of all are not above. */
  p95?: number;
  /** The 24 hours of UTC. */
  perHour: { hour: number; count: number; mean?: number }[];
  /** The ten places with the greatest totals, greatest first, ties by name. */
  topPlaces: { place: string; total: number }[];
}

/** A sum with what its additions have lost so far (Neumaier): 2,400 times 0.1 is 240. */
interface Sum {
  total: number;
  lost: number;
}

const topCount = 10;

/** Adds up the measurements of one day. It keeps a number for each measurement and a sum for each place. */
export const aggregation = () => {
  let values = new Float64Array(1024);
  let count = 0;
  const hours = Array.from({ length: 24 }, () => ({ count: 0, sum: { total: 0, lost: 0 } }));
  const places = new Map<string, Sum>();

  const addTo = (sum: Sum, value: number): void => {
    const total = sum.total + value;
    sum.lost += Math.abs(sum.total) >= Math.abs(value) ? sum.total - total + value : value - total + sum.total;
    sum.total = total;
  };
  // Six digits behind the point are all that measurements have to say; the rest is binary arithmetic's.
  const round = (value: number): number => Number(value.toFixed(6));
  const sumOf = ({ total, lost }: Sum): number => total + lost;

  const add = ({ hour, place, value }: Measurement): void => {
    if (count === values.length) {
      const longer = new Float64Array(2 * count);
      longer.set(values);
      values = longer;
    }
    values[count++] = value;
    const ofHour = hours[hour];
    if (ofHour === undefined) throw new RangeError(`no day has an hour ${hour}`);
    ofHour.count++;
    addTo(ofHour.sum, value);
    let ofPlace = places.get(place);
    if (ofPlace === undefined) places.set(place, (ofPlace = { total: 0, lost: 0 }));
    addTo(ofPlace, value);
  };

  const topPlaces = (): Figures["topPlaces"] => {
    const top: Figures["topPlaces"] = [];
    const isAbove = (one: { place: string; total: number }, other: { place: string; total: number }): boolean =>
      one.total > other.total || (one.total === other.total && one.place < other.place);
    for (const [name, sum] of places) {
      const candidate = { place: name, total: round(sumOf(sum)) };
      const rank = top.findIndex((other) => isAbove(candidate, other));
      if (rank >= 0) top.splice(rank, 0, candidate);
      else if (top.length < topCount) top.push(candidate);
      if (top.length > topCount) top.pop();
    }
    return top;
  };

  const figures = (): Figures => {
    const perHour = hours.map(({ count: inHour, sum }, hour) => ({
      hour,
      count: inHour,
      ...(inHour > 0 && { mean: round(sumOf(sum) / inHour) }),
    }));
    if (count === 0) return { count, perHour, topPlaces: [] };
    const sorted = values.subarray(0, count).sort();
    const at = (rank: number): number => round(sorted[rank - 1] ?? NaN);
    const all: Sum = { total: 0, lost: 0 };
    for (const { sum } of hours) addTo(all, sumOf(sum));
    return {
      count,
      min: at(1),
      max: at(count),
      mean: round(sumOf(all) / count),
      p95: at(Math.ceil((95 * count) / 100)),
      perHour,
      topPlaces: topPlaces(),
    };
  };

  return { add, figures };
};
