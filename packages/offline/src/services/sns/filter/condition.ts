import { isRecord } from "../../../is-record";
import { compileCidr } from "../../../protocol/event-pattern/cidr";
import { InvalidPattern } from "../../../protocol/event-pattern/invalid";
import { compileNumeric } from "../../../protocol/event-pattern/numeric";

/** One condition of a name. */
export interface Condition {
  /** Whether it holds where there is no value, and only there. */
  isAbsence?: boolean;
  matches(value: unknown): boolean;
}

type Matches = Condition["matches"];

/**
 * Compiles a value, which must be met exactly, or an operator.
 *
 * @throws InvalidPattern
 */
export function compileCondition(condition: unknown): Condition {
  if (isScalar(condition)) return { matches: (value) => value === condition };
  if (!isRecord(condition)) throw new InvalidPattern(`${JSON.stringify(condition)} is no condition`);
  const [[name = "", argument] = [], ...others] = Object.entries(condition);
  if (others.length > 0)
    throw new InvalidPattern(`${JSON.stringify(condition)} has more than one operator; give each its own braces`);
  if (name === "exists") return existence(argument);
  const operator = Object.hasOwn(operators, name) ? operators[name] : undefined;
  if (!operator) throw new InvalidPattern(`the offline host knows no operator ${name}`);
  return { matches: operator(argument) };
}

/** A value that is there, and not null. */
function existence(argument: unknown): Condition {
  if (argument === true) return { matches: (value) => value !== null && value !== "" };
  if (argument === false) return { isAbsence: true, matches: () => false };
  throw new InvalidPattern("exists takes true or false");
}

const isScalar = (value: unknown): value is string | number | boolean | null =>
  value === null || ["string", "number", "boolean"].includes(typeof value);

/** The operators but for `exists`, by name (https://docs.aws.amazon.com/sns/latest/dg/string-value-matching.html). */
const operators: Record<string, (argument: unknown) => Matches> = {
  prefix: (argument) => onText((value, prefix) => value.startsWith(prefix), texts("prefix", argument)),
  suffix: (argument) => onText((value, suffix) => value.endsWith(suffix), texts("suffix", argument)),
  "equals-ignore-case": (argument) =>
    onText((value, other) => value.toLowerCase() === other.toLowerCase(), texts("equals-ignore-case", argument)),
  "anything-but": compileAnythingBut,
  numeric: compileNumeric,
  cidr: compileCidr,
};

const onText =
  (matches: (value: string, argument: string) => boolean, args: string[]): Matches =>
  (value) =>
    typeof value === "string" && args.some((argument) => matches(value, argument));

function texts(operator: string, argument: unknown): string[] {
  const values: unknown[] = [argument].flat();
  const found = values.filter((value) => typeof value === "string");
  if (found.length === 0 || found.length < values.length) throw new InvalidPattern(`${operator} takes a text`);
  return found;
}

/** Any value but those listed; or any text but those with a prefix or suffix. */
function compileAnythingBut(argument: unknown): Matches {
  if (isRecord(argument)) {
    const [[name = "", inner] = [], ...others] = Object.entries(argument);
    const operator = others.length === 0 && textual.has(name) ? operators[name] : undefined;
    if (!operator) throw new InvalidPattern(`the offline host knows no operator ${name} of anything-but`);
    const matches = operator(inner);
    return (value) => typeof value === "string" && !matches(value);
  }
  const refused: unknown[] = [argument].flat();
  if (refused.length === 0 || !refused.every((one) => typeof one === "string" || typeof one === "number"))
    throw new InvalidPattern("anything-but takes texts or numbers");
  return (value) => refused.every((one) => one !== value);
}

/** What goes with `anything-but`. */
const textual: ReadonlySet<string> = new Set(["prefix", "suffix", "equals-ignore-case"]);
