/** A piece of an expression: what one character must be, or what must be true between two. */
type Piece = { character: (unit: string) => boolean; optional: boolean; repeats: boolean } | { holds: Assertion };
type Assertion = (text: string, at: number) => boolean;

/** What stands for one character or one assertion, as JavaScript reads it outside of Unicode mode. */
const atom = /\\(?:x[\dA-Fa-f]{2}|u[\dA-Fa-f]{4}|c[A-Za-z]|[0-7]{1,3}|[^])|\[(?:\\[^]|[^\]\\])*\]|[^]/y;
const quantifier = /(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/y;

const isWord = (unit: string | undefined): boolean => unit !== undefined && /\w/.test(unit);
const isEdge: Assertion = (text, at) => isWord(text[at - 1]) !== isWord(text[at]);
const assertions = new Map<string, Assertion>([
  ["^", (_, at) => at === 0],
  ["$", (text, at) => at === text.length],
  ["\\b", isEdge],
  ["\\B", (text, at) => !isEdge(text, at)],
]);

/** How many pieces an expression may have, those that are to be there several times counted so often. */
export const mostPieces = 256;

/** An expression has too many pieces. */
export class TooManyPieces extends Error {}

/**
 * A regular expression without groups, as CloudWatch Logs has them. It is all of its pieces at once that are looked for
 * in one walk over a text, so that no expression takes more than the text's length times its pieces: JavaScript's own
 * would try one way after the other, and there may be more of them than can be tried.
 */
export class Automaton {
  private readonly alternatives: Piece[][];
  /** How many pieces have been held against a character. */
  steps = 0;

  /**
   * @param source an expression that JavaScript takes, without parentheses
   * @throws TooManyPieces
   */
  constructor(source: string) {
    this.alternatives = alternativesOf(source);
  }

  matches(text: string): boolean {
    return this.alternatives.some((pieces) => this.isIn(text, pieces));
  }

  private isIn(text: string, pieces: Piece[]): boolean {
    let active = new Uint8Array(pieces.length + 1);
    let next = new Uint8Array(pieces.length + 1);
    for (let at = 0; at <= text.length; at++) {
      // It may begin anywhere.
      active[0] = 1;
      const unit = text[at];
      for (const [index, piece] of pieces.entries()) {
        if (!active[index]) continue;
        this.steps++;
        if ("holds" in piece) {
          if (piece.holds(text, at)) active[index + 1] = 1;
          continue;
        }
        if (piece.optional) active[index + 1] = 1;
        if (unit === undefined || !piece.character(unit)) continue;
        next[index + 1] = 1;
        if (piece.repeats) next[index] = 1;
      }
      if (active[pieces.length]) return true;
      [active, next] = [next, active.fill(0)];
    }
    return false;
  }
}

function alternativesOf(source: string): Piece[][] {
  const alternatives: Piece[][] = [[]];
  let count = 0;
  for (let at = 0; at < source.length;) {
    const text = textAt(atom, source, at) ?? "";
    at += text.length;
    if (text === "|") {
      alternatives.push([]);
      continue;
    }
    const holds = assertions.get(text);
    const repeated = holds ? "" : (textAt(quantifier, source, at) ?? "");
    at += repeated.length;
    const pieces = holds ? [{ holds }] : piecesOf(text, repeated);
    count += pieces.length;
    if (count > mostPieces) throw new TooManyPieces();
    alternatives.at(-1)?.push(...pieces);
  }
  return alternatives;
}

function textAt(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0];
}

function piecesOf(text: string, repeated: string): Piece[] {
  const { least, most } = timesOf(repeated);
  if (least > mostPieces || (most < Infinity && most > mostPieces)) throw new TooManyPieces();
  const character = characterOf(text);
  const one = { character, optional: false, repeats: false };
  const needed = Array.from({ length: least }, () => one);
  if (most < Infinity) return [...needed, ...Array.from({ length: most - least }, () => ({ ...one, optional: true }))];
  return [...needed, { character, optional: true, repeats: true }];
}

function timesOf(repeated: string): { least: number; most: number } {
  quantifier.lastIndex = 0;
  const [, sign, least, comma, most] = quantifier.exec(repeated) ?? [];
  if (sign !== undefined) return { least: sign === "+" ? 1 : 0, most: sign === "?" ? 1 : Infinity };
  if (least === undefined) return { least: 1, most: 1 };
  return { least: Number(least), most: !comma ? Number(least) : most ? Number(most) : Infinity };
}

/** Whether a character is what an atom stands for; JavaScript knows. */
function characterOf(text: string): (unit: string) => boolean {
  // Braces that are no quantifier stand for themselves, and so does what else is alone here.
  const pattern = new RegExp(`^${/^[{}\]]$/.test(text) ? `\\${text}` : text}$`, text === "." ? "" : "s");
  const known = new Map<string, boolean>();
  return (unit) => {
    const before = known.get(unit);
    if (before !== undefined) return before;
    const is = pattern.test(unit);
    known.set(unit, is);
    return is;
  };
}
