import { Stream } from "node:stream";
import type { Cursor } from "dynalite/db";

/**
 * The entries of a cursor as the stream that dynalite reads: `data` per entry, then `end`, unless it was destroyed.
 *
 * Dynalite works inside the listeners. What they throw goes to `onDefect`; from a stream of Node's it would end the
 * process. It must be a `Stream`, since dynalite subscribes twice to any other emitter.
 */
export class Source extends Stream {
  private destroyed = false;

  constructor(cursor: Cursor<unknown>, onDefect: (error: unknown) => void) {
    super();
    this.pump(cursor).catch(onDefect);
  }

  destroy(): void {
    this.destroyed = true;
  }

  private async pump(cursor: Cursor<unknown>): Promise<void> {
    try {
      for (let found = await cursor.nextv(100); found.length > 0; found = await cursor.nextv(100))
        for (const entry of found) {
          if (this.destroyed) return;
          this.emit("data", entry);
        }
      this.emit("end");
    } finally {
      await cursor.close();
    }
  }
}

/** A cursor over a list. */
export function listCursor(entries: unknown[]): Cursor<unknown> {
  let rest = entries;
  return {
    nextv() {
      const found = rest;
      rest = [];
      return Promise.resolve(found);
    },
    close: () => Promise.resolve(),
  };
}
