import { Journal, type Journaled } from "../../storage/journal";
import type { Opening } from "../../storage/opening";

/** An event on its way to one target. */
export interface PendingEvent {
  id: string;
  /** ARN of the rule or the schedule, and the id of its target. */
  sourceArn: string;
  targetId: string;
  /** Who tells it and what happened, for a person. */
  from: string;
  what: string;
  /** What the target is handed. */
  body: string;
  /** When it was accepted, in milliseconds since the epoch. */
  accepted: number;
}

type Change = { kind: "accepted"; event: PendingEvent } | { kind: "settled"; id: string };

/** The events that are on their way, on disk until their targets have got them or they were given up. */
export class PendingEvents implements Journaled<Change> {
  readonly #events = new Map<string, PendingEvent>();
  readonly #journal: Journal<Change>;

  /** @throws UserError if the file is damaged elsewhere than at its torn end, and is not to be repaired */
  constructor(path: string, opening?: Opening) {
    this.#journal = new Journal<Change>(path, this, { opening });
  }

  all(): PendingEvent[] {
    return [...this.#events.values()];
  }

  /** Returns when the events are on disk, all or none. */
  async accept(events: PendingEvent[]): Promise<void> {
    if (events.length > 0) await this.#journal.commit(events.map((event) => ({ kind: "accepted", event })));
  }

  /** A target has got an event, or never will. */
  async settle({ id }: PendingEvent): Promise<void> {
    await this.#journal.commit([{ kind: "settled", id }]);
  }

  close(): Promise<void> {
    return this.#journal.close();
  }

  /** For the journal alone. */
  apply(changes: Change[]): void {
    for (const change of changes) {
      if (change.kind === "accepted") this.#events.set(change.event.id, change.event);
      else this.#events.delete(change.id);
    }
  }

  *lines(): Generator<Change[]> {
    for (const event of this.#events.values()) yield [{ kind: "accepted", event }];
  }
}
