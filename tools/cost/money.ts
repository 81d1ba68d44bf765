/** US dollars with two decimals; what is less than a cent says so. */
export function money(usd: number): string {
  if (usd === 0) return "0.00";
  if (Math.abs(usd) < 0.01) return usd < 0 ? "> -0.01" : "< 0.01";
  return usd.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

/** The same with its sign. */
export const change = (usd: number): string => (usd > 0 && usd >= 0.01 ? `+${money(usd)}` : money(usd));

/** A unit for so many; bytes have no plural. */
const named = (unit: string, count: number): string => (count === 1 || unit.endsWith("GB") ? unit : `${unit}s`);

/** A number of units: whole ones where there are many, as many digits as tell it apart where there are few. */
export const amount = (units: number, unit: string): string => {
  const digits = units >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 };
  return `${units.toLocaleString("en-US", digits)} ${named(unit, units)}`;
};

/** A price with all of its digits, and what it is for. */
export function unitPrice(usd: number, per: number, unit: string): string {
  const price = usd.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 10 });
  return `${price} / ${per === 1 ? unit : `${per.toLocaleString("en-US")} ${named(unit, per)}`}`;
}
