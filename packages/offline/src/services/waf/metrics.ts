import type { Metrics, Reported } from "../../protocol/metrics";

/** What is counted of requests. */
export type Counted = "AllowedRequests" | "BlockedRequests" | "CountedRequests";

const names: Record<"ALLOW" | "BLOCK" | "COUNT", Counted> = {
  ALLOW: "AllowedRequests",
  BLOCK: "BlockedRequests",
  COUNT: "CountedRequests",
};

/** What the rule is called in the metrics of requests that no rule has ended. */
export const defaultRule = "Default_Action";

/**
 * What WAF reports of a web ACL (https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html): by rule, and for
 * all of them. Distributions' web ACLs have no region.
 */
export class WebAclMetrics {
  private readonly byName = new Map<string, Reported>();

  constructor(
    private readonly metrics: Pick<Metrics, "reported">,
    private readonly webAcl: string,
    private readonly region: string | undefined,
  ) {}

  /** @param rule name of the rule's metrics; undefined where it has none */
  record(action: keyof typeof names, rule: string | undefined): void {
    for (const one of rule === undefined ? ["ALL"] : ["ALL", rule]) this.reported(names[action], one).record(1);
  }

  private reported(name: Counted, rule: string): Reported {
    const key = `${name} ${rule}`;
    const known = this.byName.get(key);
    if (known) return known;
    const own = { WebACL: this.webAcl, Rule: rule };
    const dimensions = this.region === undefined ? own : { ...own, Region: this.region };
    const made = this.metrics.reported({ namespace: "AWS/WAFV2", name, dimensions }, "Count");
    this.byName.set(key, made);
    return made;
  }
}
