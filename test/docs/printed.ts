import { expect } from "chai";
import { isRecord } from "../../packages/offline/src/is-record";
import type { Block } from "./page";

const wildcard = "…";

/** What a text on a page stands for: `…` is anything. */
const patternOf = (text: string): RegExp =>
  new RegExp(
    `^${text
      .split(wildcard)
      .map((literal) => literal.replace(/[.*+?^$()[\]{}|\\]/g, "\\$&"))
      .join("[^]*")}$`,
  );

/** Where the JSON documents of a text end that stand behind each other; braces in strings do not count. */
function documentsOf(text: string): string[] {
  const documents: string[] = [];
  let depth = 0;
  let start = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]/g)) {
    if (token.startsWith('"')) continue;
    if (depth === 0) start = index;
    depth += token === "{" || token === "[" ? 1 : -1;
    if (depth === 0) documents.push(text.slice(start, index + 1));
  }
  return documents;
}

const parsed = (text: string): unknown[] => documentsOf(text).map((document): unknown => JSON.parse(document));

/**
 * Whether a value is what a page shows: `"…"` stands for any value, as a list's last element for any further elements,
 * as a key for any further members, and `…` within a text for any other text.
 */
function isAs(shown: unknown, value: unknown): boolean {
  if (shown === wildcard) return true;
  if (typeof shown === "string") return typeof value === "string" && patternOf(shown).test(value);
  if (Array.isArray(shown)) {
    const more = shown.at(-1) === wildcard;
    const elements: unknown[] = more ? shown.slice(0, -1) : shown;
    if (!Array.isArray(value) || (more ? value.length < elements.length : value.length !== elements.length))
      return false;
    return elements.every((element, index) => isAs(element, value[index]));
  }
  if (!isRecord(shown)) return shown === value;
  const { [wildcard]: more, ...members } = shown;
  if (!isRecord(value) || (more === undefined && Object.keys(value).length !== Object.keys(members).length))
    return false;
  return Object.entries(members).every(([key, member]) => Object.hasOwn(value, key) && isAs(member, value[key]));
}

/** Fails where what was printed is not what the page shows; JSON is compared by what it says, not by how it looks. */
export function expectPrinted({ language, text }: Block, printed: string): void {
  if (language === "json") {
    const values = parsed(printed);
    const shown = parsed(text);
    if (!isAs(shown, values)) expect(values).to.deep.equal(shown);
  } else if (!patternOf(text).test(printed.trim())) {
    expect(printed.trim()).to.equal(text);
  }
}
