import type { Estimate, Line } from "./estimate";

/** How one line of an estimate has changed; money is what is to pay in a month, in US dollars. */
export interface Change {
  service: string;
  what: string;
  before: number;
  after: number;
  difference: number;
}

/** How an estimate has changed against an earlier one. */
export interface Difference {
  changes: Change[];
  total: { before: number; after: number; difference: number };
  /** What may cost and has no price, and was not there before. */
  unpriced: string[];
}

const keyOf = ({ service, what }: Line): string => `${service}\n${what}`;

/** What is to pay by line; lines of the same name are one. */
function sumsOf({ lines }: Estimate): Map<string, number> {
  const sums = new Map<string, number>();
  for (const line of lines) sums.set(keyOf(line), (sums.get(keyOf(line)) ?? 0) + line.toPay);
  return sums;
}

/** What less than this makes of a difference comes from adding fractions. */
const least = 1e-9;

/** The lines that cost otherwise than before, and the sums. */
export function differenceBetween(before: Estimate, after: Estimate): Difference {
  const [old, now] = [sumsOf(before), sumsOf(after)];
  const changes = [...new Set([...now.keys(), ...old.keys()])].map((key): Change => {
    const [service = "", what = ""] = key.split("\n");
    const [one, other] = [old.get(key) ?? 0, now.get(key) ?? 0];
    return { service, what, before: one, after: other, difference: other - one };
  });
  const total = { before: before.total.toPay, after: after.total.toPay };
  return {
    changes: changes.filter(({ difference }) => Math.abs(difference) > least),
    total: { ...total, difference: total.after - total.before },
    unpriced: after.unpriced.filter((one) => !before.unpriced.includes(one)),
  };
}
