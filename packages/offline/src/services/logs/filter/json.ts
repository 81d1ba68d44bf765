import { isRecord } from "../../../is-record";
import { parseJson } from "../../../parse-json";
import { invalidParameter } from "../errors";
import { compileComparison } from "./comparison";
import type { Matches } from ".";
import { compileSelector, type Select } from "./selector";
import { type Token, tokensOf } from "./tokens";

/** Whether a JSON object is wanted. */
type Condition = (root: object) => boolean;

const maximumWildcards = 3;
const constants: Record<string, unknown> = { NULL: null, TRUE: true, FALSE: false };

const isValue = (node: unknown): node is string | number | boolean =>
  typeof node === "string" || typeof node === "number" || typeof node === "boolean";

/** Reads a pattern such as `{ ($.level = "ERROR" || $.record.status != "success") && $.requestId NOT EXISTS }`. */
class Parser {
  private at = 0;

  constructor(private readonly tokens: Token[]) {}

  pattern(): Condition {
    this.expect("{");
    const condition = this.either();
    this.expect("}");
    if (this.at++ < this.tokens.length) throw this.unexpected();
    return condition;
  }

  /** `&&` binds more tightly than `||`. */
  private either(): Condition {
    const conditions = [this.both()];
    while (this.take("||")) conditions.push(this.both());
    return (root) => conditions.some((holds) => holds(root));
  }

  private both(): Condition {
    const conditions = [this.single()];
    while (this.take("&&")) conditions.push(this.single());
    return (root) => conditions.every((holds) => holds(root));
  }

  private single(): Condition {
    if (this.take("(")) {
      const condition = this.either();
      this.expect(")");
      return condition;
    }
    const { kind, text } = this.next();
    if (kind !== "selector") throw this.unexpected();
    return this.about(compileSelector(text));
  }

  private about(select: Select): Condition {
    const { kind, text } = this.next();
    if (kind === "word" && text === "IS") return this.is(select);
    if (kind === "word" && text === "NOT") {
      if (this.next().text !== "EXISTS") throw this.unexpected();
      return (root) => select(root).length === 0;
    }
    if (kind !== "symbol" || !/[=<>]/.test(text)) throw this.unexpected();
    const test = compileComparison(text, this.next());
    return (root) => select(root).some((node) => isValue(node) && test(node));
  }

  private is(select: Select): Condition {
    const { text } = this.next();
    if (!Object.hasOwn(constants, text)) throw this.unexpected();
    return (root) => select(root).some((node) => node === constants[text]);
  }

  private take(symbol: string): boolean {
    const token = this.tokens[this.at];
    if (token?.kind !== "symbol" || token.text !== symbol) return false;
    this.at++;
    return true;
  }

  private expect(symbol: string): void {
    if (this.take(symbol)) return;
    this.at++;
    throw this.unexpected();
  }

  private next(): Token {
    const token = this.tokens[this.at++];
    if (!token) throw this.unexpected();
    return token;
  }

  /** The token that was read last is not one that may stand there. */
  private unexpected() {
    const token = this.tokens[this.at - 1];
    return invalidParameter(`Invalid filter pattern: unexpected ${token ? `'${token.text}'` : "end"}`);
  }
}

/**
 * Compiles a pattern about JSON; messages that are no JSON objects don't match.
 *
 * @throws AwsError `InvalidParameterException`
 */
export function compileJson(pattern: string): Matches {
  const tokens = tokensOf(pattern);
  const wildcards = tokens.filter(({ kind, text }) => kind === "selector" && /\.\*|\[\*\]/.test(text));
  if (wildcards.length > maximumWildcards) {
    throw invalidParameter(`A filter pattern has at most ${maximumWildcards} wildcards`);
  }
  const holds = new Parser(tokens).pattern();
  return (message) => {
    const root = objectIn(message);
    return root !== undefined && holds(root);
  };
}

function objectIn(message: string): object | undefined {
  if (!message.startsWith("{")) return undefined;
  const parsed = parseJson(message);
  return isRecord(parsed) ? parsed : undefined;
}
