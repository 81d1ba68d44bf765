import { closeSync, fsync } from "node:fs";
import { open } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { promisify } from "node:util";
import { diskError } from "./disk";
import { readRecords, Replacement } from "./journal-file";
import type { Opening } from "./opening";
import { inBlocks } from "./records";
import { writeSeal } from "./seal";

/** A file may grow by so much, and to thrice its size, before it is written anew. */
const smallBytes = 500_000;

/** Lines by the hundred: between two blocks the host serves requests. */
const linesPerBlock = 200;

const syncFile = promisify(fsync);

/**
 * A file of records as a journal's, a line each, appended in batches by a store that has all of it in memory. What a batch
 * has not taken yet is lost in a crash. No batch waits for the disk: a power failure, other than a crash, may take the
 * last ones.
 */
export class BatchFile<Line> {
  private id = "";
  private size = 0;
  private freshSize = 0;
  /** Whether its end is torn, or lacks what is no longer to be had: it is written anew before anything is added. */
  private isBroken = true;

  constructor(private readonly path: string) {}

  get bytes(): number {
    return this.size;
  }

  /** Whether it must be written anew although nothing has changed. */
  get isStale(): boolean {
    return this.isBroken;
  }

  /**
   * The lines of a file that exists. A last line that was cut off by a crash is dropped.
   *
   * @throws UserError if any other line is damaged, and it is not to be repaired
   */
  read(opening: Opening): Line[] {
    const { entries, id, bytes, isCurrent } = readRecords<Line>(this.path, opening);
    [this.id, this.size, this.isBroken] = [id, bytes, !isCurrent];
    return entries;
  }

  /**
   * Writes what has changed, or everything where the file has grown too long.
   *
   * @param all everything there is, what has changed included
   * @throws UserError if the disk refuses; the next call then writes everything
   */
  async write(changed: Iterable<Line>, all: () => Iterable<Line>): Promise<void> {
    const isTooLong = this.size > smallBytes + 2 * this.freshSize;
    const isBroken = this.isBroken;
    this.isBroken = true;
    try {
      if (isBroken || isTooLong) await this.writeAnew(all());
      else this.size += await appendTo(this.path, changed);
    } catch (error) {
      throw diskError(error, this.path);
    }
    this.isBroken = false;
  }

  /** Notes how long it is, so that it is noticed if its end is gone. */
  seal(): void {
    if (!this.isBroken) writeSeal(this.path, { id: this.id, bytes: this.size });
  }

  private async writeAnew(lines: Iterable<Line>): Promise<void> {
    const replacement = new Replacement(this.path);
    try {
      for (const block of inBlocks(lines, linesPerBlock)) {
        replacement.write(block);
        await setImmediate();
      }
      await syncFile(replacement.file);
      const { id, bytes } = replacement.finish();
      closeSync(replacement.file);
      this.id = id;
      this.size = this.freshSize = bytes;
    } catch (error) {
      replacement.abandon();
      throw error;
    }
  }
}

/** Returns how many bytes the lines take. */
async function appendTo(path: string, lines: Iterable<unknown>): Promise<number> {
  const file = await open(path, "a", 0o600);
  let bytes = 0;
  try {
    for (const block of inBlocks(lines, linesPerBlock)) {
      await file.appendFile(block);
      bytes += block.length;
    }
  } finally {
    await file.close();
  }
  return bytes;
}
