import type { types } from "@pulumi/aws";

type Rule = types.input.wafv2.WebAclRule;

/** What is counted and sampled of a web ACL or one of its rules. */
export const visibility = (metricName: string) => ({
  cloudwatchMetricsEnabled: true,
  sampledRequestsEnabled: true,
  metricName,
});

/** Seconds that a rate rule looks back; its limit is said for as many. */
const window = 300;

/**
 * AWS's own groups of rules that cost nothing besides their place, in the order in which they judge
 * (https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html).
 */
const managedGroups: { name: string; counted: string[] }[] = [
  { name: "AWSManagedRulesAmazonIpReputationList", counted: [] },
  { name: "AWSManagedRulesKnownBadInputsRuleSet", counted: [] },
  // It blocks bodies of more than 8 KB. The API takes larger ones, and has limits of its own for each field.
  { name: "AWSManagedRulesCommonRuleSet", counted: ["SizeRestrictions_BODY"] },
];

/**
 * The rules of a web ACL: addresses that ask too much are kept out first, as what follows judges each request.
 *
 * @param rate requests of an address in five minutes; undefined where another web ACL counts them
 */
export function rulesOf(name: string, rate: number | undefined): Rule[] {
  const managed = managedGroups.map(({ name: group, counted }, index): Rule => {
    const ruleActionOverrides = counted.map((rule) => ({ name: rule, actionToUse: { count: {} } }));
    return {
      name: group,
      priority: index + 1,
      overrideAction: { none: {} },
      statement: { managedRuleGroupStatement: { vendorName: "AWS", name: group, ruleActionOverrides } },
      visibilityConfig: visibility(`${name}-${group}`),
    };
  });
  return rate === undefined ? managed : [rateRule(name, rate), ...managed];
}

const rateRule = (name: string, limit: number): Rule => ({
  name: "rate",
  priority: 0,
  action: { block: {} },
  statement: { rateBasedStatement: { limit, evaluationWindowSec: window, aggregateKeyType: "IP" } },
  visibilityConfig: visibility(`${name}-rate`),
});
