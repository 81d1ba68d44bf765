import { invalidParameter } from "../errors";
import type { Matches } from ".";
import { compileRegex } from "./regex";

interface Term {
  sign: string;
  matches: Matches;
}

/** A sign, then a phrase in quotes, a regular expression between `%`, or a word. */
const term = /([?-]?)\s*(?:"((?:[^"\\]|\\.)*)"|%((?:[^%\\]|\\.)+)%|([\p{L}\p{N}_]+))\s*/uy;

/** Compiles terms of which a message has all, but none after a `-`; after `?` any one, if there are no others. */
export function compileTerms(pattern: string): Matches {
  const terms = termsOf(pattern);
  const [optional, excluded] = [signed(terms, "?"), signed(terms, "-")];
  const included = signed(terms, "");
  if (optional.length > 0 && optional.length === terms.length) {
    return (message) => optional.some((matches) => matches(message));
  }
  return (message) => included.every((matches) => matches(message)) && !excluded.some((matches) => matches(message));
}

const signed = (terms: Term[], sign: string): Matches[] =>
  terms.filter((one) => one.sign === sign).map(({ matches }) => matches);

function termsOf(pattern: string): Term[] {
  const terms: Term[] = [];
  for (let at = 0; at < pattern.length; at = term.lastIndex) {
    term.lastIndex = at;
    const [, sign = "", phrase, regex, word] = term.exec(pattern) ?? [];
    if (phrase === undefined && regex === undefined && word === undefined) {
      throw invalidParameter(`Invalid character(s) in term '${pattern[at]}'`);
    }
    terms.push({ sign, matches: regex === undefined ? containing(phrase ?? word ?? "") : compileRegex(regex) });
  }
  return terms;
}

/** A phrase of blanks is in every message. */
function containing(phrase: string): Matches {
  const text = phrase.replace(/\\(.)/gs, "$1");
  return text.trim() === "" ? () => true : (message) => message.includes(text);
}
