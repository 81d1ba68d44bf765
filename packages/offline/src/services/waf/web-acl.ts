import type { Firewall, InspectedRequest, Verdict } from "../../protocol/firewall";
import type { Action } from "./actions";
import { plainAddress } from "./addresses";
import type { JudgedRequest, WebAclLog } from "./log";
import { defaultRule, type WebAclMetrics } from "./metrics";
import type { Rule } from "./rules";
import type { Judged } from "./statements";

/** A web ACL that the program declares, ready to judge. */
export interface WebAclOptions {
  arn: string;
  rules: readonly Rule[];
  defaultAction: Action;
  inspectedBytes: number;
  /** Undefined where its metrics are off. */
  metrics?: Pick<WebAclMetrics, "record">;
  log?: Pick<WebAclLog, "record">;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/** A web ACL as it stands before one stage or distribution. */
export class WebAcl implements Firewall {
  constructor(
    private readonly options: WebAclOptions,
    private readonly source: JudgedRequest["source"],
  ) {}

  get webAclArn(): string {
    return this.options.arn;
  }

  get inspectedBytes(): number {
    return this.options.inspectedBytes;
  }

  /** The first rule that allows or blocks a request ends it; those that count it go on. */
  judge(given: InspectedRequest): Verdict {
    const { rules, defaultAction, metrics, now } = this.options;
    const request = { ...given, ip: plainAddress(given.ip) };
    const judged: Judged = { request, labels: new Set(), now: now() };
    const counted: string[] = [];
    const insertedHeaders: [string, string][] = [];
    for (const rule of rules) {
      const ended = rule.judge(judged, (action, within) => {
        counted.push(within ?? rule.name);
        if (action.kind === "COUNT") insertedHeaders.push(...action.insertedHeaders);
        metrics?.record("COUNT", rule.metricName);
      });
      if (ended) return this.end(judged, { ...ended, rule, counted }, insertedHeaders);
    }
    return this.end(judged, { action: defaultAction, counted }, insertedHeaders);
  }

  private end(
    { request, labels }: Judged,
    ended: Pick<JudgedRequest, "action" | "counted" | "within"> & { rule?: Rule },
    insertedHeaders: [string, string][],
  ): Verdict {
    const { arn, metrics, log } = this.options;
    const { action, rule } = ended;
    metrics?.record(action.kind, rule ? rule.metricName : defaultRule);
    log?.record({ ...ended, request, time: Date.now(), webAclArn: arn, source: this.source, labels: [...labels] });
    if (action.kind === "BLOCK") return { isBlocked: true, response: action.response };
    return { isBlocked: false, insertedHeaders: [...insertedHeaders, ...action.insertedHeaders] };
  }
}
