import { InvalidPattern } from "./invalid";

/**
 * Compiles `wildcard`: a text in which `*` stands for any characters, `\*` and `\\` for themselves.
 *
 * @throws InvalidPattern
 */
export function compileWildcard(argument: unknown): (value: unknown) => boolean {
  if (typeof argument !== "string") throw new InvalidPattern("wildcard match pattern must be a string");
  const pieces = literalsOf(argument);
  return (value) => typeof value === "string" && isMadeOf(value, pieces);
}

/** The literal texts between the wildcards, of which there is one more than of these. */
function literalsOf(pattern: string): string[] {
  const pieces = [""];
  for (const [token, escaped] of pattern.matchAll(/\\([\\*])|\*+|[^\\*]+|\\/g)) {
    if (token === "\\") throw new InvalidPattern("Invalid escape character");
    if (token.startsWith("**")) throw new InvalidPattern("Consecutive wildcard characters");
    if (token === "*") pieces.push("");
    else pieces.push(`${pieces.pop()}${escaped ?? token}`);
  }
  return pieces;
}

/** Each piece is taken where it first occurs, which leaves the most for the others: no text takes long. */
function isMadeOf(value: string, [first = "", ...others]: string[]): boolean {
  const last = others.pop();
  if (last === undefined) return value === first;
  if (!value.startsWith(first)) return false;
  let from = first.length;
  for (const piece of others) {
    const at = value.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return value.length - last.length >= from && value.endsWith(last);
}
