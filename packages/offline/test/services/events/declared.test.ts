import { expect } from "chai";
import { UserError } from "../../../src/errors";
import type { Properties } from "../../../src/graph/graph";
import { schedulesOf } from "../../../src/services/events/declared";
import { graphWith } from "../../support/graph";

const functionArn = "arn:aws:lambda:eu-west-1:000000000000:function:worker";

/** A program with one rule and one target. */
const graphOf = (rule: Properties, target: Properties = {}) =>
  graphWith([
    {
      type: "aws:cloudwatch/eventRule:EventRule",
      name: "daily",
      inputs: { scheduleExpression: "rate(1 day)", ...rule },
    },
    {
      type: "aws:cloudwatch/eventTarget:EventTarget",
      name: "daily-worker",
      inputs: { rule: "one", arn: functionArn, ...target },
    },
  ]);

describe("services/events: what a program declares", () => {
  const schedule = (rule: Properties, target?: Properties) =>
    schedulesOf(graphOf({ name: "one", ...rule }, target), 0)[0];

  it("knows a rule with its expression, its functions and their input", () => {
    const deadLetterConfig = { arn: "arn:aws:sqs:eu-west-1:000000000000:letters" };
    expect(schedule({}, { input: '{"a":1}', deadLetterConfig })).to.deep.include({
      name: "one",
      logicalName: "daily",
      arn: "arn:aws:events:eu-west-1:000000000000:rule/one",
      expression: "rate(1 day)",
      enabled: true,
      targets: [{ functionArn, input: '{"a":1}', deadLetterArn: deadLetterConfig.arn }],
    });
  });

  it("knows a disabled rule by either property", () => {
    expect(schedule({ state: "DISABLED" })?.enabled).to.equal(false);
    expect(schedule({ isEnabled: false })?.enabled).to.equal(false);
    expect(schedule({ state: "ENABLED" })?.enabled).to.equal(true);
  });

  it("leaves rules for events, and targets that are no functions", () => {
    expect(schedulesOf(graphOf({ name: "one", scheduleExpression: undefined, eventPattern: "{}" }), 0)).to.deep.equal(
      [],
    );
    expect(schedule({}, { arn: "arn:aws:sqs:eu-west-1:000000000000:jobs" })?.targets).to.deep.equal([]);
    expect(schedule({}, { rule: "other" })?.targets).to.deep.equal([]);
  });

  const refusals: [what: string, rule: Properties, target: Properties, message: RegExp][] = [
    [
      "an expression",
      { scheduleExpression: "rate(1 days)" },
      {},
      /schedule rate\(1 days\) of the rule daily: the unit must/,
    ],
    [
      "a schedule on a bus of one's own",
      { eventBusName: "orders" },
      {},
      /rule daily: only rules of the default event bus/,
    ],
    ["an input that is not JSON", {}, { input: "{" }, /input of the event target daily-worker/],
    ["an input path", {}, { inputPath: "$.time" }, /event target daily-worker has an inputPath, which .* not embed/],
    ["an input transformer", {}, { inputTransformer: { inputTemplate: "x" } }, /daily-worker has an inputTransformer/],
  ];
  for (const [what, rule, target, message] of refusals) {
    it(`refuses ${what}, and names the resource`, () => {
      expect(() => schedule(rule, target)).to.throw(UserError, message);
    });
  }
});
