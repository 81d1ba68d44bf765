import { invalidParameter } from "../errors";
import { Automaton, mostPieces, TooManyPieces } from "./automaton";

/** All that CloudWatch Logs allows in a regular expression: no parentheses, and no symbol that is not among these. */
const allowed = /^[A-Za-z0-9 :_#=@/;,\-^$?[\]{}|\\*+.]+$/;

/**
 * Compiles what stands between two `%`.
 *
 * @throws AwsError `InvalidParameterException`
 */
export function compileRegex(source: string): (text: string) => boolean {
  if (!allowed.test(source)) throw invalidParameter(`Invalid regular expression %${source}%`);
  const automaton = automatonOf(source);
  // A line feed at the end of an event is no part of its text.
  return (text) => automaton.matches(text.replace(/\n$/, ""));
}

function automatonOf(source: string): Automaton {
  try {
    // JavaScript says what is wrong with an expression.
    new RegExp(source);
    return new Automaton(source);
  } catch (error) {
    if (error instanceof SyntaxError)
      throw invalidParameter(`Invalid regular expression %${source}%: ${error.message}`);
    if (error instanceof TooManyPieces)
      throw invalidParameter(`Invalid regular expression %${source}%: it has more than ${mostPieces} pieces`);
    throw error;
  }
}
