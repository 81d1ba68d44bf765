import type { PasswordRules } from "../settings";
import type { Exchange } from "./exchange";
import { escaped } from "./html";
import { type Texts, texts } from "./text";

/** What a person fills in. */
export interface Field {
  name: string;
  label: string;
  type: "text" | "email" | "password";
  /** What browsers and password managers go by. */
  autocomplete: string;
  value?: string;
  /** What is said below it. */
  hint?: string;
  /** Whether it takes digits. */
  isCode?: boolean;
}

export interface Form {
  /** Path that it is sent to; the query of the page goes with it. */
  path: string;
  /** What goes with it and is not seen. */
  hidden: Record<string, string>;
  fields: Field[];
  button: string;
  /** What is wrong with what was sent before. */
  error?: string;
  /** What has been done. */
  status?: string;
}

/** A form: what is wrong comes first and is announced, and its first empty field has the focus. */
export function form(exchange: Exchange, { path, hidden, fields, button, error, status }: Form): string {
  const all = { _csrf: exchange.formToken(), ...hidden };
  const first = fields.findIndex(({ value = "" }) => value === "");
  return [
    ...(status === undefined ? [] : [`<p role="status">${escaped(status)}</p>`]),
    ...(error === undefined ? [] : [`<p role="alert" id="problem">${escaped(error)}</p>`]),
    `<form method="post" action="${escaped(withQuery(exchange, path))}">`,
    ...Object.entries(all).map(([name, value]) => `<input type="hidden" name="${name}" value="${escaped(value)}">`),
    ...fields.map((field, index) => input(field, index === first, error !== undefined)),
    `<button>${escaped(button)}</button>`,
    "</form>",
  ].join("\n");
}

function input(field: Field, hasFocus: boolean, isWrong: boolean): string {
  const { name, label, type, autocomplete, value = "", hint, isCode = false } = field;
  const described = [...(isWrong ? ["problem"] : []), ...(hint === undefined ? [] : [`${name}-hint`])];
  const attributes = [
    `id="${name}" name="${name}" type="${type}" autocomplete="${autocomplete}" required`,
    `autocapitalize="none" spellcheck="false" maxlength="256"`,
    ...(value === "" ? [] : [`value="${escaped(value)}"`]),
    ...(isCode ? ['inputmode="numeric" pattern="[0-9 ]*"'] : []),
    ...(hasFocus ? ["autofocus"] : []),
    ...(isWrong && value === "" ? ['aria-invalid="true"'] : []),
    ...(described.length === 0 ? [] : [`aria-describedby="${described.join(" ")}"`]),
  ];
  return [
    `<label for="${name}">${escaped(label)}</label>`,
    `<input ${attributes.join(" ")}>`,
    ...(hint === undefined ? [] : [`<p class="hint" id="${name}-hint">${escaped(hint)}</p>`]),
  ].join("\n");
}

/** A path of the pool's with all that the application has asked for. */
export const withQuery = ({ request: { query } }: Exchange, path: string): string =>
  query === "" ? path : `${path}?${query}`;

/** Links to other pages. */
export const links = (exchange: Exchange, pages: [path: string, text: string][]): string =>
  pages.length === 0
    ? ""
    : `<nav>${pages.map(([path, text]) => `<a href="${escaped(withQuery(exchange, path))}">${escaped(text)}</a>`).join("")}</nav>`;

/** The field for who a person is. */
export function nameField({ pool, language }: Exchange, value?: string): Field {
  const text = texts[language];
  const isEmail = pool.settings.usernameAttributes.join() === "email";
  return isEmail
    ? { name: "username", label: text.email, type: "email", autocomplete: "username", value }
    : { name: "username", label: text.userName, type: "text", autocomplete: "username", value };
}

/** The field for a password that is chosen, with what it must be made of. */
export function newPasswordField({ pool, language }: Exchange): Field {
  const text = texts[language];
  const hint = rulesIn(text, pool.settings.password);
  return { name: "new_password", label: text.newPassword, type: "password", autocomplete: "new-password", hint };
}

const rulesIn = (text: Texts, rules: PasswordRules): string => {
  const kinds = (["lowercase", "uppercase", "numbers", "symbols"] as const).filter((kind) => rules[kind]);
  return text.rules([text.characters(rules.minimumLength), ...kinds.map((kind) => text[kind])]);
};

/** The field for a code of six digits. */
export const codeField = ({ language }: Exchange): Field => ({
  ...{ name: "code", label: texts[language].code, type: "text", autocomplete: "one-time-code", isCode: true },
});
