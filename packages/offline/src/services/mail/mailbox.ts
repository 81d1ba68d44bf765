import type { Mail, Postbox } from "../../protocol/mail";
import { Journal, type Journaled } from "../../storage/journal";
import type { Opening } from "../../storage/opening";

/** The mails that are kept: the newest. */
const mostMails = 200;

/** The journal is compacted often: of what it holds, mails beyond the newest are waste. */
const leastBytes = 1024 ** 2;

/** Where e-mail goes: into the data folder, never onto a network. */
export class Mailbox implements Postbox, Journaled<Mail> {
  readonly #mails = new Map<string, Mail>();
  readonly #journal: Journal<Mail>;

  /**
   * @param onMail told of each mail when it is on disk
   * @throws UserError if the file is damaged elsewhere than at its torn end, and is not to be repaired
   */
  constructor(
    path: string,
    private readonly onMail: (mail: Mail) => void,
    opening?: Opening,
  ) {
    this.#journal = new Journal<Mail>(path, this, { opening, leastBytes });
  }

  /** The newest first. */
  all(): Mail[] {
    return [...this.#mails.values()].reverse();
  }

  /** Returns when the mail is on disk. One that is there already is left as it is. */
  async add(mail: Mail): Promise<void> {
    if (this.#mails.has(mail.id)) return;
    await this.#journal.commit([mail]);
    this.onMail(mail);
  }

  close(): Promise<void> {
    return this.#journal.close();
  }

  /** For the journal alone. */
  apply(mails: Mail[]): void {
    for (const mail of mails) this.#mails.set(mail.id, mail);
    for (const id of this.#mails.keys()) {
      if (this.#mails.size <= mostMails) break;
      this.#mails.delete(id);
    }
  }

  *lines(): Generator<Mail[]> {
    for (const mail of this.#mails.values()) yield [mail];
  }
}
