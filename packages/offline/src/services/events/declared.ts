import { UserError } from "../../errors";
import { type Graph, object, ofType, optionalText, type Properties, type Resource, text } from "../../graph/graph";
import { InvalidExpression, parseExpression, type Timetable } from "./expression";

/** EventBridge's principal. */
export const eventBridge = "events.amazonaws.com";

/** A rule that fires by the clock. */
export interface Schedule {
  /** The rule's physical name. */
  name: string;
  /** The name that the program gave it. */
  logicalName: string;
  arn: string;
  expression: string;
  enabled: boolean;
  timetable: Timetable;
  targets: ScheduleTarget[];
}

/** A function that a schedule invokes. */
export interface ScheduleTarget {
  functionArn: string;
  /** What the function is invoked with, as JSON, in the place of the event. */
  input?: string;
  /** ARN of the queue that gets the events that cannot be handed over. */
  deadLetterArn?: string;
}

const ruleType = "aws:cloudwatch/eventRule:EventRule";
const targetType = "aws:cloudwatch/eventTarget:EventTarget";

/** Whether the host can serve a rule: rules for events are recorded only. */
export const isSchedule = ({ inputs }: Resource): boolean => optionalText(inputs, "scheduleExpression") !== undefined;

/** Whether the host can serve a target: a function that a schedule invokes. */
export const isScheduled = ({ inputs }: Resource, graph: Graph): boolean =>
  isFunction(inputs) && ofType(graph, ruleType).some((rule) => isSchedule(rule) && isTargetOf(rule, inputs));

const isFunction = (target: Properties): boolean => /^arn:aws:lambda:[^:]*:\d+:function:/.test(text(target, "arn"));

const isTargetOf = ({ outputs }: Resource, target: Properties): boolean => target.rule === text(outputs, "name");

/**
 * The schedules that a program declares.
 *
 * @param start when rates begin to count, in milliseconds since the epoch
 * @throws UserError for what AWS would refuse, or what is not embedded, naming the resource
 */
export const schedulesOf = (graph: Graph, start: number): Schedule[] =>
  ofType(graph, ruleType)
    .filter(isSchedule)
    .map((rule) => {
      const expression = text(rule.inputs, "scheduleExpression");
      const arn = text(rule.outputs, "arn");
      return {
        name: text(rule.outputs, "name"),
        logicalName: rule.name,
        arn,
        expression,
        enabled: rule.inputs.state !== "DISABLED" && rule.inputs.isEnabled !== false,
        timetable: timetableOf(rule, expression, start),
        targets: ofType(graph, targetType)
          .filter(({ inputs }) => isFunction(inputs) && isTargetOf(rule, inputs))
          .map(targetOf),
      };
    });

function timetableOf({ name, inputs }: Resource, expression: string, start: number): Timetable {
  const { eventBusName = "default" } = inputs;
  if (eventBusName !== "default")
    throw new UserError(`AWS would refuse the rule ${name}: only rules of the default event bus fire by a schedule`);
  try {
    return parseExpression(expression, start);
  } catch (error) {
    if (error instanceof InvalidExpression)
      throw new UserError(`AWS would refuse the schedule ${expression} of the rule ${name}: ${error.message}`);
    throw error;
  }
}

function targetOf({ name, inputs }: Resource): ScheduleTarget {
  const functionArn = text(inputs, "arn");
  for (const property of ["inputPath", "inputTransformer"])
    if (inputs[property] !== undefined)
      throw new UserError(
        `the event target ${name} has an ${property}, which the offline host does not embed; use input, or let the function take what it needs from the event`,
      );
  return {
    functionArn,
    input: inputOf(name, inputs),
    deadLetterArn: optionalText(object(inputs, "deadLetterConfig"), "arn"),
  };
}

function inputOf(name: string, inputs: Properties): string | undefined {
  const input = optionalText(inputs, "input");
  if (input === undefined) return undefined;
  try {
    JSON.parse(input);
    return input;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UserError(`AWS would refuse the input of the event target ${name}: ${error.message}`);
  }
}
