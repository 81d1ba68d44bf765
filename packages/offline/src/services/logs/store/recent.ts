import type { StoredEntry } from "./events";

/** How much is kept at least; twice as much at most. */
export interface Bounds {
  entries: number;
  /** Of messages. */
  characters: number;
}

/** The newest entries of a group: when there are too many the oldest go, half of them at once. */
export class RecentEntries {
  private entries: StoredEntry[] = [];
  private characters = 0;
  /** How many of the last entries have not been taken to the disk. */
  private unwritten = 0;

  constructor(private readonly bounds: Bounds) {}

  add(stored: StoredEntry): void {
    this.entries.push(stored);
    this.unwritten++;
    this.characters += stored.entry.characters;
    const { entries, characters } = this.bounds;
    if (this.entries.length > 2 * entries || this.characters > 2 * characters) this.forgetOldest();
  }

  all(): readonly StoredEntry[] {
    return this.entries;
  }

  /** The entries that were added since the last call, as far as they are still there. */
  takeUnwritten(): StoredEntry[] {
    const taken = this.entries.slice(this.entries.length - this.unwritten);
    this.unwritten = 0;
    return taken;
  }

  /** The newest one stays, however long it is. */
  private forgetOldest(): void {
    const newest = this.entries.slice(-this.bounds.entries);
    let [from, characters] = [newest.length, 0];
    for (const { entry } of newest.toReversed()) {
      if (characters > 0 && characters + entry.characters > this.bounds.characters) break;
      characters += entry.characters;
      from--;
    }
    this.entries = newest.slice(from);
    this.characters = characters;
    this.unwritten = Math.min(this.unwritten, this.entries.length);
  }
}
