/** How the text of a pattern is to be read. */
export interface Syntax {
  /** Whether `*` and `?` are wildcards. */
  wildcards: boolean;
  /** Whether `${…}` is a variable. */
  variables: boolean;
}

/** A policy variable: the condition key whose value it stands for, in lower case, and what to take without one. */
export interface Variable {
  key: string;
  fallback: string | undefined;
}

/** Any run of characters, also none. */
export const run = -1;
/** Exactly one character. */
const one = -2;

/** A UTF-16 code unit, a wildcard or a variable. */
export type Token = number | Variable;

/** `${key}`, `${key, 'default'}`, or `${*}`, `${?}` and `${$}`, which are these characters themselves. */
const variable = /\$\{(?:([*?$])|([^{},]+?)\s*(?:,\s*'([^']*)')?)\}/y;

const wildcard = (character: string): Token =>
  character === "*" ? run : character === "?" ? one : character.charCodeAt(0);

export function tokensOf(pattern: string, { wildcards, variables }: Syntax): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length;) {
    variable.lastIndex = at;
    const found = variables ? variable.exec(pattern) : null;
    if (found) {
      const [whole, character, key = "", fallback] = found;
      tokens.push(character ? character.charCodeAt(0) : { key: key.trim().toLowerCase(), fallback });
      at += whole.length;
    } else {
      tokens.push(wildcards ? wildcard(pattern.charAt(at)) : pattern.charCodeAt(at));
      at += 1;
    }
  }
  return tokens;
}

/**
 * Whether a value matches tokens without variables.
 *
 * Walks both once and returns to the last `*` on a mismatch, so that no pattern takes more than length times length;
 * a regular expression would take exponentially long for some.
 */
export function glob(tokens: readonly number[], value: string): boolean {
  let at = 0;
  let token = 0;
  let lastRun = -1;
  let resume = 0;
  while (at < value.length) {
    const expected = tokens[token];
    if (expected === run) {
      lastRun = token++;
      resume = at;
    } else if (expected === one || expected === value.charCodeAt(at)) {
      at += 1;
      token += 1;
    } else if (lastRun >= 0) {
      token = lastRun + 1;
      at = ++resume;
    } else return false;
  }
  while (tokens[token] === run) token += 1;
  return token === tokens.length;
}

export const isCode = (token: Token): token is number => typeof token === "number";

/** The condition keys whose values a pattern needs and has no default for. */
export const variablesOf = (pattern: string): string[] =>
  tokensOf(pattern, { wildcards: true, variables: true }).flatMap((token) =>
    isCode(token) || token.fallback !== undefined ? [] : [token.key],
  );
