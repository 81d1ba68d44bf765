import type { SiteResponse } from "../../sites";
import { type Asked, askedBy } from "./authorize";
import type { Exchange } from "./exchange";
import { codeField, type Form, form, links, nameField, newPasswordField } from "./form";
import { escaped, page } from "./html";
import { signInPage } from "./login";
import { PageProblem } from "./problems";
import { isCode, said } from "./said";
import { texts } from "./text";

/** `/forgotPassword`: where a person says who they are. */
export function forgotPage(exchange: Exchange, more: Pick<Form, "error"> = {}): SiteResponse {
  askedBy(exchange);
  const text = texts[exchange.language];
  const content = [
    `<p>${escaped(text.forgotWhy)}</p>`,
    form(exchange, {
      ...{ path: "/forgotPassword", hidden: { step: "code" }, button: text.sendCode, ...more },
      fields: [nameField(exchange)],
    }),
    links(exchange, [["/login", text.back]]),
  ];
  return page(exchange, { title: text.forgotTitle, content: content.join("\n") });
}

/** What a person has filled in on the page before. */
export async function forgot(exchange: Exchange): Promise<SiteResponse> {
  const asked = askedBy(exchange);
  const filled = await exchange.form();
  if (!exchange.isOwnForm(filled)) throw new PageProblem("form");
  const text = texts[exchange.language];
  const { accounts } = exchange.pool;
  const name = filled.get("username") ?? "";
  if (filled.get("step") === "reset") return reset(exchange, asked, name, filled);
  try {
    await accounts.forgot(asked.client, name);
  } catch (error) {
    const isTold = isCode(error, "LimitExceededException") || !asked.client.hidesUsers;
    const problem = said(exchange, error);
    // Who is unknown, or has no address, is told what everybody is.
    if (isTold) return forgotPage(exchange, { error: problem });
  }
  return resetPage(exchange, name, { status: text.codeSent });
}

async function reset(exchange: Exchange, asked: Asked, name: string, filled: URLSearchParams): Promise<SiteResponse> {
  const code = (filled.get("code") ?? "").replaceAll(" ", "");
  try {
    await exchange.pool.accounts.confirmForgotten(asked.client, name, code, filled.get("new_password") ?? "");
  } catch (error) {
    return resetPage(exchange, name, { error: said(exchange, error) });
  }
  return signInPage(exchange, asked, { status: texts[exchange.language].passwordSaved, name });
}

function resetPage(exchange: Exchange, name: string, more: Pick<Form, "error" | "status">): SiteResponse {
  const text = texts[exchange.language];
  const content = [
    form(exchange, {
      ...{ path: "/forgotPassword", hidden: { step: "reset", username: name }, button: text.save, ...more },
      fields: [codeField(exchange), newPasswordField(exchange)],
    }),
    links(exchange, [
      ["/forgotPassword", text.resend],
      ["/login", text.back],
    ]),
  ];
  return page(exchange, { title: text.resetTitle, content: content.join("\n") });
}
