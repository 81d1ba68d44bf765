import { UserError } from "../../errors";
import { object, objects, optionalText, type Properties, type Resource, text, texts } from "../../graph/graph";
import { isRecord } from "../../is-record";
import type { InspectedRequest } from "../../protocol/firewall";
import { LogLine, type WriteLog } from "../../protocol/log-entries";
import type { Targets } from "../../protocol/targets";
import type { Action } from "./actions";
import type { Rule } from "./rules";

/** What the log tells of a request that has been judged. */
export interface JudgedRequest {
  request: InspectedRequest;
  /** Milliseconds since the epoch. */
  time: number;
  webAclArn: string;
  /** What the web ACL stands before, such as a distribution (`CF`) and its id. */
  source: { name: "APIGW" | "CF"; id: string };
  action: Action;
  /** The rule that ended it; undefined where none did. */
  rule?: Pick<Rule, "name" | "type">;
  /** The rule within a group that did. */
  within?: string;
  /** Rules that have counted it. */
  counted: readonly string[];
  labels: readonly string[];
}

type Keeps = (judged: JudgedRequest) => boolean;

/**
 * The log of a web ACL: a line for each request that its filter keeps, with what is to be kept secret redacted
 * (https://docs.aws.amazon.com/waf/latest/developerguide/logging-fields.html).
 */
export class WebAclLog {
  private readonly write: readonly WriteLog[];
  private readonly redacted: { headers: ReadonlySet<string>; fields: ReadonlySet<string> };
  private readonly keeps: Keeps;

  /**
   * @param configuration the resource that declares it
   * @param stream the name of the log stream
   * @param note told of a destination that is not served
   * @throws UserError for a log group whose name AWS would refuse
   */
  constructor(
    { name, inputs }: Resource,
    stream: string,
    targets: Pick<Targets, "openLog">,
    note: (text: string) => void,
  ) {
    this.write = texts(inputs, "logDestinationConfigs").flatMap((arn) => {
      const group = /:logs:[^:]*:[^:]*:log-group:([^:]+)/.exec(arn)?.[1];
      if (group === undefined) note(`it writes no log here to ${arn}, which is no log group`);
      else if (!group.startsWith("aws-waf-logs-"))
        throw new UserError(
          `AWS would refuse the logging ${name}: names of its log groups begin with aws-waf-logs-, and ${group} does not`,
        );
      return group === undefined ? [] : [targets.openLog(arn, stream, { name: `the firewall ${stream}` })];
    });
    this.redacted = redactedBy(objects(inputs, "redactedFields"));
    this.keeps = filterOf(object(inputs, "loggingFilter"));
  }

  record(judged: JudgedRequest): void {
    if (this.write.length === 0 || !this.keeps(judged)) return;
    const line = new LogLine(judged.time, JSON.stringify(this.recordOf(judged)));
    for (const write of this.write) write(line, "application");
  }

  private recordOf({ request, time, webAclArn, source, action, rule, within, counted, labels }: JudgedRequest): object {
    const group =
      rule?.type === "GROUP" && within !== undefined
        ? [{ ruleGroupId: rule.name, terminatingRule: { ruleId: within, action: action.kind } }]
        : [];
    return {
      timestamp: time,
      formatVersion: 1,
      webaclId: webAclArn,
      terminatingRuleId: rule?.name ?? "Default_Action",
      terminatingRuleType: rule?.type ?? "REGULAR",
      action: action.kind,
      terminatingRuleMatchDetails: [],
      httpSourceName: source.name,
      httpSourceId: source.id,
      ruleGroupList: group,
      rateBasedRuleList: [],
      nonTerminatingMatchingRules: counted.map((ruleId) => ({ ruleId, action: "COUNT", ruleMatchDetails: [] })),
      requestHeadersInserted: null,
      responseCodeSent: action.kind === "BLOCK" ? (action.response?.status ?? null) : null,
      httpRequest: this.requestOf(request),
      ...(labels.length > 0 && { labels: labels.map((name) => ({ name })) }),
    };
  }

  private requestOf({ requestId, method, path, query, httpVersion, headers, ip }: InspectedRequest): object {
    const { fields } = this.redacted;
    const shown = (field: string, value: string): string => (fields.has(field) ? secret : value);
    return {
      clientIp: ip,
      country: "-",
      headers: headers.map(([name, value]) => ({
        name,
        value: this.redacted.headers.has(name.toLowerCase()) ? secret : value,
      })),
      uri: shown("uriPath", path),
      args: shown("queryString", query),
      httpVersion: `HTTP/${httpVersion}`,
      httpMethod: shown("method", method),
      requestId,
    };
  }
}

const secret = "REDACTED";

const redactedBy = (fields: Properties[]): { headers: ReadonlySet<string>; fields: ReadonlySet<string> } => ({
  headers: new Set(
    fields.flatMap(({ singleHeader }) => (isRecord(singleHeader) ? text(singleHeader, "name").toLowerCase() : [])),
  ),
  fields: new Set(fields.flatMap((field) => Object.keys(field).filter((name) => isRecord(field[name])))),
});

/** The first filter that is met says whether a request is kept. */
function filterOf(filter: Properties): Keeps {
  const keepsOthers = optionalText(filter, "defaultBehavior") !== "DROP";
  const filters = objects(filter, "filters").map((one) => {
    const conditions = objects(one, "conditions").map(conditionOf);
    const isMet: Keeps =
      one.requirement === "MEETS_ALL"
        ? (judged) => conditions.every((holds) => holds(judged))
        : (judged) => conditions.some((holds) => holds(judged));
    return { isMet, keeps: one.behavior === "KEEP" };
  });
  return (judged) => filters.find(({ isMet }) => isMet(judged))?.keeps ?? keepsOthers;
}

function conditionOf(condition: Properties): Keeps {
  const { actionCondition, labelNameCondition } = condition;
  if (isRecord(actionCondition)) {
    const { action } = actionCondition;
    return (judged) => judged.action.kind === action || (action === "COUNT" && judged.counted.length > 0);
  }
  const label = isRecord(labelNameCondition) ? labelNameCondition.labelName : undefined;
  return ({ labels }) => labels.some((one) => one === label);
}
