import { isRecord } from "../../is-record";
import { compileCondition, type Condition, operatorNames } from "./condition";
import { InvalidPattern } from "./invalid";

export { InvalidPattern } from "./invalid";

/** Whether an event, as parsed from its JSON, is one that is asked for. */
export type Pattern = (event: unknown) => boolean;

/**
 * Compiles an event pattern, as rules of EventBridge and filters of Lambda's event sources have them: names must all match;
 * of the conditions of one name, one must; of a list in the event, one element must.
 * Sources: "Comparison operators for use in event patterns" in the Amazon EventBridge User Guide, and the reasons and the
 * corner cases of github.com/aws/event-ruler, which EventBridge runs.
 *
 * @param text the pattern as JSON
 * @throws InvalidPattern
 */
export function compilePattern(text: string): Pattern {
  const pattern = parse(text);
  if (!isRecord(pattern)) throw new InvalidPattern("Filter is not an object");
  return compileFields(pattern, false);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw new InvalidPattern(error.message);
    throw error;
  }
}

/** @param isAlternative whether the names are of an object below `$or` */
function compileFields(fields: Record<string, unknown>, isAlternative: boolean): Pattern {
  const parts = Object.entries(fields).map(([name, value]): Pattern => {
    if (name === "$or") return anyOf(value);
    if (isAlternative && operatorNames.has(name))
      throw new InvalidPattern(`${name} is Ruler reserved fieldName which cannot be used inside $or.`);
    if (Array.isArray(value)) return leaf(name, value);
    if (isRecord(value)) return below(name, compileFields(value, isAlternative));
    throw new InvalidPattern(`"${name}" must be an object or an array`);
  });
  if (parts.length === 0) throw new InvalidPattern("Empty objects are not allowed");
  return (event) => parts.every((part) => part(event));
}

function anyOf(alternatives: unknown): Pattern {
  if (!Array.isArray(alternatives)) throw new InvalidPattern("It must be an Array followed with $or.");
  const patterns = alternatives.map((alternative: unknown) => {
    if (isRecord(alternative)) return compileFields(alternative, true);
    throw new InvalidPattern("Only JSON object is allowed in array of $or relationship.");
  });
  if (patterns.length < 2) throw new InvalidPattern("There must have at least 2 Objects in $or relationship.");
  return (event) => patterns.some((pattern) => pattern(event));
}

/** A name with its conditions, which see values only: an object that the event has there is none. */
function leaf(name: string, given: unknown[]): Pattern {
  if (given.length === 0) throw new InvalidPattern("Empty arrays are not allowed");
  const conditions = given.map(compileCondition);
  const holds = (condition: Condition, values: unknown[]): boolean =>
    condition === "absent" ? values.length === 0 : values.some(condition);
  return (event) => {
    const values = valuesOf(event, name).filter((value) => !isRecord(value));
    return conditions.some((condition) => holds(condition, values));
  };
}

/** A name that holds names. Of a list of objects one must match as a whole; what is not there has no names. */
const below =
  (name: string, pattern: Pattern): Pattern =>
  (event) => {
    const values = valuesOf(event, name).filter(isRecord);
    return values.length === 0 ? pattern({}) : values.some(pattern);
  };

/** What an event has under a name: the elements of a list, and of lists within it. */
const valuesOf = (event: unknown, name: string): unknown[] =>
  isRecord(event) && Object.hasOwn(event, name) ? [event[name]].flat(Infinity) : [];
