import jsep from "jsep";
import { isRecord } from "../../is-record";

/*
 * Metric math and the rules of composite alarms are both expressions of operators and calls. jsep reads such; what each of
 * the two does not know, it refuses itself.
 */
for (const [operator, precedence] of [
  ["OR", 1],
  ["AND", 2],
  ["<>", 6],
] as const)
  jsep.addBinaryOp(operator, precedence);
// CloudWatch's `^` is a power, not JavaScript's exclusive or.
jsep.addBinaryOp("^", 11, true);
jsep.addUnaryOp("NOT");

/** An expression that is not written as CloudWatch wants it. */
export class InvalidExpression extends Error {
  constructor(
    message: string,
    /** Whether CloudWatch knows it, and the host does not. */
    readonly isNotEmbedded = false,
  ) {
    super(message);
  }
}

/** What an expression is made of. */
export type Node =
  | { kind: "number"; value: number }
  | { kind: "text"; value: string }
  | { kind: "name"; name: string }
  | { kind: "unary"; operator: string; operand: Node }
  | { kind: "binary"; operator: string; left: Node; right: Node }
  | { kind: "call"; name: string; parameters: Node[] }
  | { kind: "list"; items: Node[] };

/** @throws InvalidExpression */
export function parseExpression(text: string): Node {
  return nodeOf(read(text), text);
}

function read(text: string): jsep.Expression {
  try {
    return jsep(text);
  } catch (error) {
    throw new InvalidExpression(error instanceof Error ? error.message : String(error));
  }
}

function nodeOf(expression: unknown, text: string): Node {
  const unknown = () => new InvalidExpression(`it has a part that CloudWatch does not know: ${text}`);
  if (!isRecord(expression)) throw unknown();
  const list = (value: unknown): Node[] => {
    if (!Array.isArray(value)) throw unknown();
    return value.map((item) => nodeOf(item, text));
  };
  const { type, value, name, operator, callee } = expression;
  if (type === "Literal" && typeof value === "number") return { kind: "number", value };
  if (type === "Literal" && typeof value === "string") return { kind: "text", value };
  // `TRUE` and `FALSE` are names here; jsep's own literals are written otherwise.
  if (type === "Identifier" && typeof name === "string") return { kind: "name", name };
  if (type === "UnaryExpression" && typeof operator === "string")
    return { kind: "unary", operator, operand: nodeOf(expression.argument, text) };
  if (type === "BinaryExpression" && typeof operator === "string") {
    const [left, right] = [nodeOf(expression.left, text), nodeOf(expression.right, text)];
    return { kind: "binary", operator, left, right };
  }
  if (type === "CallExpression" && isRecord(callee) && typeof callee.name === "string")
    return { kind: "call", name: callee.name, parameters: list(expression.arguments) };
  if (type === "ArrayExpression") return { kind: "list", items: list(expression.elements) };
  throw unknown();
}
