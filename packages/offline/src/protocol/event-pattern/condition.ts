import { isRecord } from "../../is-record";
import { compileCidr } from "./cidr";
import { InvalidPattern } from "./invalid";
import { compileNumeric } from "./numeric";
import { compileWildcard } from "./wildcard";

/** Whether a value of the event is one that is asked for. */
export type Matches = (value: unknown) => boolean;

/** One condition of a name; `absent` holds where the event has no value there. */
export type Condition = Matches | "absent";

/**
 * Compiles a value, which must be met exactly, or an operator.
 *
 * @throws InvalidPattern
 */
export function compileCondition(given: unknown): Condition {
  if (!isRecord(given)) {
    if (Array.isArray(given)) throw new InvalidPattern("Match value must be String, number, true, false, or null");
    return (value) => value === given;
  }
  const [name, argument] = only(given);
  if (name === "exists") return existence(argument);
  return operator(operators, name, `Unrecognized match type ${name}`)(argument);
}

function existence(argument: unknown): Condition {
  if (argument === true) return () => true;
  if (argument === false) return "absent";
  throw new InvalidPattern("exists match pattern must be either true or false.");
}

const startsWith = (value: string, prefix: string): boolean => value.startsWith(prefix);

const endsWith = (value: string, suffix: string): boolean => value.endsWith(suffix);

type Operators = Record<string, (argument: unknown) => Matches>;

const operators: Operators = {
  prefix: (argument) => affix("prefix", argument, startsWith),
  suffix: (argument) => affix("suffix", argument, endsWith),
  "equals-ignore-case": compileEqualsIgnoreCase,
  wildcard: compileWildcard,
  numeric: compileNumeric,
  cidr: compileCidr,
  "anything-but": compileAnythingBut,
};

/** Names that no field may have in an object below `$or`. */
export const operatorNames: ReadonlySet<string> = new Set([...Object.keys(operators), "exists", "exactly"]);

/** What goes with `anything-but`; each takes a text or a list of texts. */
const refusals: Operators = {
  prefix: (argument) => affix("prefix", filled(argument), startsWith),
  suffix: (argument) => affix("suffix", filled(argument), endsWith),
  "equals-ignore-case": compileEqualsIgnoreCase,
  wildcard: compileWildcard,
};

const onText =
  (matches: (value: string) => boolean): Matches =>
  (value) =>
    typeof value === "string" && matches(value);

/** `prefix` or `suffix`: of a text, or of `{ "equals-ignore-case": text }`. */
function affix(name: string, argument: unknown, holds: (value: string, affix: string) => boolean): Matches {
  if (!isRecord(argument)) {
    const given = text(argument, name);
    return onText((value) => holds(value, given));
  }
  const [inner, innerArgument] = only(argument);
  if (inner !== "equals-ignore-case") throw new InvalidPattern(`Unsupported ${name} pattern: ${inner}`);
  const given = text(innerArgument, inner).toLowerCase();
  return onText((value) => holds(value.toLowerCase(), given));
}

function compileEqualsIgnoreCase(argument: unknown): Matches {
  const given = text(argument, "equals-ignore-case").toLowerCase();
  return onText((value) => value.toLowerCase() === given);
}

/** Any value but those listed, or but those that an operator finds; not what is absent. */
function compileAnythingBut(argument: unknown): Matches {
  if (!isRecord(argument)) {
    const refused = alike([argument].flat());
    return (value) => !refused.includes(value);
  }
  const [name, inner] = only(argument);
  const compile = operator(refusals, name, `Unsupported anything-but pattern: ${name}`);
  const refused = [inner].flat().map(compile);
  return (value) => !refused.some((matches) => matches(value));
}

function alike(values: unknown[]): unknown[] {
  if (!values.every((value) => typeof value === "string" || typeof value === "number"))
    throw new InvalidPattern("Inside anything but list, start|null|boolean is not supported.");
  if (new Set(values.map((value) => typeof value)).size !== 1)
    throw new InvalidPattern(
      "Inside anything but list, either all values are number or string, mixed type is not supported",
    );
  return values;
}

function operator(known: Operators, name: string, otherwise: string): (argument: unknown) => Matches {
  const found = Object.hasOwn(known, name) ? known[name] : undefined;
  if (!found) throw new InvalidPattern(otherwise);
  return found;
}

function only(given: Record<string, unknown>): [name: string, argument: unknown] {
  const [first, ...others] = Object.entries(given);
  if (!first) throw new InvalidPattern("Match expression name not found");
  if (others.length > 0) throw new InvalidPattern("Only one key allowed in match expression");
  return first;
}

function text(argument: unknown, name: string): string {
  if (typeof argument !== "string") throw new InvalidPattern(`${name} match pattern must be a string`);
  return argument;
}

function filled(argument: unknown): string {
  const given = text(argument, "prefix/suffix");
  if (given === "") throw new InvalidPattern("Null prefix/suffix not allowed");
  return given;
}
