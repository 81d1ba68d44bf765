/**
 * What a terminal would obey instead of showing it: control characters (escape sequences set titles, clear screens and
 * paste), and marks that turn the direction of writing or end a line. Tabs and line feeds are text.
 */
const obeyed = /[\p{Bidi_Control}\u2028\u2029]|(?![\n\t])\p{Cc}/gu;

/** Most text is of such characters alone, which takes less time to see than to look for others. */
const harmless = /^[\t\n\x20-\x7e]*$/;

const codeOf = (character: string, digits: number): string =>
  character.charCodeAt(0).toString(16).padStart(digits, "0");

const escaped = (character: string): string =>
  character.charCodeAt(0) < 0x100 ? `\\x${codeOf(character, 2)}` : `\\u${codeOf(character, 4)}`;

/** Text that a terminal shows as it is, whoever wrote it: what it would obey is written as an escape of JavaScript. */
export const printable = (text: string): string =>
  harmless.test(text) ? text : text.replaceAll("\r\n", "\n").replace(obeyed, escaped);

/** A value as JSON in one line that a terminal shows as it is; JSON's own escapes stand for what it would obey. */
export function printableJson(value: object): string {
  const json = JSON.stringify(value);
  return harmless.test(json) ? json : json.replace(obeyed, (character) => `\\u${codeOf(character, 4)}`);
}

/**
 * Something that happened, for the console. What follows its first line is indented, so that no line of a function's, of
 * a key or of a message passes for one of the host's, which all begin at the margin.
 */
export const entry = (text: string): string => printable(text).trimEnd().replaceAll("\n", "\n  ");
