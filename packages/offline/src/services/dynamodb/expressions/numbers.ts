/** A number of up to 38 digits: `coefficient` × 10^`exponent`. */
interface Decimal {
  coefficient: bigint;
  exponent: number;
}

/** @throws Error for what is no number: values are checked before they are stored */
function decimal(text: string): Decimal {
  const [, sign, whole = "", fraction = "", exponent = "0"] =
    /^([+-]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]+))?$/.exec(text) ?? [];
  if (whole + fraction === "") throw new Error(`not a number: ${text}`);
  const digits = BigInt(whole + fraction);
  return { coefficient: sign === "-" ? -digits : digits, exponent: Number(exponent) - fraction.length };
}

/** Two coefficients with one exponent. */
function aligned(left: string, right: string): { coefficients: [bigint, bigint]; exponent: number } {
  const [a, b] = [decimal(left), decimal(right)];
  const exponent = Math.min(a.exponent, b.exponent);
  const scaled = (one: Decimal) => one.coefficient * 10n ** BigInt(one.exponent - exponent);
  return { coefficients: [scaled(a), scaled(b)], exponent };
}

/** Negative, zero or positive, by value: 1.0 is 1. */
export function compareNumbers(left: string, right: string): number {
  const [a, b] = aligned(left, right).coefficients;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The exact sum. */
export const addNumbers = (left: string, right: string): string => {
  const { coefficients, exponent } = aligned(left, right);
  return written(coefficients[0] + coefficients[1], exponent);
};

/** The exact difference. */
export const subtractNumbers = (left: string, right: string): string => {
  const { coefficients, exponent } = aligned(left, right);
  return written(coefficients[0] - coefficients[1], exponent);
};

/** A number as DynamoDB writes it: equal numbers have one text. */
export function canonicalNumber(text: string): string {
  const { coefficient, exponent } = decimal(text);
  return written(coefficient, exponent);
}

function written(coefficient: bigint, exponent: number): string {
  if (coefficient === 0n) return "0";
  const sign = coefficient < 0n ? "-" : "";
  const digits = String(coefficient < 0n ? -coefficient : coefficient);
  if (exponent >= 0) return sign + digits + "0".repeat(exponent);
  const padded = digits.padStart(1 - exponent, "0");
  const [whole, fraction] = [padded.slice(0, exponent), padded.slice(exponent).replace(/0+$/, "")];
  return sign + whole + (fraction && `.${fraction}`);
}
