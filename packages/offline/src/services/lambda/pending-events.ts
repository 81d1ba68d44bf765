import { Journal, type Journaled } from "../../storage/journal";
import type { Opening } from "../../storage/opening";
import type { FunctionError } from "./messages";

/** Why an attempt of an asynchronous invocation failed. */
export interface Failure {
  /** What a synchronous caller would be answered: 200 where the function failed, 429 where there was no room for it. */
  status: 200 | 429;
  /** JSON of the function's error, or what the host says. */
  text: string;
}

/** A failure in its own words. */
export function messageOf({ status, text }: Failure): string {
  if (status === 429) return text;
  const error: FunctionError = JSON.parse(text);
  return error.errorMessage;
}

/** An event that a function is to be invoked with, and has not taken yet. */
export interface PendingEvent {
  /** Names the invocation, all its attempts. */
  requestId: string;
  functionName: string;
  /** The version or alias that is invoked; `$LATEST` if undefined. */
  qualifier?: string;
  /** The event as JSON. */
  payload: string;
  /** When it was accepted, in milliseconds since the epoch. */
  accepted: number;
  /** How often the function has been tried, in vain. */
  attempts: number;
  /** What went wrong the last time. */
  failure?: Failure;
}

type Change =
  | { kind: "accepted"; event: PendingEvent }
  | { kind: "failed"; requestId: string; failure: Failure }
  | { kind: "settled"; requestId: string };

/** The events that asynchronous invocations wait with, on disk until they are settled. */
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

  /** Returns when the event is on disk. */
  async accept(event: PendingEvent): Promise<void> {
    await this.#commit({ kind: "accepted", event });
  }

  /** Counts an attempt; returns the event as it is now. */
  async failed(event: PendingEvent, failure: Failure): Promise<PendingEvent> {
    await this.#commit({ kind: "failed", requestId: event.requestId, failure });
    return this.#events.get(event.requestId) ?? event;
  }

  /** The event has been taken or given up. */
  async settle({ requestId }: PendingEvent): Promise<void> {
    await this.#commit({ kind: "settled", requestId });
  }

  close(): Promise<void> {
    return this.#journal.close();
  }

  /** For the journal alone. */
  apply(changes: Change[]): void {
    for (const change of changes) this.#applyOne(change);
  }

  *lines(): Generator<Change[]> {
    for (const event of this.#events.values()) yield [{ kind: "accepted", event }];
  }

  #applyOne(change: Change): void {
    switch (change.kind) {
      case "accepted":
        return void this.#events.set(change.event.requestId, change.event);
      case "failed": {
        const { requestId, failure } = change;
        const event = this.#events.get(requestId);
        return void (event && this.#events.set(requestId, { ...event, attempts: event.attempts + 1, failure }));
      }
      case "settled":
        return void this.#events.delete(change.requestId);
    }
  }

  #commit(change: Change): Promise<void> {
    return this.#journal.commit([change]);
  }
}
