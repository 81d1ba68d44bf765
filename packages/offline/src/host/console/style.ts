/** How a terminal shows a text, by the codes of its colours (ECMA-48, SGR). */
const codes = { dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

export type Style = keyof typeof codes;

/** Text in a style, for a terminal. */
export const styled = (text: string, style: Style): string => `\x1b[${codes[style]}m${text}\x1b[0m`;

/** Whether a stream shows colours: a terminal does, unless its user wants none (https://no-color.org). */
export const hasColours = (stream: NodeJS.WriteStream): boolean => stream.isTTY && stream.hasColors();
