import { UserError } from "../../errors";
import { membersOf } from "../../is-record";
import { parseFlags } from "../flags";
import { RunningHost } from "../running-host";
import { type Asked, which } from "./question";

/** `mail`: the e-mail that topics have sent, the newest last, just above the prompt. */
export async function mail({ argv, environment, print }: Asked): Promise<void> {
  const { values, positionals } = parseFlags(argv, which, true);
  if (positionals.length > 0) throw new UserError("mail takes no name");
  const host = RunningHost.find(values, environment);
  const mails = await host.ask("GET", "mail");
  if (!Array.isArray(mails)) throw host.isNone();
  print(mails.length === 0 ? "no mail yet" : mails.reverse().map(mailText).join("\n\n"));
}

function mailText(mail: unknown): string {
  const { sent, from, to, subject, text } = membersOf(mail);
  return [`Sent: ${sent}`, `From: ${from}`, `To: ${to}`, `Subject: ${subject}`, "", String(text)].join("\n");
}
