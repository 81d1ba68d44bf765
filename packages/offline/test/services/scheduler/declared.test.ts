import { expect } from "chai";
import { UserError } from "../../../src/errors";
import type { Properties } from "../../../src/graph/graph";
import { schedulesOf } from "../../../src/services/scheduler/declared";
import { graphWith } from "../../support/graph";

const roleArn = "arn:aws:iam::000000000000:role/scheduler";
const trust = (Service: string) => ({
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" },
});

/** A program with one schedule and its role. */
const scheduled = (inputs: Properties, target: Properties = {}, service = "scheduler.amazonaws.com") =>
  schedulesOf(
    graphWith([
      {
        type: "aws:iam/role:Role",
        name: "scheduler",
        inputs: { name: "scheduler", assumeRolePolicy: JSON.stringify(trust(service)) },
      },
      {
        type: "aws:scheduler/schedule:Schedule",
        name: "job",
        inputs: {
          ...{ name: "job", scheduleExpression: "rate(1 hour)", flexibleTimeWindow: { mode: "OFF" } },
          target: { arn: "arn:aws:sqs:eu-west-1:000000000000:jobs", roleArn, ...target },
          ...inputs,
        },
      },
    ]),
    0,
  )[0];

const iso = (time: number | undefined) => time && new Date(time).toISOString();

describe("services/scheduler: what a program declares", () => {
  it("knows a schedule of a group by both names", () => {
    expect(scheduled({ groupName: "nightly" })?.arn).to.equal(
      "arn:aws:scheduler:eu-west-1:000000000000:schedule/nightly/job",
    );
  });

  it("fires once at a time in a time zone, and no more", () => {
    const schedule = scheduled({
      scheduleExpression: "at(2026-07-01T09:00:00)",
      scheduleExpressionTimezone: "America/New_York",
    });
    const time = schedule?.timetable.next(Date.UTC(2026, 0, 1));
    expect(iso(time)).to.equal("2026-07-01T13:00:00.000Z");
    expect(schedule?.timetable.next(time ?? 0)).to.equal(undefined);
  });

  it("fires between its start and its end alone, the first time at its start", () => {
    const schedule = scheduled({
      scheduleExpression: "rate(1 hours)",
      startDate: "2026-07-01T09:30:00Z",
      endDate: "2026-07-01T11:00:00Z",
    });
    const first = schedule?.timetable.next(Date.UTC(2026, 0, 1)) ?? 0;
    expect(iso(first)).to.equal("2026-07-01T09:30:00.000Z");
    const second = schedule?.timetable.next(first) ?? 0;
    expect(iso(second)).to.equal("2026-07-01T10:30:00.000Z");
    expect(schedule?.timetable.next(second)).to.equal(undefined);
  });

  const refusals: [what: string, inputs: Properties, target: Properties, message: RegExp][] = [
    ["an expression", { scheduleExpression: "every day" }, {}, /schedule job: it must be rate\(value unit\) or cron/],
    ["a time that is none", { scheduleExpression: "at(2026-13-01T00:00:00)" }, {}, /no date and time/],
    ["a time zone that is none", { scheduleExpressionTimezone: "Mars" }, {}, /Mars is no scheduleExpressionTimezone/],
    ["a retry policy", {}, { retryPolicy: { maximumEventAgeInSeconds: 1 } }, /goes from 60 to 86400/],
    [
      "a bus without what its events are called",
      {},
      { arn: "arn:aws:events:eu-west-1:000000000000:event-bus/work" },
      /wants eventbridgeParameters/,
    ],
  ];
  for (const [what, inputs, target, message] of refusals)
    it(`refuses ${what}, and names the resource`, () => {
      expect(() => scheduled(inputs, target)).to.throw(UserError, message);
    });

  it("refuses a role that the scheduler may not assume", () => {
    expect(() => scheduled({}, {}, "lambda.amazonaws.com")).to.throw(
      UserError,
      /schedule job: the trust policy of \S+ does not let scheduler.amazonaws.com assume it/,
    );
  });
});
