import { UserError } from "../../errors";
import { object, objects, optionalNumber, type Properties, text } from "../../graph/graph";
import { isRecord } from "../../is-record";
import { type Action, actionOf, type ResponseBodies, responseBodiesIn } from "./actions";
import { type Judged, type Matches, statementOf, type Surroundings } from "./statements";
import { Unserved } from "./unserved";

/** What a rule says of a request that it ends with: which action, and by which rule of a group. */
export interface Ended {
  action: Action;
  /** The rule within a group. */
  within?: string;
}

/** A rule of a web ACL. */
export interface Rule {
  name: string;
  /** The name of its metrics; undefined if it has none. */
  metricName?: string;
  /** What logs call its kind. */
  type: "REGULAR" | "RATE_BASED" | "GROUP";
  /**
   * Judges a request, and adds the labels of what matches.
   *
   * @param onCount told of each action that goes on, by the rule within a group if it is of one
   * @returns undefined where the rules after it go on
   */
  judge(judged: Judged, onCount: (action: Action, within?: string) => void): Ended | undefined;
}

/** What a web ACL's rules are compiled in. */
export interface RuleSurroundings extends Omit<Surroundings, "rule"> {
  account: string;
  bodies: ResponseBodies;
}

/**
 * The rules of a web ACL in the order of their priorities. One that is not served does nothing, which is said.
 *
 * @throws UserError for what AWS would refuse
 */
export function rulesOf(inputs: Properties, within: RuleSurroundings): Rule[] {
  const rules = ordered(objects(inputs, "rules"));
  return rules.flatMap((rule): Rule[] => {
    const name = text(rule, "name");
    const note = (words: string) => within.note(`the rule ${name}: ${words}`);
    try {
      return [ruleOf(rule, { ...within, note })];
    } catch (error) {
      if (!(error instanceof Unserved)) throw error;
      within.note(`the rule ${name} does nothing here: ${error.message}`);
      return [];
    }
  });
}

/** @throws UserError for two of one priority */
function ordered(rules: Properties[]): Properties[] {
  const priorities = new Set(rules.map(({ priority }) => priority));
  if (priorities.size < rules.length)
    throw new UserError("AWS would refuse two rules of one web ACL with one priority");
  return rules.sort((a, b) => (optionalNumber(a, "priority") ?? 0) - (optionalNumber(b, "priority") ?? 0));
}

function ruleOf(rule: Properties, within: RuleSurroundings): Rule {
  const statement = object(rule, "statement");
  const visibility = object(rule, "visibilityConfig");
  const named = {
    name: text(rule, "name"),
    metricName: visibility.cloudwatchMetricsEnabled === false ? undefined : text(visibility, "metricName"),
  };
  if (isRecord(statement.managedRuleGroupStatement)) {
    const { name } = statement.managedRuleGroupStatement;
    throw new Unserved(`what AWS's managed rules ${String(name)} stop comes through`);
  }
  if (isRecord(statement.ruleGroupReferenceStatement))
    return { ...named, type: "GROUP", judge: groupOf(rule, statement.ruleGroupReferenceStatement, within) };
  const judge = single(rule, within);
  return {
    ...named,
    type: isRecord(statement.rateBasedStatement) ? "RATE_BASED" : "REGULAR",
    judge: (judged, onCount) => {
      const action = judge(judged);
      if (action?.kind !== "COUNT") return action && { action };
      onCount(action);
      return undefined;
    },
  };
}

/** @param override what stands in the place of the rule's own action */
function single(
  rule: Properties,
  within: RuleSurroundings,
  override?: Properties,
): (judged: Judged) => Action | undefined {
  const name = text(rule, "name");
  const matches: Matches = statementOf(object(rule, "statement"), { ...within, rule: name });
  const action = actionOf(override ?? object(rule, "action"), within.bodies);
  const labels = objects(rule, "ruleLabels").map((label) => within.labelPrefix + text(label, "name"));
  return (judged) => {
    if (!matches(judged)) return undefined;
    for (const label of labels) judged.labels.add(label);
    return action;
  };
}

/**
 * The rules of a group that a web ACL refers to. Their labels are the group's, and so are the answers' bodies.
 *
 * @throws Unserved for a group that the program does not declare
 */
function groupOf(rule: Properties, reference: Properties, within: RuleSurroundings): Rule["judge"] {
  const { name: groupName, inputs } = within.references.ruleGroup(text(reference, "arn"));
  const surroundings: RuleSurroundings = {
    ...within,
    labelPrefix: `awswaf:${within.account}:rulegroup:${groupName}:`,
    bodies: responseBodiesIn(inputs),
  };
  const overrides = new Map([
    ...objects(reference, "excludedRules").map(({ name }): [unknown, Properties] => [name, { count: {} }]),
    ...objects(reference, "ruleActionOverrides").map((one): [unknown, Properties] => [
      one.name,
      object(one, "actionToUse"),
    ]),
  ]);
  const rules = ordered(objects(inputs, "rules")).flatMap((one) => {
    const name = text(one, "name");
    try {
      return [{ name, judge: single(one, surroundings, overrides.get(name)) }];
    } catch (error) {
      if (!(error instanceof Unserved)) throw error;
      within.note(`its rule ${name} does nothing here: ${error.message}`);
      return [];
    }
  });
  const isCounted = isRecord(object(rule, "overrideAction").count);
  return (judged, onCount) => {
    for (const { name, judge } of rules) {
      const action = judge(judged);
      if (!action) continue;
      if (action.kind === "COUNT") {
        onCount(action, name);
        continue;
      }
      if (!isCounted) return { action, within: name };
      onCount({ kind: "COUNT", insertedHeaders: [] }, name);
      return undefined;
    }
    return undefined;
  };
}
