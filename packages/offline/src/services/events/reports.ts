import type { Metrics, Reported } from "../../protocol/metrics";
import { busName, defaultBus } from "./bus";
import type { Rule } from "./declared";

/** The metrics that EventBridge reports of a rule (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html). */
const names = ["MatchedEvents", "TriggeredRules", "Invocations", "FailedInvocations"] as const;

type RuleMetric = (typeof names)[number];

/** What the rules of a program report of themselves, by their ARNs. */
export class RuleReports {
  private readonly byArn: Map<string, Map<RuleMetric, Reported>>;

  constructor(rules: readonly Rule[], metrics: Pick<Metrics, "reported">) {
    this.byArn = new Map(
      rules.map(({ arn, name: RuleName, busArn }) => {
        const bus = busName(busArn);
        const dimensions = { ...(bus !== defaultBus && { EventBusName: bus }), RuleName };
        const of = (name: RuleMetric) => metrics.reported({ namespace: "AWS/Events", name, dimensions }, "Count");
        return [arn, new Map(names.map((name) => [name, of(name)]))];
      }),
    );
  }

  /** Schedules of the scheduler are no rules, and report nothing here. */
  record(ruleArn: string, ...metrics: RuleMetric[]): void {
    for (const metric of metrics) this.byArn.get(ruleArn)?.get(metric)?.record(1);
  }
}
