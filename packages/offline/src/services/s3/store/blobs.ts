import { randomUUID } from "node:crypto";
import { closeSync, fsync, mkdirSync, openSync, readdirSync, unlinkSync } from "node:fs";
import { type FileHandle, link, open, rename, unlink } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const syncFile = promisify(fsync);

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
  readonly #folderFile: number;
  readonly #removals = new Set<Promise<void>>();
  readonly #holders = new Map<string, number>();
  readonly #doomed = new Set<string>();
  #named = false;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#folder = folder;
    this.#folderFile = openSync(folder, "r");
  }

  /** Deletes every file that is not in use: what a crash left between the bytes and the index. */
  removeAllBut(used: Set<string>): void {
    for (const name of readdirSync(this.#folder)) if (!used.has(name)) unlinkSync(this.#path(name));
  }

  /** Begins a blob under a temporary name. */
  async create(): Promise<BlobWriter> {
    const blob = randomUUID();
    const temporary = this.#path(`${blob}.part`);
    const file = await open(temporary, "wx", 0o600);
    return {
      write: (bytes) => writeAll(file, bytes),
      keep: async () => {
        await file.datasync();
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
    await link(this.#path(blob), this.#path(copy));
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
    await syncFile(this.#folderFile);
  }

  async close(): Promise<void> {
    await Promise.all(this.#removals);
    closeSync(this.#folderFile);
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) done += (await file.write(bytes, done)).bytesWritten;
}
