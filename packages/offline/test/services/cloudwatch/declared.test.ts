import { expect } from "chai";
import { UserError } from "../../../src/errors";
import { objects, type Properties } from "../../../src/graph/graph";
import { alarmsOf } from "../../../src/services/cloudwatch/alarms/declared";
import { compositeAlarm, errors, mathAlarm } from "../../support/alarm-desk";
import { graphWith } from "../../support/graph";

describe("services/cloudwatch: alarms that stop the start", () => {
  const declaring =
    (...resources: Parameters<typeof graphWith>[0]) =>
    () =>
      alarmsOf(graphWith(resources));
  const composite = (alarmRule: string): { type: string; name: string; inputs: Properties } => ({
    type: compositeAlarm,
    name: "both",
    inputs: { alarmName: "both", alarmRule },
  });

  const metric = { metric: { namespace: "Test", metricName: "Errors", stat: "Sum", period: 60 } };
  const withQueries = (query: Properties) => {
    const alarm = mathAlarm("errors / requests");
    const inputs: Properties = alarm.inputs;
    return { ...alarm, inputs: { ...inputs, metricQueries: [...objects(inputs, "metricQueries"), query] } };
  };

  const cases: [what: string, declare: () => unknown, why: RegExp][] = [
    [
      "metric math that is not embedded",
      declaring(mathAlarm("RATE(errors)")),
      /^the alarm errors: RATE is not embedded/,
    ],
    [
      "metric math with what it does not have",
      declaring(mathAlarm("errors / absent")),
      /names absent, which it does not/,
    ],
    ["more datapoints than periods", declaring(errors({ datapointsToAlarm: 2 })), /is more than evaluationPeriods$/],
    ["a statistic that there is not", declaring(errors({ statistic: "Mean" })), /Mean is no statistic$/],
    ["a period of no minutes", declaring(errors({ period: 61 })), /no multiple of 60$/],
    ["a period of seconds", declaring(errors({ period: 10 })), /which the offline host does not embed$/],
    ["too many periods", declaring(errors({ period: 3600, evaluationPeriods: 200 })), /more than 7 days$/],
    [
      "anomaly detection",
      declaring(errors({ threshold: undefined })),
      /anomaly detection\), which the offline host does/,
    ],
    ["an unknown treatment of missing data", declaring(errors({ treatMissingData: "bad" })), /none of missing, ignore/],
    [
      "two metrics of one id",
      declaring(withQueries({ id: "errors", ...metric })),
      /two of its metricQueries have the same id$/,
    ],
    [
      "a metric of another account",
      declaring(withQueries({ id: "theirs", accountId: "111111111111", ...metric })),
      /a metric of the account 111111111111, which the offline host does/,
    ],
    [
      "a rule with an alarm that there is not",
      declaring(composite("ALARM(absent)"), errors()),
      /there is no alarm absent$/,
    ],
    ["a rule that is none", declaring(composite("SOMETIMES(errors)"), errors()), /^the alarm both: a rule is made of/],
  ];
  for (const [what, declare, why] of cases) it(`have ${what}`, () => expect(declare).to.throw(UserError, why));

  it("do not have an empty list of queries, which is none", () => {
    const [alarm] = alarmsOf(graphWith([errors({ metricQueries: [] })]));
    expect(alarm).to.include({ isSingleMetric: true });
  });
});
