import { Cron } from "croner";

/** When a schedule fires; times are in milliseconds since the epoch. */
export interface Timetable {
  /** The first time after another; undefined if there is none any more. */
  next(after: number): number | undefined;
}

/** A schedule expression that EventBridge would refuse; the message says why. */
export class InvalidExpression extends Error {}

/**
 * Reads EventBridge's `rate(…)` or `cron(…)`.
 * Source: "Setting a schedule pattern for scheduled rules" in the Amazon EventBridge User Guide.
 *
 * @param start when a rate begins to count; EventBridge counts from when the rule was made
 * @param timezone what a cron expression's hours are of; rules know UTC alone
 * @throws InvalidExpression
 */
export function parseExpression(expression: string, start: number, timezone = "UTC"): Timetable {
  const [, kind, text = ""] = /^(rate|cron)\((.*)\)$/s.exec(expression) ?? [];
  if (kind === "rate") return rate(text, start);
  if (kind === "cron") return cron(text, timezone);
  throw new InvalidExpression("it must be rate(value unit) or cron(minutes hours day-of-month month day-of-week year)");
}

const units: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

function rate(text: string, start: number): Timetable {
  const [, digits = "", unit = "", plural] = /^([1-9]\d*) (minute|hour|day)(s?)$/.exec(text) ?? [];
  const value = Number(digits);
  const period = value * (units[unit] ?? 0);
  if (period === 0) throw new InvalidExpression("a rate is a whole number from 1 and minute(s), hour(s) or day(s)");
  if ((value === 1) !== (plural === "")) {
    const right = value === 1 ? `1 ${unit}` : `${value} ${unit}s`;
    throw new InvalidExpression(`the unit must be singular for 1 and plural above: rate(${right})`);
  }
  return { next: (after) => start + (Math.floor((after - start) / period) + 1) * period };
}

/** The fields of a cron expression, in their order, with the characters that each may have. */
const fields = [
  { name: "minutes", form: /^[\d,*/-]+$/ },
  { name: "hours", form: /^[\d,*/-]+$/ },
  { name: "day-of-month", form: /^[\d,*?/LW-]+$/i },
  { name: "month", form: /^(?:[\d,*/-]|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)+$/i },
  { name: "day-of-week", form: /^(?:[\d,*?#/L-]|SUN|MON|TUE|WED|THU|FRI|SAT)+$/i },
  { name: "year", form: /^[\d,*/-]+$/ },
] as const;

const years = { first: 1970, last: 2199 } as const;

function cron(text: string, timezone: string): Timetable {
  const parts = text.trim().split(/\s+/);
  if (parts.length !== fields.length)
    throw new InvalidExpression(
      `cron takes six fields (${fields.map(({ name }) => name).join(", ")}), not ${parts.length}`,
    );
  fields.forEach(({ name, form }, index) => {
    if (!form.test(parts[index] ?? "")) throw new InvalidExpression(`${parts[index]} is no ${name}`);
  });
  const [minutes, hours, dayOfMonth = "", month, dayOfWeek = "", year = ""] = parts;
  if ((dayOfMonth === "?") === (dayOfWeek === "?"))
    throw new InvalidExpression("exactly one of day-of-month and day-of-week must be ?");
  checkNumbers("day-of-week", dayOfWeek.replace(/#\d+/g, ""), 1, 7);
  checkNumbers("year", year, years.first, years.last);
  // EventBridge knows L in day-of-week also alone, for Saturday.
  const weekday = /^L$/i.test(dayOfWeek) ? "7" : dayOfWeek;
  const pattern = compile(["0", minutes, hours, dayOfMonth, month, weekday, year].join(" "), timezone);
  return { next: (after) => pattern.nextRun(new Date(after))?.getTime() };
}

/** Croner does not know the bounds of EventBridge's numbers in these fields; steps are none of them. */
function checkNumbers(field: string, text: string, least: number, most: number): void {
  const numbers = text.replace(/\/\d+/g, "").match(/\d+/g) ?? [];
  const beyond = numbers.map(Number).find((number) => number < least || number > most);
  if (beyond !== undefined) throw new InvalidExpression(`${beyond} is no ${field}: it goes from ${least} to ${most}`);
}

function compile(pattern: string, timezone: string): Cron {
  try {
    return new Cron(pattern, {
      timezone,
      alternativeWeekdays: true,
      sloppyRanges: true,
      mode: "7-part",
      paused: true,
    });
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError)
      throw new InvalidExpression(error.message.replace(/^CronPattern: /, ""));
    throw error;
  }
}
