import { Readable } from "node:stream";
import type { Activity, Happening } from "../../protocol/activity";
import type { SiteResponse } from "../../services/sites";

/** What is kept for one viewer who does not keep up. */
const mostWaiting = 500;
/** What happens within so many milliseconds is sent together. */
const interval = 100;
/** Proxies and browsers take a connection on which nothing comes for a dead one, and so does the host. */
const heartbeat = 10_000;

/**
 * What happens in the host, from now on, as server-sent events: a message for each happening, and `lost` with a number
 * where a viewer was too slow for the oldest of them.
 */
export const eventStream = (activity: Activity): SiteResponse => ({
  status: 200,
  headers: { "content-type": "text/event-stream", "cache-control": "no-store", "x-content-type-options": "nosniff" },
  body: new EventStream(activity),
});

class EventStream extends Readable {
  private waiting: Happening[] = [];
  private lost = 0;
  private isWanted = false;
  private spoke = Date.now();
  private readonly stopListening: () => void;
  private readonly timer = setInterval(() => this.flush(), interval);

  constructor(activity: Activity) {
    super();
    this.stopListening = activity.listen((happening) => this.keep(happening), true);
    // The browser knows at once that it is connected.
    this.push(": what happens from now on\n\n");
  }

  override _read(): void {
    this.isWanted = true;
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearInterval(this.timer);
    this.stopListening();
    done(error);
  }

  private keep(happening: Happening): void {
    this.waiting.push(happening);
    // Not one by one: that would move all others each time.
    if (this.waiting.length >= 2 * mostWaiting) this.dropOldest();
  }

  private dropOldest(): void {
    const surplus = this.waiting.length - mostWaiting;
    if (surplus <= 0) return;
    this.waiting = this.waiting.slice(surplus);
    this.lost += surplus;
  }

  private flush(): void {
    if (!this.isWanted) return;
    this.dropOldest();
    const lost = this.lost > 0 ? `event: lost\ndata: ${this.lost}\n\n` : "";
    const text = lost + this.waiting.map((happening) => `data: ${JSON.stringify(happening)}\n\n`).join("");
    if (text === "" && Date.now() - this.spoke < heartbeat) return;
    this.spoke = Date.now();
    this.waiting = [];
    this.lost = 0;
    this.isWanted = false;
    this.push(text === "" ? ": still here\n\n" : text);
  }
}
