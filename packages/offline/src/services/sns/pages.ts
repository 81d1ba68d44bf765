import { htmlPage, type HttpResponse, jsonPage } from "../../protocol/http-response";
import type { Page } from "../module";
import type { Mail, Mailbox } from "./mailbox";

/** `mail` shows the mailbox, the newest first: a page for browsers, JSON for tools. */
export const pagesOf = (mailbox: Pick<Mailbox, "all">): Record<string, Page> => ({
  mail: { method: "GET", handle: (_, __, accept) => show(mailbox.all(), accept) },
});

const show = (mails: Mail[], accept: string): HttpResponse =>
  accept.includes("text/html")
    ? htmlPage("Mail", mails.length === 0 ? empty : mails.map(article).join("\n"))
    : jsonPage(
        200,
        mails.map((mail) => ({ ...mail, sent: timeOf(mail) })),
      );

const timeOf = ({ sent }: Mail): string => new Date(sent).toISOString();

const empty =
  "<p>No mail yet. What topics send to e-mail subscriptions is kept here; none of it leaves this machine.</p>";

const article = (mail: Mail): string => `<article>
<h2>${escaped(mail.subject)}</h2>
<dl>
<dt>From</dt><dd>${escaped(mail.from)}</dd>
<dt>To</dt><dd>${escaped(mail.to)}</dd>
<dt>Sent</dt><dd><time>${timeOf(mail)}</time></dd>
</dl>
<pre>${escaped(mail.text)}</pre>
</article>`;

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
