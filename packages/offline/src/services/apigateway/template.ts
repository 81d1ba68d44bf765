/** A text with variables of API Gateway's `$context` in it, such as `$context.identity.sourceIp`. */
export type Template = readonly (string | { variable: string })[];

/** Takes a text apart. */
export const templateOf = (text: string): Template =>
  text
    .split(/(\$context\.[A-Za-z]+(?:\.[A-Za-z]+)*)/)
    .map((part) => (part.startsWith("$context.") ? { variable: part.slice("$context.".length) } : part));

/** Puts it together again, with values in the variables' places. */
export const fillTemplate = (template: Template, valueOf: (variable: string) => string): string =>
  template.map((part) => (typeof part === "string" ? part : valueOf(part.variable))).join("");
