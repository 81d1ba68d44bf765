import type { AttributeValue } from "dynalite/db";
import type { Path, UpdateAction, UpdateValue } from "./ast";
import type { FaultKind } from "./errors";
import { addPath, pathTree } from "./path-tree";
import type { Placeholders } from "./placeholders";
import { type Names, Reader } from "./reader";
import { type AttributeType, typeOf } from "./types";

const keywords = new Set(["SET", "REMOVE", "ADD", "DELETE"]);

const faultOrder: readonly FaultKind[] = [
  ...(["reserved", "unknownFunction", "section", "attributeName", "attributeValue"] as const),
  ...(["overlap", "conflict", "operandCount", "operandType"] as const),
];

/** An update, and what it names. */
export interface ParsedUpdate {
  actions: UpdateAction[];
  names: Names;
  /** What is said of an operand that does not fit the item, where that is not as of expressions. */
  mismatch?: string;
}

/**
 * Parses an update expression.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
 * @throws ExpressionError
 */
export function parseUpdate(text: string, placeholders: Placeholders): ParsedUpdate {
  const reader = new Reader(text, placeholders, keywords);
  const actions = new UpdateParser(reader).whole();
  reader.faults.refuse(faultOrder);
  return { actions, names: reader };
}

/** The type that a value has whatever the item is. */
export function staticTypeOf(value: UpdateValue): AttributeType | undefined {
  switch (value.kind) {
    case "value":
      return value.value && typeOf(value.value);
    case "+":
    case "-":
      return "N";
    case "list_append":
      return "L";
    case "if_not_exists":
      return staticTypeOf(value.otherwise);
    case "path":
      return undefined;
  }
}

class UpdateParser {
  private readonly actions: UpdateAction[] = [];
  private readonly paths = pathTree<true>();
  private readonly sections = new Set<string>();

  constructor(private readonly reader: Reader) {}

  whole(): UpdateAction[] {
    do this.section();
    while (this.reader.next.kind !== "end");
    return this.actions;
  }

  private section(): void {
    const keyword = this.reader.keyword();
    if (keyword === undefined) throw this.reader.syntaxError();
    this.reader.take();
    if (this.sections.has(keyword))
      this.fault("section", `The "${keyword}" section can only be used once in an update expression;`);
    this.sections.add(keyword);
    do {
      const path = this.reader.path();
      this.actions.push(this.action(keyword, path));
      addPath(this.paths, path, true, this.reader.faults);
    } while (this.reader.accept(","));
  }

  private action(keyword: string, path: Path): UpdateAction {
    switch (keyword) {
      case "SET":
        this.reader.expect("=");
        return { kind: "set", path, value: this.value() };
      case "REMOVE":
        return { kind: "remove", path };
      default:
        return { kind: keyword === "ADD" ? "add" : "delete", path, value: this.operandOf(keyword) };
    }
  }

  /** The value of ADD or DELETE: a set, or for ADD a number. */
  private operandOf(keyword: string): AttributeValue {
    const value = this.reader.value() ?? {};
    const type = Object.keys(value).length > 0 ? typeOf(value) : undefined;
    const name = type && typeNames[type];
    if (name !== undefined && !(keyword === "ADD" && type === "N"))
      this.fault(
        "operandType",
        `Incorrect operand type for operator or function; operator: ${keyword}, operand type: ${name}`,
      );
    return value;
  }

  /** An operand, a sum or a difference; in parentheses or not. */
  private value(): UpdateValue {
    const left = this.operand(() => this.value());
    const operator = (["+", "-"] as const).find((one) => this.reader.accept(one));
    if (!operator) return left;
    this.reader.operator();
    const right = this.operand(() => this.operand());
    this.mustBe("N", operator, [left, right]);
    return { kind: operator, left, right };
  }

  private operand(within: () => UpdateValue = () => this.operand()): UpdateValue {
    if (this.reader.accept("(")) return this.reader.parenthesised(within);
    if (this.reader.next.kind === "value") return { kind: "value", value: this.reader.value() };
    const name = this.reader.acceptFunction();
    if (name === undefined) return { kind: "path", path: this.reader.path() };
    this.reader.expect("(");
    const operands = [this.operand()];
    while (this.reader.accept(",")) operands.push(this.operand());
    this.reader.expect(")");
    return this.call(name, operands);
  }

  private call(name: string, operands: UpdateValue[]): UpdateValue {
    const [first, second] = operands;
    const nothing: UpdateValue = { kind: "value", value: undefined };
    if (name !== "if_not_exists" && name !== "list_append") {
      this.fault("unknownFunction", `Invalid function name; function: ${name}`);
      return nothing;
    }
    if (!first || !second || operands.length > 2) {
      this.fault(
        "operandCount",
        `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`,
      );
      return nothing;
    }
    if (name === "list_append") {
      this.mustBe("L", name, operands);
      return { kind: name, first, second };
    }
    if (first.kind === "path") return { kind: name, path: first.path, otherwise: second };
    this.fault("operandType", `Operator or function requires a document path; operator or function: ${name}`);
    return nothing;
  }

  private mustBe(type: AttributeType, name: string, operands: UpdateValue[]): void {
    const wrong = operands
      .map((operand) => (operand.kind === "value" ? staticTypeOf(operand) : undefined))
      .find((one) => one !== undefined && one !== type);
    if (wrong !== undefined)
      this.fault(
        "operandType",
        `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${wrong}`,
      );
  }

  private fault(kind: FaultKind, message: string): void {
    this.reader.faults.note(kind, message);
  }
}

/** How messages call the types that ADD and DELETE do not take. */
const typeNames: Partial<Record<AttributeType, string>> = {
  S: "STRING",
  N: "NUMBER",
  B: "BINARY",
  NULL: "NULL",
  BOOL: "BOOLEAN",
  L: "LIST",
  M: "MAP",
};
