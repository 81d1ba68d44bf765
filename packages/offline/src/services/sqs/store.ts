import { join } from "node:path";
import { Journal } from "../../storage/journal";
import { type Change, Messages } from "./messages";

/** The messages of all queues, in a folder: what a commit has acknowledged survives the process. */
export class Store {
  readonly messages = new Messages();
  private readonly journal: Journal<Change>;

  /** @throws if the folder's journal is damaged elsewhere than at its torn end */
  constructor(directory: string) {
    this.journal = new Journal(join(directory, "messages.jsonl"), this.messages);
  }

  /** The changes are true at once, for whoever comes next; returns when they are on disk, and all before them. */
  async commit(changes: Change[]): Promise<void> {
    if (changes.length === 0) return;
    this.messages.apply(changes);
    await this.journal.append(changes);
  }

  close(): Promise<void> {
    return this.journal.close();
  }
}
