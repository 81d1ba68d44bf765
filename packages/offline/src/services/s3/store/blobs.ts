import { randomUUID } from "node:crypto";
import { closeSync, fsync, openSync, readdirSync, renameSync, unlinkSync } from "node:fs";
import { type FileHandle, link, open, rename, unlink } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { diskError, makeFolder } from "../../../storage/disk";

const syncFile = promisify(fsync);

const partSuffix = ".part";
/** Whether a file is of an upload that has not ended. */
const isPart = (name: string): boolean => name.endsWith(partSuffix);

/** A blob being written; it must end in {@link BlobWriter.keep} or {@link BlobWriter.discard}. */
export interface BlobWriter {
  write(bytes: Uint8Array): Promise<void>;
  /** Puts the bytes on the disk and returns the blob's name. */
  keep(): Promise<string>;
  discard(): Promise<void>;
}

/** Files of bytes that never change, named by UUID: no part of a path ever comes from a client. */
export class Blobs {
  readonly #folder: string;
  /** Opened by the first {@link Blobs.sync}: an index that cannot be opened leaves no descriptor behind. */
  #folderFile: number | undefined;
  readonly #removals = new Set<Promise<void>>();
  readonly #holders = new Map<string, number>();
  readonly #doomed = new Set<string>();
  #named = false;

  constructor(folder: string) {
    makeFolder(folder);
    this.#folder = folder;
  }

  /** The names of all blobs. */
  names(): Set<string> {
    return new Set(readdirSync(this.#folder).filter((name) => !isPart(name)));
  }

  /**
   * Deletes what an interrupted upload left, and what is known to be no longer needed. A file that is neither used nor
   * released is somebody's bytes, which an index that is too short does not know: it is set aside and never deleted.
   *
   * @returns how many files were set aside
   */
  tidy(used: Set<string>, released: Set<string>, orphans: string): number {
    let moved = 0;
    for (const name of readdirSync(this.#folder)) {
      if (used.has(name)) continue;
      if (isPart(name) || released.has(name)) unlinkSync(this.#path(name));
      else {
        makeFolder(orphans);
        renameSync(this.#path(name), join(orphans, name));
        moved++;
      }
    }
    return moved;
  }

  /** Begins a blob under a temporary name. */
  async create(): Promise<BlobWriter> {
    const blob = randomUUID();
    const temporary = this.#path(`${blob}${partSuffix}`);
    const file = await open(temporary, "wx", 0o600).catch((error: unknown) => {
      throw diskError(error, temporary);
    });
    return {
      write: (bytes) => writeAll(file, bytes, temporary),
      keep: async () => {
        await file.datasync().catch((error: unknown) => {
          throw diskError(error, temporary);
        });
        await file.close();
        await rename(temporary, this.#path(blob));
        this.#named = true;
        return blob;
      },
      discard: async () => {
        await file.close();
        await unlink(temporary);
      },
    };
  }

  /** Gives the same bytes, which never change, a second name; the caller holds the blob. */
  async duplicate(blob: string): Promise<string> {
    const copy = randomUUID();
    await link(this.#path(blob), this.#path(copy)).catch((error: unknown) => {
      throw diskError(error, this.#path(copy));
    });
    this.#named = true;
    return copy;
  }

  /** Keeps blobs readable, even if they are removed meanwhile, until the returned function is called. */
  hold(blobs: string[]): () => void {
    for (const blob of blobs) this.#holders.set(blob, (this.#holders.get(blob) ?? 0) + 1);
    let held = true;
    return () => {
      if (held) for (const blob of blobs) this.#letGo(blob);
      held = false;
    };
  }

  #letGo(blob: string): void {
    const others = (this.#holders.get(blob) ?? 1) - 1;
    if (others > 0) return void this.#holders.set(blob, others);
    this.#holders.delete(blob);
    if (this.#doomed.delete(blob)) this.#unlink(blob);
  }

  /** A blob that the caller holds, opened for reading; the caller closes it. */
  open(blob: string): Promise<FileHandle> {
    return open(this.#path(blob), "r");
  }

  /** Removes blobs in the background: nobody waits for it, and the next opening removes what a crash leaves. */
  remove(blobs: string[]): void {
    for (const blob of blobs)
      if (this.#holders.has(blob)) this.#doomed.add(blob);
      else this.#unlink(blob);
  }

  #unlink(blob: string): void {
    const removal: Promise<void> = unlink(this.#path(blob))
      .catch(() => undefined)
      .finally(() => this.#removals.delete(removal));
    this.#removals.add(removal);
  }

  /** Makes the names of new blobs durable; a file's own fsync does not cover its name. */
  async sync(): Promise<void> {
    if (!this.#named) return;
    this.#named = false;
    try {
      await syncFile((this.#folderFile ??= openSync(this.#folder, "r")));
    } catch (error) {
      this.#named = true;
      throw error;
    }
  }

  /** May be called again, and then closes nothing: the number of a closed file may be another's by then. */
  async close(): Promise<void> {
    await Promise.all(this.#removals);
    const file = this.#folderFile;
    this.#folderFile = undefined;
    if (file !== undefined) closeSync(file);
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }
}

/** @throws UserError if the disk refuses */
async function writeAll(file: FileHandle, bytes: Uint8Array, path: string): Promise<void> {
  try {
    for (let done = 0; done < bytes.length;) done += (await file.write(bytes, done)).bytesWritten;
  } catch (error) {
    throw diskError(error, path);
  }
}
