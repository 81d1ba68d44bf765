import type { SiteResponse } from "../../sites";

/** An answer that is kept. */
export interface Entry {
  status: number;
  headers: SiteResponse["headers"];
  body: Buffer;
  /** Whether it is, or stands for, an error of the origin. */
  isError: boolean;
  /** When it was fetched, or found to still hold; in milliseconds since the epoch. */
  since: number;
  /** Until when it is served without asking. */
  until: number;
}

/** Bodies beyond this pass through, and are not kept. */
export const largestBody = 16 * 1024 ** 2;

/** What an entry takes besides its body: about what its key and headers are. */
const overhead = 2048;

/** What one distribution has cached. What has not been used for longest goes first. */
export class Cache {
  /** The least recently used first. */
  private readonly entries = new Map<string, Entry>();
  private bytes = 0;

  /** @param capacity bytes of all bodies together */
  constructor(private readonly capacity = 64 * 1024 ** 2) {}

  find(key: string): Entry | undefined {
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry;
  }

  keep(key: string, entry: Entry): void {
    this.drop(key);
    this.entries.set(key, entry);
    this.bytes += entry.body.length + overhead;
    for (const [oldest] of this.entries) {
      if (this.bytes <= this.capacity) return;
      this.drop(oldest);
    }
  }

  private drop(key: string): void {
    const entry = this.entries.get(key);
    if (!entry) return;
    this.entries.delete(key);
    this.bytes -= entry.body.length + overhead;
  }
}

/** A key of its parts. */
export const keyOf = (path: string, ...rest: string[]): string => [path, ...rest].join("\n");
