import type { AttributeValue } from "dynalite/db";
import type { Path } from "./ast";
import { ExpressionError, Faults } from "./errors";
import type { Placeholders } from "./placeholders";
import { isReserved } from "./reserved-words";
import { type Token, tokensOf } from "./tokens";

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-expression-parameters */
export const limits = {
  expressionBytes: 4096,
  operators: 300,
  /** Each pair of parentheses that is not redundant holds an operator of its own. */
  parentheses: 302,
  pathElements: 32,
  listIndex: 2 ** 32 - 1,
  inOperands: 100,
  placeholderBytes: 255,
} as const;

/** What an expression names. */
export interface Names {
  /** The top-level attributes. */
  readonly heads: ReadonlySet<string>;
  /** Those of them into which a path leads. */
  readonly nested: ReadonlySet<string>;
  /** How many tokens have been looked at: the work of parsing. */
  readonly steps: number;
}

/**
 * Reads an expression token by token, never going back: every parser of expressions is linear in its text.
 *
 * @throws ExpressionError for an expression that is empty or too long
 */
export class Reader implements Names {
  steps = 0;
  readonly heads = new Set<string>();
  readonly nested = new Set<string>();
  readonly faults = new Faults();
  private readonly tokens: Token[];
  private position = 0;
  private operators = 0;
  private depth = 0;

  constructor(
    private readonly text: string,
    private readonly placeholders: Placeholders,
    private readonly keywords: ReadonlySet<string> = new Set(),
  ) {
    if (text === "") throw new ExpressionError("The expression can not be empty;");
    const size = Buffer.byteLength(text);
    if (size > limits.expressionBytes)
      throw new ExpressionError(`Expression size has exceeded the maximum allowed size; expression size: ${size}`);
    this.tokens = tokensOf(text);
  }

  /** The token that comes next. */
  get next(): Token {
    this.steps++;
    const token = this.tokens[this.position] ?? this.tokens.at(-1);
    if (!token) throw new Error("an expression has an end");
    return token;
  }

  take(): Token {
    const token = this.next;
    this.position++;
    return token;
  }

  /** Whether the next token is this symbol. */
  at(symbol: string): boolean {
    const { kind, text } = this.next;
    return kind === "symbol" && text === symbol;
  }

  /** Takes a symbol if it comes next. */
  accept(symbol: string): boolean {
    const found = this.at(symbol);
    if (found) this.position++;
    return found;
  }

  expect(symbol: string): void {
    if (!this.accept(symbol)) throw this.syntaxError();
  }

  /** The keyword that comes next, in upper case. */
  keyword(): string | undefined {
    const { kind, text } = this.next;
    const word = text.toUpperCase();
    return kind === "word" && this.keywords.has(word) ? word : undefined;
  }

  /** Takes a keyword if it comes next. */
  acceptKeyword(keyword: string): boolean {
    const found = this.keyword() === keyword;
    if (found) this.position++;
    return found;
  }

  expectEnd(): void {
    if (this.next.kind !== "end") throw this.syntaxError();
  }

  /** The name of the function whose call comes next. */
  acceptFunction(): string | undefined {
    const { kind, text } = this.next;
    if (kind !== "word" || this.keyword() !== undefined) return undefined;
    const after = this.tokens[this.position + 1];
    if (after?.kind !== "symbol" || after.text !== "(") return undefined;
    this.position++;
    this.operator();
    return text;
  }

  /** Counts an operator or function. */
  operator(): void {
    this.operators++;
    if (this.operators > limits.operators)
      throw new ExpressionError(`The expression contains too many operators; operator count: ${this.operators}`);
  }

  /** Reads what stands between parentheses, the first of which has been taken. */
  parenthesised<Result>(read: () => Result): Result {
    this.depth++;
    if (this.depth > limits.parentheses)
      throw new ExpressionError(`The expression contains too many operators; operator count: ${this.depth}`);
    const result = read();
    this.expect(")");
    this.depth--;
    return result;
  }

  /** Reads a document path. */
  path(): Path {
    return this.pathFrom([this.pathName()]);
  }

  /** Reads the rest of a path. */
  pathFrom(begun: Path): Path {
    const path: [string, ...(string | number)[]] = [...begun];
    for (;;) {
      if (this.accept(".")) path.push(this.pathName());
      else if (this.accept("[")) path.push(this.listIndex());
      else break;
      if (path.length > limits.pathElements)
        throw new ExpressionError(
          `The document path has too many nesting elements; maximum number of elements: ${limits.pathElements}`,
        );
    }
    this.heads.add(path[0]);
    if (path.length > 1) this.nested.add(path[0]);
    return path;
  }

  /** Reads a `:value`; undefined if it is none that is defined. */
  value(): AttributeValue | undefined {
    if (this.next.kind !== "value") throw this.syntaxError();
    const placeholder = this.take().text;
    const value = this.placeholders.value(placeholder);
    if (!value)
      this.faults.note(
        "attributeValue",
        `An expression attribute value used in expression is not defined; attribute value: ${placeholder}`,
      );
    return value;
  }

  /** The error that the next token cannot stand where it does, with the tokens beside it. */
  syntaxError(): ExpressionError {
    const token = this.next;
    const before = this.tokens[this.position - 1] ?? token;
    const after = token.kind === "end" ? before : (this.tokens[this.position + 1] ?? token);
    const near = this.text.slice(before.start, after.end);
    return new ExpressionError(`Syntax error; token: "${token.text}", near: "${near}"`);
  }

  private pathName(): string {
    const { kind, text } = this.next;
    if (kind === "name") return this.placeholderName(this.take().text);
    if (kind !== "word" || this.keyword() !== undefined) throw this.syntaxError();
    this.position++;
    if (isReserved(text))
      this.faults.note("reserved", `Attribute name is a reserved keyword; reserved keyword: ${text}`);
    return text;
  }

  private placeholderName(placeholder: string): string {
    const name = this.placeholders.name(placeholder);
    if (name === undefined || name === "")
      this.faults.note(
        "attributeName",
        `An expression attribute name used in the document path is not defined; attribute name: ${placeholder}`,
      );
    return name ?? "";
  }

  private listIndex(): number {
    if (this.next.kind !== "number") throw this.syntaxError();
    const { text } = this.take();
    this.expect("]");
    const index = Number(text);
    if (index > limits.listIndex)
      throw new ExpressionError(`List index is not within the allowable range; index: [${text}]`);
    return index;
  }
}
