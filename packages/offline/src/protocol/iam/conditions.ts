import { MalformedPolicy, type Statement } from "./document";
import type { Facts } from "./facts";
import { operatorOf, type Operator } from "./operators";
import type { Matches } from "./pattern";

/** Whether a condition holds for a request. */
export type Condition = (facts: Facts) => boolean;

/** An operator's name taken apart. The quantifiers are for keys with many values. */
const form = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/;

/** `Null` asks only whether there is a value. */
function nullCondition(label: string, key: string, values: string[]): Condition {
  const wanted = values.map((value) => value.toLowerCase());
  if (wanted.some((value) => value !== "true" && value !== "false")) {
    throw new MalformedPolicy(`${label}: Null takes true or false for ${key}.`);
  }
  return (facts) => wanted.includes(String(facts.values(key) === undefined));
}

function compileValues(
  label: string,
  name: string,
  operator: Operator,
  values: string[],
  variables: boolean,
): Matches[] {
  return values.map((value) => {
    const matches = operator.compile(value, variables);
    if (!matches) throw new MalformedPolicy(`${label}: ${JSON.stringify(value)} is no value for ${name}.`);
    return matches;
  });
}

/**
 * Compiles one operator with one key.
 *
 * Several values are alternatives, of which a negated operator wants none. Without a value in the request an operator
 * does not hold, unless it is negated, ends in `IfExists` or is about all values, of which there are none then.
 * Source: "Conditions with multiple context keys or values" and "Set operators" in the IAM user guide.
 */
function compileCondition(statement: Statement, [name, key, values]: Statement["conditions"][number]): Condition {
  const { label, variables } = statement;
  const [, quantifier, base = "", ifExists] = form.exec(name) ?? [];
  const lowerKey = key.toLowerCase();
  if (name === "Null") return nullCondition(label, lowerKey, values);
  const operator = operatorOf(base);
  if (!operator) throw new MalformedPolicy(`${label}: unknown condition operator ${name}.`);
  const alternatives = compileValues(label, name, operator, values, variables);
  const { negated } = operator;

  const matches = (given: string, facts: Facts): boolean => {
    for (const alternative of alternatives) if (alternative(given, facts)) return true;
    return false;
  };
  const holds = (given: string[], facts: Facts): boolean => {
    if (quantifier === "ForAllValues") return given.every((value) => matches(value, facts) !== negated);
    if (quantifier === "ForAnyValue") return given.some((value) => matches(value, facts) !== negated);
    return given.some((value) => matches(value, facts)) !== negated;
  };
  const withoutValue = Boolean(ifExists) || quantifier === "ForAllValues" || (negated && quantifier === undefined);
  return (facts) => {
    const given = facts.values(lowerKey);
    return given ? holds(given, facts) : withoutValue;
  };
}

/** The conditions of a statement: all of them must hold. */
export const compileConditions = (statement: Statement): Condition[] =>
  statement.conditions.map((condition) => compileCondition(statement, condition));
