import type { Facts } from "./facts";
import { glob, isCode, run, type Syntax, type Token, tokensOf } from "./tokens";

/** Whether a value matches; a variable without a value matches nothing. */
export type Matches = (value: string, facts: Facts) => boolean;

/** The tokens with every variable's value in its place, wildcards in it being ordinary characters. */
function resolve(tokens: readonly Token[], facts: Facts, fold: (text: string) => string): number[] | undefined {
  const resolved: number[] = [];
  for (const token of tokens) {
    if (isCode(token)) resolved.push(token);
    else {
      const value = facts.single(token.key) ?? token.fallback;
      if (value === undefined) return undefined;
      const folded = fold(value);
      for (let at = 0; at < folded.length; at++) resolved.push(folded.charCodeAt(at));
    }
  }
  return resolved;
}

/** The plain ways to match that nearly all patterns have. */
function compileFixed(tokens: readonly number[]): (value: string) => boolean {
  const first = tokens.findIndex((token) => token < 0);
  const literal = String.fromCharCode(...tokens.slice(0, first < 0 ? undefined : first));
  if (first < 0) return (value) => value === literal;
  if (first === tokens.length - 1 && tokens[first] === run) return (value) => value.startsWith(literal);
  return (value) => value.startsWith(literal) && glob(tokens, value);
}

function compileTokens(tokens: readonly Token[], fold: (text: string) => string): Matches {
  if (tokens.every(isCode)) {
    const matches = compileFixed(tokens);
    return (value) => matches(fold(value));
  }
  return (value, facts) => {
    const resolved = resolve(tokens, facts, fold);
    return resolved !== undefined && glob(resolved, fold(value));
  };
}

const foldCase = (text: string): string => text.toLowerCase();
const keepCase = (text: string): string => text;

/**
 * Compiles a pattern of a policy. A `*` may span anything, the separators of an ARN included.
 *
 * @param options how to read it, and whether upper and lower case are the same
 */
export function compilePattern(pattern: string, options: Syntax & { ignoreCase?: boolean }): Matches {
  const tokens = tokensOf(pattern, options);
  if (!options.ignoreCase) return compileTokens(tokens, keepCase);
  const folded = tokens.map((token) =>
    isCode(token) && token >= 0 ? foldCase(String.fromCharCode(token)).charCodeAt(0) : token,
  );
  return compileTokens(folded, foldCase);
}

/** A text's parts between colons: six for an ARN, of which the last has all further colons. */
function splitArn(arn: string): string[] {
  const parts = arn.split(":");
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(":")];
}

function splitTokens(tokens: readonly Token[]): Token[][] {
  const parts: Token[][] = [[]];
  for (const token of tokens) {
    if (token === 58 && parts.length < 6) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

/**
 * Compiles a pattern for ARN operators, which compare ARNs part by part: here a `*` does not cross a colon before the
 * sixth part. Trailing parts that the pattern leaves out may be anything, as AWS completes ARNs.
 */
export function compileArnPattern(pattern: string, variables: boolean): Matches {
  const parts = splitTokens(tokensOf(pattern, { wildcards: true, variables })).map((tokens) =>
    compileTokens(tokens, keepCase),
  );
  return (value, facts) => {
    const given = splitArn(value);
    return given.length === 6 && parts.every((matches, index) => matches(given[index] ?? "", facts));
  };
}
