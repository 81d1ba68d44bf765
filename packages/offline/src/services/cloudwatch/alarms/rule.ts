import { InvalidExpression, type Node, parseExpression } from "../syntax";
import type { StateValue } from "./alarm";

/**
 * The rule of a composite alarm, such as `ALARM("one") AND NOT OK("other")`
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html).
 */
export interface Rule {
  /** The alarms that it names, by name or ARN. */
  alarms: readonly string[];
  /** Whether it is true, in these states of alarms. */
  isTrue(stateOf: (alarm: string) => StateValue): boolean;
}

type Check = Rule["isTrue"];

/** Names need no quotes, and may then have signs that would be operators. */
const unquoted = /\b(ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*([^"'\s()][^()]*?)\s*\)/g;

/** @throws InvalidExpression */
export function parseRule(text: string): Rule {
  const alarms = new Set<string>();
  const isTrue = compile(parseExpression(text.replace(unquoted, '$1("$2")')), alarms);
  return { alarms: [...alarms], isTrue };
}

const states = new Map<string, StateValue>([
  ["ALARM", "ALARM"],
  ["OK", "OK"],
  ["INSUFFICIENT_DATA", "INSUFFICIENT_DATA"],
]);

function compile(node: Node, alarms: Set<string>): Check {
  if (node.kind === "name" && (node.name === "TRUE" || node.name === "FALSE")) return () => node.name === "TRUE";
  if (node.kind === "unary" && node.operator === "NOT") {
    const operand = compile(node.operand, alarms);
    return (stateOf) => !operand(stateOf);
  }
  if (node.kind === "binary" && (node.operator === "AND" || node.operator === "OR")) {
    const [left, right] = [compile(node.left, alarms), compile(node.right, alarms)];
    return node.operator === "AND"
      ? (stateOf) => left(stateOf) && right(stateOf)
      : (stateOf) => left(stateOf) || right(stateOf);
  }
  const state = node.kind === "call" ? states.get(node.name) : undefined;
  const [alarm, ...more] = node.kind === "call" ? node.parameters : [];
  if (state !== undefined && alarm?.kind === "text" && more.length === 0) {
    alarms.add(alarm.value);
    return (stateOf) => stateOf(alarm.value) === state;
  }
  throw new InvalidExpression(
    "a rule is made of ALARM, OK and INSUFFICIENT_DATA of one alarm, TRUE, FALSE, AND, OR, NOT",
  );
}
