import type { Comparator, Condition, Operand } from "./ast";
import { callOf, type Call } from "./condition-functions";
import { ExpressionError, type FaultKind } from "./errors";
import { constantBounds, distinctOperands, nothing, orderedOperands } from "./operand-checks";
import type { Placeholders } from "./placeholders";
import { limits, type Names, Reader } from "./reader";

const keywords = new Set(["BETWEEN", "IN", "AND", "OR", "NOT"]);
const comparators: readonly Comparator[] = ["=", "<>", "<=", ">=", "<", ">"];

/** Faults of a condition, as they are named first: those within one comparison before those of the next. */
const withinComparison: readonly FaultKind[] = [
  "attributeName",
  "attributeValue",
  "operandCount",
  "distinct",
  "operandType",
];
const faultOrder: readonly FaultKind[] = [
  "parentheses",
  "unknownFunction",
  "misusedFunction",
  "reserved",
  "condition",
  ...withinComparison,
];

/** What has been read so far may be a condition or one of its operands: that shows only by what follows. */
type Term = ({ condition: Condition } | { operand: Operand } | { call: Call }) & { grouped?: boolean };

/** A condition, and what it names. */
export interface ParsedCondition {
  condition: Condition;
  names: Names;
}

/**
 * Parses a condition: of a write, a filter, or a key condition.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
 * @throws ExpressionError
 */
export function parseCondition(text: string, placeholders: Placeholders): ParsedCondition {
  const reader = new Reader(text, placeholders, keywords);
  const parser = new ConditionParser(reader);
  const condition = parser.whole();
  reader.faults.refuse(faultOrder);
  return { condition, names: reader };
}

class ConditionParser {
  constructor(private readonly reader: Reader) {}

  whole(): Condition {
    const condition = this.asCondition(this.or());
    this.reader.expectEnd();
    return condition;
  }

  private or(): Term {
    return this.joined("or", "OR", () => this.joined("and", "AND", () => this.not()));
  }

  /** One term, or conditions joined by a keyword. */
  private joined(kind: "and" | "or", keyword: string, read: () => Term): Term {
    const first = read();
    if (this.reader.keyword() !== keyword) return first;
    const conditions = [this.asCondition(first)];
    while (this.reader.acceptKeyword(keyword)) {
      this.reader.operator();
      conditions.push(this.asCondition(read()));
    }
    return { condition: { kind, conditions } };
  }

  private not(): Term {
    if (!this.reader.acceptKeyword("NOT")) return this.comparison();
    this.reader.operator();
    return { condition: { kind: "not", condition: this.asCondition(this.not()) } };
  }

  /** A comparison, or whatever stands alone. */
  private comparison(): Term {
    const left = this.term();
    if ("condition" in left) return left;
    const condition = this.comparisonOf(left);
    if (!condition && "operand" in left) return left;
    const fault = this.reader.faults.first(withinComparison);
    if (fault !== undefined) this.reader.faults.note("condition", fault);
    return condition ? { condition } : left;
  }

  private comparisonOf(term: Term): Condition | undefined {
    const operator = comparators.find((one) => this.reader.at(one));
    if (operator) return this.ordering(term, operator);
    if (this.reader.acceptKeyword("BETWEEN")) return this.between(term);
    if (this.reader.acceptKeyword("IN")) return this.in(term);
    return undefined;
  }

  private ordering(term: Term, operator: Comparator): Condition {
    this.reader.take();
    this.reader.operator();
    const left = this.asOperand(term);
    const right = this.operand();
    distinctOperands(operator, [left, right], this.reader.faults);
    if (operator !== "=" && operator !== "<>") orderedOperands(operator, [left, right], this.reader.faults);
    return { kind: "comparison", operator, left, right };
  }

  private between(term: Term): Condition {
    this.reader.operator();
    const operand = this.asOperand(term);
    const low = this.operand();
    if (!this.reader.acceptKeyword("AND")) throw this.reader.syntaxError();
    const high = this.operand();
    constantBounds(low, high, this.reader.faults);
    orderedOperands("BETWEEN", [operand, low, high], this.reader.faults);
    return { kind: "between", operand, low, high };
  }

  private in(term: Term): Condition {
    this.reader.operator();
    const operand = this.asOperand(term);
    this.reader.expect("(");
    const list = this.operands();
    if (list.length > limits.inOperands)
      throw new ExpressionError(
        `The IN operator is provided with too many operands; number of operands: ${list.length}`,
      );
    return { kind: "in", operand, list };
  }

  private term(): Term {
    if (!this.reader.accept("(")) return this.simple();
    const inner = this.reader.parenthesised(() => this.or());
    if (inner.grouped) this.redundantParentheses();
    return this.closed(inner);
  }

  /** What stood in parentheses; but `(a).b` is the path `a.b`. */
  private closed(term: Term): Term {
    if (!("operand" in term) || term.operand.kind !== "path" || !(this.reader.at(".") || this.reader.at("[")))
      return { ...term, grouped: true };
    return { operand: { kind: "path", path: this.reader.pathFrom(term.operand.path) } };
  }

  /** A value, a path or a function's call. */
  private simple(): Term {
    if (this.reader.next.kind === "value") return { operand: { kind: "value", value: this.reader.value() } };
    const name = this.reader.acceptFunction();
    if (name === undefined) return { operand: { kind: "path", path: this.reader.path() } };
    this.reader.expect("(");
    const called = callOf(name, this.operands(), this.reader.faults);
    return called.kind === "size" ? { operand: called } : { call: called };
  }

  /** Operands up to the closing parenthesis. */
  private operands(): Operand[] {
    const operands = [this.operand()];
    while (this.reader.accept(",")) operands.push(this.operand());
    this.reader.expect(")");
    return operands;
  }

  private operand(): Operand {
    return this.asOperand(this.operandTerm());
  }

  private operandTerm(): Term {
    if (!this.reader.accept("(")) return this.simple();
    const inner = this.reader.parenthesised(() => this.operandTerm());
    if (inner.grouped) this.redundantParentheses();
    return this.closed(inner);
  }

  private redundantParentheses(): void {
    this.reader.faults.note("parentheses", "The expression has redundant parentheses;");
  }

  private asOperand(term: Term): Operand {
    if ("operand" in term) return term.operand;
    if ("condition" in term) throw this.reader.syntaxError();
    this.misused(term.call.name);
    return nothing;
  }

  private asCondition(term: Term): Condition {
    if ("condition" in term) return term.condition;
    if ("call" in term) return term.call.condition;
    if (term.operand.kind !== "size") throw this.reader.syntaxError();
    this.misused("size");
    return { kind: "and", conditions: [] };
  }

  private misused(name: string): void {
    this.reader.faults.note(
      "misusedFunction",
      `The function is not allowed to be used this way in an expression; function: ${name}`,
    );
  }
}
