import { InvalidPattern } from "./invalid";

type Compare = (value: number, bound: number) => boolean;

const comparisons: Record<string, Compare> = {
  "=": (value, bound) => value === bound,
  "<": (value, bound) => value < bound,
  "<=": (value, bound) => value <= bound,
  ">": (value, bound) => value > bound,
  ">=": (value, bound) => value >= bound,
};

/**
 * Compiles `numeric`: one comparison, or the two of a range with its bottom first, such as `[">", 0, "<=", 150]`.
 *
 * @throws InvalidPattern
 */
export function compileNumeric(argument: unknown): (value: unknown) => boolean {
  if (!Array.isArray(argument)) throw new InvalidPattern("Value of numeric must be an array.");
  const [operator, bound, topOperator, top, ...others]: unknown[] = argument;
  const first = comparison(operator, bound, `Unrecognized numeric range operator: ${String(operator)}`);
  if (argument.length <= 2) return (value) => typeof value === "number" && first(value);
  if (operator !== ">" && operator !== ">=") throw new InvalidPattern("Too many elements in numeric expression");
  if (topOperator !== "<" && topOperator !== "<=")
    throw new InvalidPattern(`Bad numeric range operator: ${String(topOperator)}`);
  const second = comparison(topOperator, top, "");
  if (others.length > 0) throw new InvalidPattern("Too many terms in numeric range expression");
  if (Number(bound) >= Number(top)) throw new InvalidPattern("Bottom must be less than top");
  return (value) => typeof value === "number" && first(value) && second(value);
}

/** @param otherwise what is wrong with an operator that is none */
function comparison(operator: unknown, bound: unknown, otherwise: string): (value: number) => boolean {
  const compare =
    typeof operator === "string" && Object.hasOwn(comparisons, operator) ? comparisons[operator] : undefined;
  if (!compare) throw new InvalidPattern(otherwise);
  if (typeof bound !== "number") throw new InvalidPattern(`Value of ${String(operator)} must be numeric`);
  return (value) => compare(value, bound);
}
