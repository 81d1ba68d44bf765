import type { Mail } from "../../protocol/mail";
import { htmlPage, type HttpResponse, jsonPage } from "../../protocol/http-response";
import type { Page } from "../module";
import type { ListedMail } from "../page-answers";
import type { Mailbox } from "./mailbox";

/** `mail` shows the mailbox, the newest first: a page for browsers, JSON for tools. */
export const pagesOf = (mailbox: Pick<Mailbox, "all">): Record<string, Page> => ({
  mail: { method: "GET", handle: (_, __, accept) => show(mailbox.all(), accept) },
});

const show = (mails: Mail[], accept: string): HttpResponse =>
  accept.includes("text/html")
    ? htmlPage("Mail", mails.length === 0 ? empty : mails.map((mail, index) => entry(mail, index === 0)).join("\n"))
    : jsonPage(
        200,
        mails.map((mail): ListedMail => ({ ...mail, sent: timeOf(mail) })),
      );

const timeOf = ({ sent }: Mail): string => new Date(sent).toISOString();

const empty =
  "<p>No mail yet. What topics send to e-mail subscriptions and user pools to their users is kept here; none of it leaves this machine.</p>";

/** A line with the subject, which opens what the mail says. */
const entry = (mail: Mail, isOpen: boolean): string => `<details${isOpen ? " open" : ""}>
<summary>${escaped(mail.subject)}</summary>
<dl>
<dt>From</dt><dd>${escaped(mail.from)}</dd>
<dt>To</dt><dd>${escaped(mail.to)}</dd>
<dt>Sent</dt><dd><time>${timeOf(mail)}</time></dd>
</dl>
<pre>${escaped(mail.text)}</pre>
</details>`;

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
