import { join } from "node:path";
import { Journal } from "../../storage/journal";
import type { Opening } from "../../storage/opening";
import { type Change, type Message, Messages } from "./messages";

/** The messages of all queues, in a folder: what a commit has acknowledged survives the process. */
export class Store {
  readonly messages = new Messages();
  private readonly journal: Journal<Change>;
  /** Messages that a commit on its way is about, by id. */
  private readonly pending = new Set<string>();

  /** @throws UserError if the folder's journal is damaged elsewhere than at its torn end, and is not to be repaired */
  constructor(directory: string, opening?: Opening) {
    this.journal = new Journal(join(directory, "messages.jsonl"), this.messages, { opening });
  }

  /** Returns when the changes are on disk and true, and all before them. */
  async commit(changes: Change[]): Promise<void> {
    if (changes.length > 0) await this.journal.commit(changes);
  }

  /** As {@link commit}, of what was decided about messages: until it is true, they are out of everybody else's reach. */
  async decide(changes: Change[]): Promise<void> {
    const ids = changes.flatMap((change) => ("id" in change ? change.id : []));
    for (const id of ids) this.pending.add(id);
    try {
      await this.commit(changes);
    } finally {
      for (const id of ids) this.pending.delete(id);
    }
  }

  /** The messages of a queue about which nothing is being decided. */
  *settled(queue: string): Generator<Message> {
    for (const message of this.messages.in(queue)) if (!this.pending.has(message.id)) yield message;
  }

  close(): Promise<void> {
    return this.journal.close();
  }
}
