import { parseExpression } from "../../packages/offline/src/services/events/expression";

const year = Date.UTC(2027, 0, 1);
const nextYear = Date.UTC(2028, 0, 1);
const minute = 60_000;

/**
 * How often a schedule of EventBridge fires in a month, on the average of a year.
 *
 * @param expression `rate(…)` or `cron(…)`
 * @throws InvalidExpression where EventBridge would refuse it
 */
export function runsInMonth(expression: string): number {
  const timetable = parseExpression(expression, year);
  // A rate is as regular as the clock: its first two times say all.
  if (expression.startsWith("rate")) {
    const first = timetable.next(year) ?? nextYear;
    return (nextYear - year) / (first - year) / 12;
  }
  let count = 0;
  for (let at = timetable.next(year - minute); at !== undefined && at < nextYear; at = timetable.next(at)) count += 1;
  return count / 12;
}
