/** A text with variables of API Gateway's `$context` in it, such as `$context.identity.sourceIp`. */
export type Template = readonly (string | { variable: string })[];

/** What an authorizer says is named by itself: by letters, digits and underscores. All else has letters alone. */
const variable = /(\$context\.(?:authorizer(?:\.claims)?\.\w+|[A-Za-z]+(?:\.[A-Za-z]+)*))/;

/** Takes a text apart. */
export const templateOf = (text: string): Template =>
  text
    .split(variable)
    .map((part) => (part.startsWith("$context.") ? { variable: part.slice("$context.".length) } : part));

/** Puts it together again, with values in the variables' places. */
export const fillTemplate = (template: Template, valueOf: (variable: string) => string): string =>
  template.map((part) => (typeof part === "string" ? part : valueOf(part.variable))).join("");
