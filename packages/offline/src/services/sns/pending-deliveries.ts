import { Journal, type Journaled } from "../../storage/journal";
import type { Opening } from "../../storage/opening";
import type { Notification } from "./notification";

/** A message and the subscriptions that have still to get it. */
export interface PendingNotification {
  notification: Notification;
  /** ARNs of subscriptions. */
  to: string[];
}

type Change =
  | { kind: "published"; notification: Notification; to: string[] }
  | { kind: "settled"; messageId: string; subscriptionArn: string };

/** The messages that are on their way, on disk until each subscription has got them or they were given up. */
export class PendingDeliveries implements Journaled<Change> {
  readonly #pending = new Map<string, { notification: Notification; to: Set<string> }>();
  readonly #journal: Journal<Change>;

  /** @throws UserError if the file is damaged elsewhere than at its torn end, and is not to be repaired */
  constructor(path: string, opening?: Opening) {
    this.#journal = new Journal<Change>(path, this, { opening });
  }

  all(): PendingNotification[] {
    return [...this.#pending.values()].map(({ notification, to }) => ({ notification, to: [...to] }));
  }

  /** Returns when the messages are on disk, all or none. */
  async publish(pending: PendingNotification[]): Promise<void> {
    const changes = pending.filter(({ to }) => to.length > 0).map((one): Change => ({ kind: "published", ...one }));
    if (changes.length > 0) await this.#journal.commit(changes);
  }

  /** A subscription has got a message, or never will. */
  async settle(messageId: string, subscriptionArn: string): Promise<void> {
    await this.#journal.commit([{ kind: "settled", messageId, subscriptionArn }]);
  }

  close(): Promise<void> {
    return this.#journal.close();
  }

  /** For the journal alone. */
  apply(changes: Change[]): void {
    for (const change of changes) this.#applyOne(change);
  }

  *lines(): Generator<Change[]> {
    for (const { notification, to } of this.#pending.values()) yield [{ kind: "published", notification, to: [...to] }];
  }

  #applyOne(change: Change): void {
    if (change.kind === "published") {
      const { notification, to } = change;
      this.#pending.set(notification.messageId, { notification, to: new Set(to) });
      return;
    }
    const pending = this.#pending.get(change.messageId);
    pending?.to.delete(change.subscriptionArn);
    if (pending?.to.size === 0) this.#pending.delete(change.messageId);
  }
}
