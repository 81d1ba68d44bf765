import { InvalidExpression, type Node, parseExpression } from "../syntax";
import { type Filling, fill, fillings, functions } from "./library";
import {
  combine,
  each,
  isList,
  isScalar,
  mapSeries,
  MathError,
  type MathValue,
  type Scope,
  type TimeSeries,
} from "./values";

/** An expression of metric math, ready to be computed. */
export interface MathExpression {
  /** As it was written. */
  text: string;
  /** The ids of what it computes with. */
  ids: readonly string[];
  /** @throws MathError for values that it does nothing with */
  compute(scope: Scope): MathValue;
}

type Compute = MathExpression["compute"];

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataQuery.html */
const mostCharacters = 2048;

/**
 * Reads an expression.
 *
 * @throws InvalidExpression for what is no expression, or uses what is not embedded
 */
export function mathExpression(text: string): MathExpression {
  if (text.length > mostCharacters)
    throw new InvalidExpression(`it has ${text.length} characters, of which CloudWatch takes ${mostCharacters}`);
  if (/^\s*SELECT\b/i.test(text)) throw notEmbedded("a query of Metrics Insights");
  const ids = new Set<string>();
  const compute = compile(parseExpression(text), ids);
  return { text, ids: [...ids], compute };
}

const truth = (value: boolean): number => (value ? 1 : 0);

const operators: Record<string, (left: number, right: number) => number> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
  "^": (left, right) => left ** right,
  "==": (left, right) => truth(left === right),
  "!=": (left, right) => truth(left !== right),
  "<>": (left, right) => truth(left !== right),
  "<": (left, right) => truth(left < right),
  "<=": (left, right) => truth(left <= right),
  ">": (left, right) => truth(left > right),
  ">=": (left, right) => truth(left >= right),
  AND: (left, right) => truth(left !== 0 && right !== 0),
  "&&": (left, right) => truth(left !== 0 && right !== 0),
  OR: (left, right) => truth(left !== 0 || right !== 0),
  "||": (left, right) => truth(left !== 0 || right !== 0),
};

function compile(node: Node, ids: Set<string>): Compute {
  switch (node.kind) {
    case "number":
      return () => node.value;
    case "name": {
      const { name } = node;
      if (!/^[a-z]\w*$/.test(name)) throw new InvalidExpression(`${name} is no id: those begin with a small letter`);
      ids.add(name);
      return (scope) => scope.valueOf(name);
    }
    case "unary": {
      if (node.operator !== "-") throw notEmbedded(node.operator);
      const operand = compile(node.operand, ids);
      const negate = (value: number): number => -value;
      return (scope) => each(operand(scope), (one) => (isScalar(one) ? negate(one) : mapSeries(one, negate)));
    }
    case "binary": {
      const operator = Object.hasOwn(operators, node.operator) ? operators[node.operator] : undefined;
      if (!operator) throw notEmbedded(node.operator);
      const [left, right] = [compile(node.left, ids), compile(node.right, ids)];
      return (scope) => combine(left(scope), right(scope), operator);
    }
    case "list": {
      const items = node.items.map((item) => compile(item, ids));
      return (scope) => items.flatMap((item) => seriesOf(item(scope)));
    }
    case "call":
      return node.name === "FILL" ? compileFill(node.parameters, ids) : compileCall(node.name, node.parameters, ids);
    case "text":
      throw new InvalidExpression(`"${node.value}" is a text, which metric math takes in no function that is embedded`);
  }
}

function seriesOf(value: MathValue): TimeSeries[] {
  if (isScalar(value)) throw new MathError("a list has time series alone, no numbers");
  return isList(value) ? value : [value];
}

function compileCall(name: string, parameters: Node[], ids: Set<string>): Compute {
  const called = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (!called) throw notEmbedded(name);
  const { least, most } = called;
  if (parameters.length < least || parameters.length > most) throw wrongCount(name, parameters.length);
  const computed = parameters.map((parameter) => compile(parameter, ids));
  return (scope) =>
    called.compute(
      computed.map((compute) => compute(scope)),
      scope,
    );
}

function compileFill(parameters: Node[], ids: Set<string>): Compute {
  const [value, filling] = parameters;
  if (!value || !filling || parameters.length > 2) throw wrongCount("FILL", parameters.length);
  const series = compile(value, ids);
  const word = filling.kind === "name" ? wordOf(filling.name) : undefined;
  if (word) return (scope) => fill(series(scope), word, scope);
  const other = compile(filling, ids);
  return (scope) => fill(series(scope), other(scope), scope);
}

const wordOf = (name: string): Filling | undefined => fillings.find((word) => word === name);

const notEmbedded = (what: string): InvalidExpression =>
  new InvalidExpression(
    `${what} is not embedded in the offline host's metric math, which has ${[...Object.keys(functions), "FILL"].join(", ")}, arithmetic and comparison`,
    true,
  );

const wrongCount = (name: string, count: number): InvalidExpression =>
  new InvalidExpression(`${name} does not take ${count} ${count === 1 ? "parameter" : "parameters"}`);
