import { notImplemented } from "../../../protocol/service";
import { invalidParameter } from "../errors";
import { compileJson } from "./json";
import { compileTerms } from "./terms";

/** Whether a message is wanted. */
export type Matches = (message: string) => boolean;

const maximumLength = 1024;

/**
 * Compiles a filter pattern: terms, or an expression about JSON
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html).
 *
 * @throws AwsError `InvalidParameterException`; `NotImplemented` for a space-delimited pattern
 */
export function compilePattern(pattern: string): Matches {
  const text = pattern.trim();
  if (text.length > maximumLength) throw invalidParameter(`filterPattern has at most ${maximumLength} characters`);
  if (text.startsWith("[")) throw notImplemented("logs", "a space-delimited filter pattern");
  return text.startsWith("{") ? compileJson(text) : compileTerms(text);
}
