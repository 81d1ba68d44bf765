/** A piece of an expression, with its place in the text. */
export interface Token {
  kind: "word" | "name" | "value" | "number" | "symbol" | "unknown" | "end";
  text: string;
  start: number;
  end: number;
}

const kinds = [
  ["word", /[A-Za-z_][A-Za-z0-9_]*/y],
  ["name", /#[A-Za-z0-9_]*/y],
  ["value", /:[A-Za-z0-9_]*/y],
  ["number", /[0-9]+/y],
  ["symbol", /<=|>=|<>|[=<>(),.[\]+-]/y],
  ["unknown", /./suy],
] as const;

const whitespace = /[ \t\r\n]*/y;

/** The tokens of an expression; the last one is its end. Takes time linear in the text's length. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let position = skip(text, 0);
  while (position < text.length) {
    const token = tokenAt(text, position);
    tokens.push(token);
    position = skip(text, token.end);
  }
  tokens.push({ kind: "end", text: "<EOF>", start: text.length, end: text.length });
  return tokens;
}

function skip(text: string, position: number): number {
  whitespace.lastIndex = position;
  whitespace.test(text);
  return whitespace.lastIndex;
}

function tokenAt(text: string, start: number): Token {
  for (const [kind, pattern] of kinds) {
    pattern.lastIndex = start;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) return { kind, text: found, start, end: start + found.length };
  }
  throw new Error("a character is at least an unknown token");
}
