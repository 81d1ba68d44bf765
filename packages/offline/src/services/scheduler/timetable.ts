import { Cron } from "croner";
import { optionalText, type Properties, text } from "../../graph/graph";
import { InvalidExpression, parseExpression, type Timetable } from "../events/expression";

/**
 * When a schedule fires: `at(…)`, `rate(…)` or `cron(…)` in its time zone, between its start and its end
 * (https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html).
 *
 * @param now when a rate begins to count that has no start of its own, in milliseconds since the epoch
 * @throws InvalidExpression
 */
export function timetableOf(inputs: Properties, now: number): Timetable {
  const expression = text(inputs, "scheduleExpression");
  const timezone = optionalText(inputs, "scheduleExpressionTimezone") ?? "UTC";
  checkTimezone(timezone);
  const [first, last] = [dateOf(inputs, "startDate"), dateOf(inputs, "endDate") ?? Infinity];
  const timetable = once(expression, timezone) ?? parseExpression(pluralRight(expression), first ?? now, timezone);
  return {
    next: (after) => {
      const time = timetable.next(Math.max(after, (first ?? -Infinity) - 1));
      return time === undefined || time > last ? undefined : time;
    },
  };
}

function once(expression: string, timezone: string): Timetable | undefined {
  const [, date] = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/.exec(expression) ?? [];
  if (date === undefined) {
    if (expression.startsWith("at(")) throw new InvalidExpression(`${expression} is no at(yyyy-mm-ddThh:mm:ss)`);
    return undefined;
  }
  if (Number.isNaN(Date.parse(date))) throw new InvalidExpression(`${expression} is no date and time`);
  const time = new Cron(date, { timezone, paused: true });
  return { next: (after) => time.nextRun(new Date(after))?.getTime() };
}

/** The scheduler takes either number of a unit, which rules do not. */
const pluralRight = (expression: string): string =>
  expression.replace(/^rate\((\d+) (minute|hour|day)s?\)$/, (_, count: string, unit: string) =>
    count === "1" ? `rate(1 ${unit})` : `rate(${count} ${unit}s)`,
  );

function checkTimezone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
  } catch (error) {
    if (error instanceof RangeError) throw new InvalidExpression(`${timeZone} is no scheduleExpressionTimezone`);
    throw error;
  }
}

function dateOf(inputs: Properties, key: string): number | undefined {
  const date = optionalText(inputs, key);
  if (date === undefined) return undefined;
  const time = Date.parse(date);
  if (Number.isNaN(time)) throw new InvalidExpression(`the ${key} ${date} is no date`);
  return time;
}
