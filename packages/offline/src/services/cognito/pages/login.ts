import type { SiteResponse } from "../../sites";
import type { Outcome } from "../sign-in";
import { type Asked, askedBy, authorize, welcome } from "./authorize";
import type { Exchange } from "./exchange";
import { codeField, type Form, form, links, nameField, newPasswordField } from "./form";
import { escaped, page, sourceOf } from "./html";
import { PageProblem } from "./problems";
import { isCode, said } from "./said";
import { confirmation } from "./sign-up";
import { texts } from "./text";

/** `/login`: the page, for who has not signed in yet. */
export function loginPage(exchange: Exchange): SiteResponse | Promise<SiteResponse> {
  const asked = askedBy(exchange);
  return asked.prompt.includes("login") ? signInPage(exchange, asked) : knownOrAsked(exchange, asked);
}

async function knownOrAsked(exchange: Exchange, asked: Asked): Promise<SiteResponse> {
  const answer = await authorize(exchange);
  const isAsked = String(answer.headers.location).startsWith("/login");
  return isAsked ? signInPage(exchange, asked) : answer;
}

/** The first page, where a person says who they are. */
export function signInPage(
  exchange: Exchange,
  asked: Asked,
  more: Pick<Form, "error" | "status"> & { name?: string } = {},
): SiteResponse {
  const text = texts[exchange.language];
  const { isAdminOnly } = exchange.pool.settings;
  const password = {
    name: "password",
    label: text.password,
    type: "password",
    autocomplete: "current-password",
  } as const;
  const content = [
    `<p>${escaped(text.signInTo(asked.client.name))}</p>`,
    form(exchange, {
      ...{ path: "/login", hidden: { step: "password" }, button: text.signIn, error: more.error, status: more.status },
      fields: [nameField(exchange, more.name), password],
    }),
    links(exchange, [
      ["/forgotPassword", text.forgot],
      ...(isAdminOnly ? [] : [["/signup", text.signUp] satisfies [string, string]]),
    ]),
  ];
  return page(exchange, { title: text.signIn, content: content.join("\n"), leadsTo: [sourceOf(asked.redirectUri)] });
}

/** What a person has filled in on the page before. */
export async function login(exchange: Exchange): Promise<SiteResponse> {
  const asked = askedBy(exchange);
  const filled = await exchange.form();
  if (!exchange.isOwnForm(filled)) throw new PageProblem("form");
  const { client } = asked;
  const { signIn } = exchange.pool;
  const field = (name: string): string => filled.get(name) ?? "";
  const session = field("session");
  const code = field("code").replaceAll(" ", "");
  const step = field("step");
  try {
    switch (step) {
      case "password":
        return await next(exchange, asked, await signIn.byPassword(client, field("username"), field("password")));
      case "newPassword":
        return await next(exchange, asked, await signIn.newPassword(client, session, field("new_password")));
      case "totp":
        return await next(exchange, asked, await signIn.totp(client, session, code));
      case "totpSetup": {
        const verified = await signIn.endTotpSetup(client, session, code);
        return await next(exchange, asked, signIn.afterTotpSetup(client, verified));
      }
      default:
        throw new PageProblem("form");
    }
  } catch (error) {
    if (error instanceof PageProblem) throw error;
    const problem = said(exchange, error);
    if (isCode(error, "UserNotConfirmedException"))
      return confirmation(exchange, field("username"), { error: problem });
    // The session is still good: the person tries again where they are.
    if (step === "newPassword" && isCode(error, "InvalidPasswordException"))
      return newPasswordPage(exchange, asked, session, problem);
    if (step === "totp" && isCode(error, "CodeMismatchException")) return totpPage(exchange, asked, session, problem);
    if (step === "totpSetup" && isCode(error, "CodeMismatchException"))
      return await setupPage(exchange, asked, session, problem);
    return signInPage(exchange, asked, { error: problem, name: step === "password" ? field("username") : undefined });
  }
}

/** Where a sign-in goes on. */
export async function next(exchange: Exchange, asked: Asked, outcome: Outcome): Promise<SiteResponse> {
  switch (outcome.kind) {
    case "done":
      return welcome(exchange, asked, outcome.user);
    case "newPassword":
      return newPasswordPage(exchange, asked, outcome.session);
    case "totp":
      return totpPage(exchange, asked, outcome.session);
    case "totpSetup":
      return setupPage(exchange, asked, outcome.session);
  }
}

function newPasswordPage(exchange: Exchange, asked: Asked, session: string, error?: string): SiteResponse {
  const { newPasswordTitle: title, newPasswordWhy, save: button } = texts[exchange.language];
  const hidden = { step: "newPassword", session };
  const fields = [newPasswordField(exchange)];
  const content = `<p>${escaped(newPasswordWhy)}</p>\n${form(exchange, { path: "/login", hidden, fields, button, error })}`;
  return page(exchange, { title, content, leadsTo: [sourceOf(asked.redirectUri)] });
}

function totpPage(exchange: Exchange, asked: Asked, session: string, error?: string): SiteResponse {
  const { totpTitle: title, totpWhy, continue: button } = texts[exchange.language];
  const hidden = { step: "totp", session };
  const fields = [codeField(exchange)];
  const content = `<p>${escaped(totpWhy)}</p>\n${form(exchange, { path: "/login", hidden, fields, button, error })}`;
  return page(exchange, { title, content, leadsTo: [sourceOf(asked.redirectUri)] });
}

/** The key is shown once more after a wrong code: it stays the same then. */
async function setupPage(exchange: Exchange, asked: Asked, session: string, error?: string): Promise<SiteResponse> {
  const text = texts[exchange.language];
  const { pool } = exchange;
  const { secret, user } = await pool.signIn.beginTotpSetup(asked.client, session, error !== undefined);
  const label = encodeURIComponent(`${pool.settings.name}:${pool.users.shown(user)}`);
  const address = `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(pool.settings.name)}`;
  const content = [
    `<p>${escaped(text.totpSetupWhy)}</p>`,
    `<p>${escaped(text.key)} <code>${secret.replace(/(.{4})(?=.)/g, "$1 ")}</code></p>`,
    `<p><a href="${escaped(address)}">${escaped(text.openApp)}</a></p>`,
    form(exchange, {
      ...{ path: "/login", hidden: { step: "totpSetup", session }, button: text.continue, error },
      fields: [codeField(exchange)],
    }),
  ];
  return page(exchange, {
    title: text.totpSetupTitle,
    content: content.join("\n"),
    leadsTo: [sourceOf(asked.redirectUri)],
  });
}
