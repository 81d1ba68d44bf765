import { UserError } from "../../../errors";
import { isRecord } from "../../../is-record";
import { limits } from "../limits";
import { compileCondition, type Condition } from "./condition";
import { InvalidPattern } from "../../../protocol/event-pattern/invalid";

/** Whether a message is wanted, by the fields that it has: its attributes, or the members of its body. */
export type Filter = (fields: Readonly<Record<string, unknown>>) => boolean;

/**
 * Compiles a filter policy (https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html). Names must
 * all match; of the conditions of one name, one must.
 *
 * @param isNested whether names may hold further names, as they may for message bodies
 * @param subscription for messages
 * @throws UserError for what AWS would refuse, and for an operator that is not known here
 */
export function compileFilterPolicy(document: string, isNested: boolean, subscription: string): Filter {
  try {
    const policy: unknown = JSON.parse(document);
    if (!isRecord(policy)) throw new InvalidPattern("it is no JSON object");
    const keys = Object.keys(policy).length;
    if (keys > limits.filterPolicyKeys)
      throw new InvalidPattern(`it has ${keys} keys, of ${limits.filterPolicyKeys} at most`);
    return compileFields(policy, isNested);
  } catch (error) {
    if (error instanceof InvalidPattern || error instanceof SyntaxError)
      throw new UserError(`the filter policy of the subscription ${subscription} is refused: ${error.message}`);
    throw error;
  }
}

function compileFields(policy: Record<string, unknown>, isNested: boolean): Filter {
  const parts = Object.entries(policy).map(([name, value]): Filter => {
    if (name === "$or" && isAlternatives(value)) return anyOf(value.map((one) => compileFields(one, isNested)));
    if (Array.isArray(value)) return leaf(name, value.map(compileCondition));
    if (!isRecord(value)) throw new InvalidPattern(`${name} must be a list of conditions`);
    if (isNested) return below(name, compileFields(value, isNested));
    throw new InvalidPattern(`${name} is nested, which goes with the scope MessageBody only`);
  });
  return (fields) => parts.every((part) => part(fields));
}

const anyOf =
  (filters: Filter[]): Filter =>
  (fields) =>
    filters.some((filter) => filter(fields));

/** `$or` is the operator where it has two objects or more; otherwise it is a name like any other. */
const isAlternatives = (value: unknown): value is Record<string, unknown>[] =>
  Array.isArray(value) && value.length > 1 && value.every(isRecord);

/** A name with its conditions. Of a list, one value must match. */
function leaf(name: string, conditions: Condition[]): Filter {
  if (conditions.length === 0) throw new InvalidPattern(`${name} has no condition`);
  return (fields) => {
    const values = valuesOf(fields, name);
    return conditions.some(({ isAbsence, matches }) =>
      isAbsence ? values.length === 0 : values.some((value) => matches(value)),
    );
  };
}

/** A name that holds names. Of a list of objects, one must match; what is not there has no names. */
const below =
  (name: string, filter: Filter): Filter =>
  (fields) => {
    const values = valuesOf(fields, name);
    return values.length === 0 ? filter({}) : values.some((value) => isRecord(value) && filter(value));
  };

const valuesOf = (fields: Readonly<Record<string, unknown>>, name: string): unknown[] =>
  Object.hasOwn(fields, name) ? [fields[name]].flat() : [];
