import { InvalidFilterPolicy } from "./invalid";

const comparisons: Record<string, (value: number, bound: number) => boolean> = {
  "=": (value, bound) => value === bound,
  "<": (value, bound) => value < bound,
  "<=": (value, bound) => value <= bound,
  ">": (value, bound) => value > bound,
  ">=": (value, bound) => value >= bound,
};

/**
 * Compiles `numeric`: one comparison, or two of a range, such as `[">", 0, "<=", 150]`
 * (https://docs.aws.amazon.com/sns/latest/dg/numeric-value-matching.html).
 *
 * @throws InvalidFilterPolicy
 */
export function compileNumeric(argument: unknown): (value: unknown) => boolean {
  const parts: unknown[] = Array.isArray(argument) ? argument : [];
  if (parts.length !== 2 && parts.length !== 4)
    throw new InvalidFilterPolicy(`numeric takes one comparison or two, not ${JSON.stringify(argument)}`);
  const holds = [comparison(parts[0], parts[1]), ...(parts.length === 4 ? [comparison(parts[2], parts[3])] : [])];
  return (value) => typeof value === "number" && holds.every((one) => one(value));
}

function comparison(operator: unknown, bound: unknown): (value: number) => boolean {
  const compare =
    typeof operator === "string" && Object.hasOwn(comparisons, operator) ? comparisons[operator] : undefined;
  if (!compare) throw new InvalidFilterPolicy(`numeric knows ${Object.keys(comparisons).join(" ")}, not ${operator}`);
  if (typeof bound !== "number") throw new InvalidFilterPolicy(`${JSON.stringify(bound)} is no number for numeric`);
  return (value) => compare(value, bound);
}
