/**
 * What a terminal would obey instead of showing it: control characters (escape sequences set titles, clear screens and
 * paste), and marks that turn the direction of writing or end a line. Tabs and line feeds are text.
 */
const obeyed = /[\p{Bidi_Control}\u2028\u2029]|(?![\n\t])\p{Cc}/gu;

const escaped = (character: string): string => {
  const code = character.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
};

/** Text that a terminal shows as it is, whoever wrote it: what it would obey is written as an escape of JavaScript. */
export const printable = (text: string): string => text.replaceAll("\r\n", "\n").replace(obeyed, escaped);

/**
 * Something that happened, for the console. What follows its first line is indented, so that no line of a function's, of
 * a key or of a message passes for one of the host's, which all begin at the margin.
 */
export const entry = (text: string): string => printable(text).trimEnd().replaceAll("\n", "\n  ");
