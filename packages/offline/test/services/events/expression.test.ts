import { expect } from "chai";
import { InvalidExpression, parseExpression } from "../../../src/services/events/expression";

/** A Saturday. */
const start = Date.UTC(2026, 10, 21, 12, 0, 30);

/** When an expression fires from then on, as many times as asked for, to the minute. */
function firings(expression: string, count: number): string[] {
  const timetable = parseExpression(expression, start);
  const found: string[] = [];
  for (let next = timetable.next(start); next !== undefined && found.length < count; next = timetable.next(next))
    found.push(new Date(next).toISOString().slice(0, 16));
  return found;
}

describe("services/events/expression", () => {
  const fires: [expression: string, ...times: string[]][] = [
    ["rate(1 minute)", "2026-11-21T12:01", "2026-11-21T12:02"],
    ["rate(5 minutes)", "2026-11-21T12:05", "2026-11-21T12:10"],
    ["rate(1 day)", "2026-11-22T12:00", "2026-11-23T12:00"],
    ["cron(0 10 * * ? *)", "2026-11-22T10:00", "2026-11-23T10:00"],
    ["cron(0/15 * * * ? *)", "2026-11-21T12:15", "2026-11-21T12:30"],
    ["cron(1/10 * * * ? *)", "2026-11-21T12:01", "2026-11-21T12:11"],
    ["cron(0 18 ? * MON-FRI *)", "2026-11-23T18:00", "2026-11-24T18:00"],
    ["cron(0 18 ? * 1 *)", "2026-11-22T18:00", "2026-11-29T18:00"],
    ["cron(0/5 8-17 ? * MON-FRI *)", "2026-11-23T08:00", "2026-11-23T08:05"],
    ["cron(0 8 1 * ? *)", "2026-12-01T08:00", "2027-01-01T08:00"],
    ["cron(0 10 ? JAN,MAR MON#1 *)", "2027-01-04T10:00", "2027-03-01T10:00"],
    ["cron(0 9 ? * 2#1 *)", "2026-12-07T09:00", "2027-01-04T09:00"],
    ["cron(0 9 L * ? *)", "2026-11-30T09:00", "2026-12-31T09:00"],
    ["cron(0 9 3W * ? *)", "2026-12-03T09:00", "2027-01-04T09:00"],
    ["cron(0 9 ? * 6L *)", "2026-11-27T09:00", "2026-12-25T09:00"],
    ["cron(0 9 ? * L *)", "2026-11-28T09:00", "2026-12-05T09:00"],
    ["cron(0 0 1 1 ? 2028-2029)", "2028-01-01T00:00", "2029-01-01T00:00"],
  ];
  for (const [expression, ...times] of fires) {
    it(`fires ${expression} when EventBridge does, in UTC`, () => {
      expect(firings(expression, times.length)).to.deep.equal(times);
    });
  }

  it("counts a rate from its start, to the second", () => {
    expect(parseExpression("rate(1 hour)", start).next(start + 1)).to.equal(start + 3_600_000);
    expect(parseExpression("rate(1 hour)", start).next(start + 3_600_000)).to.equal(start + 7_200_000);
  });

  it("never fires what is past or on no day", () => {
    for (const expression of ["cron(0 0 1 1 ? 2020)", "cron(0 0 31 2 ? *)"])
      expect(firings(expression, 1)).to.deep.equal([]);
  });

  const refusals: [expression: string, message: RegExp][] = [
    ["every day", /must be rate\(value unit\) or cron\(/],
    ["@daily", /must be rate/],
    ["rate(0 minutes)", /whole number from 1/],
    ["rate(1.5 hours)", /whole number from 1/],
    ["rate(30 seconds)", /minute\(s\), hour\(s\) or day\(s\)/],
    ["rate(1 minutes)", /singular for 1 and plural above: rate\(1 minute\)/],
    ["rate(5 hour)", /rate\(5 hours\)/],
    ["cron(0 10 * * ?)", /takes six fields \(minutes, .*year\), not 5/],
    ["cron(0 0 10 * * ? *)", /six fields .* not 7/],
    ["cron(0 10 * * * *)", /exactly one of day-of-month and day-of-week must be \?/],
    ["cron(0 10 ? * ? *)", /exactly one/],
    ["cron(60 10 * * ? *)", /Invalid value for minute: 60/],
    ["cron(? 10 * * ? *)", /\? is no minutes/],
    ["cron(0 10 ? * 0 *)", /0 is no day-of-week: it goes from 1 to 7/],
    ["cron(0 10 ? * 8 *)", /8 is no day-of-week/],
    ["cron(0 10 * 13 ? *)", /Invalid value for month/],
    ["cron(0 10 * * ? 1969)", /1969 is no year: it goes from 1970 to 2199/],
    ["cron(0 10 ? * 3W *)", /3W is no day-of-week/],
    ["cron(0 10 * JANUARY ? *)", /JANUARY is no month/],
    ["cron(0 10 * * ? *) ", /must be rate/],
  ];
  for (const [expression, message] of refusals) {
    it(`refuses ${expression}`, () => {
      expect(() => parseExpression(expression, start)).to.throw(InvalidExpression, message);
    });
  }
});
