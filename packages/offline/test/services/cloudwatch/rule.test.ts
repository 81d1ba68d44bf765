import { expect } from "chai";
import type { StateValue } from "../../../src/services/cloudwatch/alarms/alarm";
import { parseRule } from "../../../src/services/cloudwatch/alarms/rule";

const states: Record<string, StateValue> = {
  a: "ALARM",
  "b-5xx": "OK",
  "arn:aws:cloudwatch:r:1:alarm:c d": "INSUFFICIENT_DATA",
};

describe("the rule of a composite alarm", () => {
  const cases: [rule: string, isTrue: boolean][] = [
    ['ALARM("a")', true],
    ["ALARM('b-5xx')", false],
    ["OK(b-5xx)", true],
    ["INSUFFICIENT_DATA(arn:aws:cloudwatch:r:1:alarm:c d)", true],
    ["ALARM(a) AND NOT ALARM(b-5xx)", true],
    ["NOT (ALARM(a) OR ALARM(b-5xx))", false],
    ["ALARM(b-5xx) OR ALARM(a) AND TRUE", true],
    ["FALSE", false],
  ];
  for (const [rule, isTrue] of cases)
    it(`${rule} is ${isTrue}`, () => expect(parseRule(rule).isTrue((name) => states[name] ?? "OK")).to.equal(isTrue));

  it("says what alarms it names", () => {
    expect(parseRule("ALARM(a) OR OK(b-5xx)").alarms).to.deep.equal(["a", "b-5xx"]);
  });

  for (const rule of ["ALARM(a", "WORSE(a)", "a", "ALARM(a) XOR ALARM(b)", "ALARM()", "ALARM(a) + 1"])
    it(`cannot be ${rule}`, () => expect(() => parseRule(rule)).to.throw());
});
