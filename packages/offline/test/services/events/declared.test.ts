import { expect } from "chai";
import { UserError } from "../../../src/errors";
import type { Properties } from "../../../src/graph/graph";
import { rulesOf, unservedTargets } from "../../../src/services/events/declared";
import { scheduledEvent } from "../../../src/services/events/event";
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
  const rule = (inputs: Properties, target?: Properties) => rulesOf(graphOf({ name: "one", ...inputs }, target), 0)[0];
  const arn = "arn:aws:events:eu-west-1:000000000000:rule/one";

  it("knows a rule with its expression, its functions and their input", () => {
    const deadLetterConfig = { arn: "arn:aws:sqs:eu-west-1:000000000000:letters" };
    const found = rule({}, { input: '{"a":1}', deadLetterConfig, targetId: "worker" });
    expect(found).to.deep.include({ name: "one", logicalName: "daily", arn, enabled: true, pattern: undefined });
    expect(found?.schedule?.expression).to.equal("rate(1 day)");
    const [recipient] = found?.recipients ?? [];
    const sender = { service: "events.amazonaws.com", sourceArn: arn };
    expect(recipient).to.deep.include({
      ...{ sourceArn: arn, id: "worker", arn: functionArn, sender },
      deadLetter: { ...deadLetterConfig, sender },
      retry: { maximumAttempts: 185, maximumSeconds: 86_400 },
    });
    expect(recipient?.bodyOf(scheduledEvent(arn, 0))).to.equal('{"a":1}');
  });

  it("knows a disabled rule by either property", () => {
    expect(rule({ state: "DISABLED" })?.enabled).to.equal(false);
    expect(rule({ isEnabled: false })?.enabled).to.equal(false);
    expect(rule({ state: "ENABLED" })?.enabled).to.equal(true);
  });

  it("knows a rule of another bus by both names, and hands over by the role that its target has", () => {
    const found = rule(
      { scheduleExpression: undefined, eventPattern: '{"source":["shop"]}', eventBusName: "orders" },
      { eventBusName: "orders", roleArn: "arn:aws:iam::000000000000:role/r", retryPolicy: { maximumRetryAttempts: 0 } },
    );
    expect(found?.arn).to.equal("arn:aws:events:eu-west-1:000000000000:rule/orders/one");
    expect(found?.busArn).to.equal("arn:aws:events:eu-west-1:000000000000:event-bus/orders");
    expect(found?.recipients[0]?.sender).to.deep.equal({ roleArn: "arn:aws:iam::000000000000:role/r" });
    expect(found?.recipients[0]?.retry.maximumAttempts).to.equal(0);
  });

  it("leaves targets of other rules, and those that it hands nothing to", () => {
    expect(rule({}, { arn: "arn:aws:kinesis:eu-west-1:000000000000:stream/s" })?.recipients).to.deep.equal([]);
    expect(rule({}, { arn: "arn:aws:sqs:eu-west-1:000000000000:jobs.fifo" })?.recipients).to.deep.equal([]);
    expect(rule({}, { rule: "other" })?.recipients).to.deep.equal([]);
  });

  it("says of what targets get nothing, and why", () => {
    const said = (target: Properties) => unservedTargets(graphOf({ name: "one" }, target)).map((one) => one.text);
    expect(said({})).to.deep.equal([]);
    expect(said({ rule: "other" })).to.deep.equal([
      "event target daily-worker gets no events: the program declares no rule other",
    ]);
    const arn = "arn:aws:kinesis:eu-west-1:000000000000:stream/s";
    expect(said({ arn })).to.deep.equal([`event target daily-worker gets no events: ${arn} is not served`]);
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
    ["a rule that nothing fires", { scheduleExpression: undefined }, {}, /rule daily: it needs an eventPattern or a/],
    [
      "an event pattern",
      { eventPattern: '{"source":"shop"}' },
      {},
      /event pattern of the rule daily: "source" must be an object or an array/,
    ],
    ["an input that is not JSON", {}, { input: "{" }, /event target daily-worker: the input { is no JSON/],
    ["an input path that is none", {}, { inputPath: "time" }, /daily-worker: time is no JSON path/],
    ["two inputs", {}, { input: "1", inputPath: "$.time" }, /only one of input, inputPath and inputTransformer/],
    [
      "a template with a variable that it does not have",
      {},
      { inputTransformer: { inputPaths: { a: "$.time" }, inputTemplate: '"<a> <b>"' } },
      /contains the invalid placeholder b$/,
    ],
    [
      "a target that does not name the bus of its rule",
      { scheduleExpression: undefined, eventPattern: '{"source":["shop"]}', eventBusName: "orders" },
      {},
      /event target daily-worker: there is no rule one on the event bus default; give it the eventBusName of its rule$/,
    ],
    ["a retry policy", {}, { retryPolicy: { maximumRetryAttempts: 186 } }, /maximumRetryAttempts goes from 0 to 185/],
  ];
  for (const [what, inputs, target, message] of refusals) {
    it(`refuses ${what}, and names the resource`, () => {
      expect(() => rule(inputs, target)).to.throw(UserError, message);
    });
  }
});
