import { expect } from "chai";
import { evaluate, type Period, type Rules } from "../../../src/services/cloudwatch/alarms/evaluation";

/** Periods as CloudWatch's documentation draws them: `X` breaches, `0` does not, `-` is missing, `?` unknown. */
const periodsOf = (drawing: string): Period[] =>
  drawing.split(" ").map((sign, index): Period => {
    const time = index * 60_000;
    if (sign === "?") return { time, isUnknown: true };
    return sign === "-" ? { time } : { time, value: sign === "X" ? 10 : 0 };
  });

const rules = (needed: number, missingData: Rules["missingData"], evaluationPeriods = 3): Rules => ({
  evaluationPeriods,
  datapointsToAlarm: needed,
  threshold: 5,
  comparison: "GreaterThanThreshold",
  missingData,
});

const treatments = ["missing", "ignore", "breaching", "notBreaching"] as const;
const outcome = (needed: number, drawing: string): string =>
  treatments.map((one) => evaluate(rules(needed, one), periodsOf(drawing))?.state ?? "retained").join(" ");

describe("the evaluation of an alarm", () => {
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
  const threeOfThree: [drawing: string, states: string][] = [
    ["0 - X - X", "OK OK OK OK"],
    ["- - - - 0", "OK OK OK OK"],
    ["- - - - -", "INSUFFICIENT_DATA retained ALARM OK"],
    ["0 X X - X", "ALARM ALARM ALARM ALARM"],
    ["- - X - -", "ALARM retained ALARM OK"],
  ];
  for (const [drawing, states] of threeOfThree)
    it(`of ${drawing}, three of three, is ${states}`, () => expect(outcome(3, drawing)).to.equal(states));

  const twoOfThree: [drawing: string, states: string][] = [
    ["0 - X - X", "ALARM ALARM ALARM ALARM"],
    ["0 0 X 0 X", "ALARM ALARM ALARM ALARM"],
    ["0 - X - -", "OK OK ALARM OK"],
    ["- - - - 0", "OK OK ALARM OK"],
    ["- - - X -", "ALARM retained ALARM OK"],
  ];
  for (const [drawing, states] of twoOfThree)
    it(`of ${drawing}, two of three, is ${states}`, () => expect(outcome(2, drawing)).to.equal(states));

  it("does not alarm for data that is only late", () => {
    expect(outcome(2, "- - - - X")).to.equal("retained retained ALARM OK");
  });

  it("leaves an alarm as it is while nothing is known of its periods", () => {
    expect(outcome(3, "? ? ? ? ?")).to.equal("retained retained retained retained");
    expect(outcome(2, "? ? ? ? -")).to.equal("retained retained retained OK");
    expect(outcome(2, "? ? ? - -")).to.equal("retained retained ALARM OK");
    expect(outcome(2, "? ? ? ? 0")).to.equal("OK OK OK OK");
  });

  for (const [comparison, breaching] of [
    ["GreaterThanThreshold", [6]],
    ["GreaterThanOrEqualToThreshold", [5, 6]],
    ["LessThanThreshold", [4]],
    ["LessThanOrEqualToThreshold", [4, 5]],
  ] as const)
    it(`holds values against the threshold by ${comparison}`, () => {
      const states = [4, 5, 6].filter(
        (value) => evaluate({ ...rules(1, "missing", 1), comparison }, [{ time: 0, value }])?.state === "ALARM",
      );
      expect(states).to.deep.equal(breaching);
    });
});
