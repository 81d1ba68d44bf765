import { invalidParameter } from "../errors";

/** A piece of a JSON pattern. */
export interface Token {
  kind: "selector" | "symbol" | "string" | "regex" | "word";
  /** As it stands there; a string without its quotes and a regular expression without its `%`. */
  text: string;
}

const key = String.raw`\.(?:[\p{L}\p{N}_-]+|\*|\['[^']*'\])`;
const pieces: Record<Token["kind"], string> = {
  selector: String.raw`\$(?:${key}|\[(?:\d+|\*)\])+`,
  symbol: String.raw`&&|\|\||[<>!]=|[{}()=<>]`,
  string: String.raw`"(?:[^"\\]|\\.)*"`,
  regex: String.raw`%(?:[^%\\]|\\.)+%`,
  word: String.raw`[\p{L}\p{N}_.*+-]+`,
};
const token = new RegExp(
  String.raw`\s*(?:${Object.entries(pieces)
    .map(([kind, source]) => `(?<${kind}>${source})`)
    .join("|")})\s*`,
  "uy",
);

const isKind = (name: string): name is Token["kind"] => Object.hasOwn(pieces, name);

/** @throws AwsError `InvalidParameterException` */
export function tokensOf(pattern: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; at = token.lastIndex) {
    token.lastIndex = at;
    const [kind, text] =
      Object.entries(token.exec(pattern)?.groups ?? {}).find(([, found]) => found !== undefined) ?? [];
    if (kind === undefined || text === undefined || !isKind(kind)) {
      throw invalidParameter(`Invalid character(s) in term '${pattern[at]}'`);
    }
    tokens.push({ kind, text: kind === "string" || kind === "regex" ? text.slice(1, -1) : text });
  }
  return tokens;
}
