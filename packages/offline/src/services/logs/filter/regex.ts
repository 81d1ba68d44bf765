import { invalidParameter } from "../errors";

/** All that CloudWatch Logs allows in a regular expression: no parentheses, and no symbol that is not among these. */
const allowed = /^[A-Za-z0-9 :_#=@/;,\-^$?[\]{}|\\*+.]+$/;

/**
 * Compiles what stands between two `%`.
 *
 * @throws AwsError `InvalidParameterException`
 */
export function compileRegex(source: string): (text: string) => boolean {
  if (!allowed.test(source)) throw invalidParameter(`Invalid regular expression %${source}%`);
  try {
    const regex = new RegExp(source);
    // A line feed at the end of an event is no part of its text.
    return (text) => regex.test(text.replace(/\n$/, ""));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw invalidParameter(`Invalid regular expression %${source}%: ${error.message}`);
  }
}
