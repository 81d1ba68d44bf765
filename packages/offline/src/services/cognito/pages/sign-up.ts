import type { SiteResponse } from "../../sites";
import { askedBy } from "./authorize";
import type { Exchange } from "./exchange";
import { codeField, type Field, type Form, form, links, nameField, newPasswordField } from "./form";
import { escaped, page } from "./html";
import { signInPage } from "./login";
import { PageProblem } from "./problems";
import { said } from "./said";
import { texts } from "./text";

/** `/signup`: where a person makes an account; there is no such page where only who runs the pool makes them. */
export function signUpPage(
  exchange: Exchange,
  more: Pick<Form, "error"> & { name?: string; email?: string } = {},
): SiteResponse {
  askedBy(exchange);
  if (exchange.pool.settings.isAdminOnly) throw new PageProblem("request");
  const text = texts[exchange.language];
  const content = [
    form(exchange, {
      ...{ path: "/signup", hidden: { step: "signUp" }, button: text.signUp, error: more.error },
      fields: [nameField(exchange, more.name), ...emailField(exchange, more.email), newPasswordField(exchange)],
    }),
    links(exchange, [["/login", text.back]]),
  ];
  return page(exchange, { title: text.signUpTitle, content: content.join("\n") });
}

/** Who is named otherwise has an address besides. */
const emailField = ({ pool, language }: Exchange, value?: string): Field[] =>
  pool.settings.usernameAttributes.length > 0
    ? []
    : [{ name: "email", label: texts[language].email, type: "email", autocomplete: "email", value }];

/** What a person has filled in on the page before, or on that for the code. */
export async function signUp(exchange: Exchange): Promise<SiteResponse> {
  const asked = askedBy(exchange);
  if (exchange.pool.settings.isAdminOnly) throw new PageProblem("request");
  const filled = await exchange.form();
  if (!exchange.isOwnForm(filled)) throw new PageProblem("form");
  const text = texts[exchange.language];
  const { accounts } = exchange.pool;
  const name = filled.get("username") ?? "";
  const email = filled.get("email") ?? undefined;
  switch (filled.get("step")) {
    case "confirm":
      try {
        await accounts.confirmSignUp(asked.client, name, (filled.get("code") ?? "").replaceAll(" ", ""));
        return signInPage(exchange, asked, { status: text.confirmed, name });
      } catch (error) {
        return confirmation(exchange, name, { error: said(exchange, error) });
      }
    case "resend":
      try {
        await accounts.sendSignUpCode(asked.client, name);
        return confirmation(exchange, name, { status: text.codeSent });
      } catch (error) {
        return confirmation(exchange, name, { error: said(exchange, error) });
      }
    default:
      try {
        const attributes: Record<string, string> = email === undefined ? {} : { email };
        await accounts.signUp(asked.client, name, filled.get("new_password") ?? "", attributes);
        return confirmation(exchange, name, {});
      } catch (error) {
        return signUpPage(exchange, { error: said(exchange, error), name, email });
      }
  }
}

/** The page for the code that a new account's address got. */
export function confirmation(exchange: Exchange, name: string, more: Pick<Form, "error" | "status">): SiteResponse {
  const text = texts[exchange.language];
  const hidden = { username: name };
  const content = [
    `<p>${escaped(text.confirmWhy)}</p>`,
    form(exchange, {
      ...{ path: "/signup", hidden: { ...hidden, step: "confirm" }, button: text.continue, ...more },
      fields: [codeField(exchange)],
    }),
    form(exchange, { path: "/signup", hidden: { ...hidden, step: "resend" }, button: text.resend, fields: [] }),
    links(exchange, [["/login", text.back]]),
  ];
  return page(exchange, { title: text.confirmTitle, content: content.join("\n") });
}
