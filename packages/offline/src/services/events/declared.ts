import { UserError } from "../../errors";
import { type Graph, object, ofType, optionalJson, optionalText, type Resource, text } from "../../graph/graph";
import { compilePattern, InvalidPattern, type Pattern } from "../../protocol/event-pattern";
import type { Sender } from "../../protocol/targets";
import type { Unserved } from "../module";
import { busArnOf, busName } from "./bus";
import { InvalidExpression, parseExpression, type Timetable } from "./expression";
import { InvalidInput, inputOf } from "./input";
import { retryOf } from "../deliveries/recipient";
import type { EventRecipient } from "./event";

/** EventBridge's principal. */
export const eventBridge = "events.amazonaws.com";

/** A rule, of a schedule or for events or for both. */
export interface Rule {
  /** The rule's physical name. */
  name: string;
  /** The name that the program gave it. */
  logicalName: string;
  arn: string;
  busArn: string;
  enabled: boolean;
  /** Which events of the bus it is for; none, if undefined. */
  pattern?: { text: string; matches: Pattern };
  schedule?: { expression: string; timetable: Timetable };
  recipients: EventRecipient[];
}

export const ruleType = "aws:cloudwatch/eventRule:EventRule";
export const targetType = "aws:cloudwatch/eventTarget:EventTarget";

/** What a rule may have at most (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html). */
const mostTargets = 5;

/** What events are handed to. FIFO queues and topics want a group for each message. */
const served =
  /^arn:aws:(lambda:[^:]*:\d+:function:|(sqs|sns):[^:]*:\d+:(?!.*\.fifo$)|logs:[^:]*:\d+:log-group:|events:[^:]*:\d+:event-bus\/)/;

/** Whether the host can serve a target: one that it hands events to, of a rule that the program declares. */
export const isHandedTo = ({ inputs, region }: Resource, graph: Graph): boolean =>
  served.test(text(inputs, "arn")) && ruleOf({ inputs, region }, graph) !== undefined;

/** The rule that a target is of. Several buses may have one of the same name. */
const ruleOf = (target: Pick<Resource, "inputs" | "region">, graph: Graph): Resource | undefined =>
  ofType(graph, ruleType).find(
    (rule) => target.inputs.rule === text(rule.outputs, "name") && busArnOf(target, graph) === busArnOf(rule, graph),
  );

/**
 * The rules that a program declares, with the targets that the host hands events to.
 *
 * @param start when rates begin to count, in milliseconds since the epoch
 * @throws UserError for what AWS would refuse, naming the resource
 */
export function rulesOf(graph: Graph, start: number): Rule[] {
  const targets = ofType(graph, targetType).map((target) => ({ target, of: ruleOf(target, graph) }));
  const rules = ofType(graph, ruleType).map((rule): Rule => {
    const { inputs, outputs, name: logicalName } = rule;
    const own = targets.filter(({ of }) => of === rule).map(({ target }) => target);
    if (own.length > mostTargets)
      throw new UserError(
        `AWS would refuse the targets of the rule ${logicalName}: it has ${own.length}, of ${mostTargets} at most`,
      );
    const [pattern, schedule] = [patternOf(rule), scheduleOf(rule, start)];
    if (!pattern && !schedule)
      throw new UserError(`AWS would refuse the rule ${logicalName}: it needs an eventPattern or a scheduleExpression`);
    return {
      name: text(outputs, "name"),
      logicalName,
      arn: text(outputs, "arn"),
      busArn: busArnOf(rule, graph),
      enabled: inputs.state !== "DISABLED" && inputs.isEnabled !== false,
      pattern,
      schedule,
      recipients: own
        .filter((target) => served.test(text(target.inputs, "arn")))
        .map((target) => recipientOf(target, rule)),
    };
  });
  for (const { target } of targets) checkBus(target, graph);
  return rules;
}

/** Targets that get nothing: of rules that another program declares, or that the host hands nothing to. */
export const unservedTargets = (graph: Graph): Unserved[] =>
  ofType(graph, targetType)
    .filter((target) => !isHandedTo(target, graph))
    .map((target) => {
      const [arn, rule] = [text(target.inputs, "arn"), String(target.inputs.rule)];
      const why = served.test(arn) ? `the program declares no rule ${rule}` : `${arn} is not served`;
      return { breaks: true, text: `event target ${target.name} gets no events: ${why}` };
    });

/** A target names its bus, or means the default one: a rule of the same name elsewhere is not found. */
function checkBus(target: Resource, graph: Graph): void {
  const elsewhere = ofType(graph, ruleType).some(({ outputs }) => outputs.name === target.inputs.rule);
  if (!elsewhere || ruleOf(target, graph)) return;
  const [rule, bus] = [String(target.inputs.rule), busName(busArnOf(target, graph))];
  throw new UserError(
    `AWS would refuse the event target ${target.name}: there is no rule ${rule} on the event bus ${bus}; give it the eventBusName of its rule`,
  );
}

function patternOf({ name, inputs }: Resource): Rule["pattern"] {
  const pattern = optionalJson(inputs, "eventPattern");
  if (pattern === undefined || pattern === "") return undefined;
  try {
    return { text: pattern, matches: compilePattern(pattern) };
  } catch (error) {
    if (error instanceof InvalidPattern)
      throw new UserError(`AWS would refuse the event pattern of the rule ${name}: ${error.message}`);
    throw error;
  }
}

function scheduleOf({ name, inputs }: Resource, start: number): Rule["schedule"] {
  const expression = optionalText(inputs, "scheduleExpression");
  if (expression === undefined || expression === "") return undefined;
  const { eventBusName = "default" } = inputs;
  if (eventBusName !== "default")
    throw new UserError(`AWS would refuse the rule ${name}: only rules of the default event bus fire by a schedule`);
  try {
    return { expression, timetable: parseExpression(expression, start) };
  } catch (error) {
    if (error instanceof InvalidExpression)
      throw new UserError(`AWS would refuse the schedule ${expression} of the rule ${name}: ${error.message}`);
    throw error;
  }
}

function recipientOf(target: Resource, rule: Resource): EventRecipient {
  const { name, inputs, outputs } = target;
  const refuse = (why: string) => new UserError(`AWS would refuse the event target ${name}: ${why}`);
  const [arn, sourceArn, roleArn] = [text(inputs, "arn"), text(rule.outputs, "arn"), optionalText(inputs, "roleArn")];
  const service: Sender = { service: eventBridge, sourceArn };
  const deadLetterArn = optionalText(object(inputs, "deadLetterConfig"), "arn");
  const { of: bodyOf, isJson: takesJson } = inputIn(target, rule, refuse);
  return {
    sourceArn,
    service: "EventBridge",
    source: `the rule ${text(rule.outputs, "name")}`,
    id: text(outputs, "targetId"),
    arn,
    sender: roleArn === undefined ? service : { roleArn },
    bodyOf,
    takesJson,
    deadLetter: deadLetterArn === undefined ? undefined : { arn: deadLetterArn, sender: service },
    retry: retryOf(inputs, refuse),
  };
}

type Refuse = (why: string) => UserError;

function inputIn({ inputs }: Resource, { outputs }: Resource, refuse: Refuse) {
  try {
    return inputOf(inputs, { name: text(outputs, "name"), arn: text(outputs, "arn") });
  } catch (error) {
    if (error instanceof InvalidInput) throw refuse(error.message);
    throw error;
  }
}
