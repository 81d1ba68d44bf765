import { statSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../../errors";
import { Journal } from "../../../storage/journal";
import { Locks } from "../../../storage/locks";
import { type Opening, remedy, strictly } from "../../../storage/opening";
import { Blobs } from "./blobs";
import type { BucketObjects } from "./bucket-objects";
import type { Applied, Change, PendingNotification, StoredObject } from "./changes";
import { type OpenUpload, State } from "./state";

/** What a bucket holds. Only commits change it. */
export type HeldObjects = Omit<BucketObjects, "put" | "mark" | "delete" | "amend">;

/**
 * Objects in a folder: `blobs/` holds their bytes, `index.jsonl` says which bytes are which object. What a commit has
 * acknowledged survives the process; what it has not is gone when the folder is opened again.
 */
export class Store {
  readonly blobs: Blobs;
  readonly #state = new State();
  readonly #journal: Journal<Change>;
  readonly #locks = new Locks();

  /**
   * Opens the folder, creating it if need be.
   *
   * @throws UserError if the index is damaged elsewhere than at its torn end, or gone, and is not to be repaired
   */
  constructor(directory: string, opening: Opening = strictly) {
    const index = join(directory, "index.jsonl");
    this.blobs = new Blobs(join(directory, "blobs"));
    expectIndex(index, this.blobs, opening);
    // What the index itself says is replaced or deleted is no longer needed; a crash may have left it.
    const released: string[] = [];
    let release = (blobs: string[]): void => void released.push(...blobs);
    const state = {
      apply: (changes: Change[]) => release(this.#state.apply(changes)),
      lines: () => this.#state.lines(),
    };
    this.#journal = new Journal(index, state, {
      beforeSync: () => this.blobs.sync(),
      check: () => this.#expectBlobs(directory, opening),
      opening,
    });
    release = (blobs) => this.blobs.remove(blobs);
    const moved = this.blobs.tidy(this.#state.blobs(), new Set(released), join(directory, "orphans"));
    if (moved > 0) opening.report(orphansReport(moved, directory));
  }

  /** Every object's bytes must be there. A repair forgets those objects whose are not. */
  #expectBlobs(directory: string, { repair, report }: Opening): void {
    const there = this.blobs.names();
    const broken = this.#state.without(there);
    const [first] = broken;
    if (!first) return;
    const problem = `${join(directory, "blobs")} lacks the bytes of ${countOf(broken.length, "object")}, ${first.name} the first`;
    if (!repair) throw new UserError(`${problem}; ${remedy}, which drops ${broken.length === 1 ? "it" : "them"}`);
    this.#state.apply(broken.map(({ change }) => change));
    report(`repaired: ${problem}; dropped`);
  }

  /** The current object of a key. */
  object(bucket: string, key: string): StoredObject | undefined {
    return this.#state.bucket(bucket).object(key);
  }

  /** What a bucket holds, to be read. */
  bucket(bucket: string): HeldObjects {
    return this.#state.bucket(bucket);
  }

  upload(id: string): OpenUpload | undefined {
    return this.#state.uploads.get(id);
  }

  uploads(): OpenUpload[] {
    return [...this.#state.uploads.values()];
  }

  pending(): PendingNotification[] {
    return [...this.#state.pending.values()];
  }

  /** What the program declared of objects when they were last written. */
  applied(): Applied[] {
    return [...this.#state.applied.values()];
  }

  /** A number above every earlier one, restarts included, as a change that makes it durable. */
  nextSequence(): Change & { kind: "sequence" } {
    this.#state.sequence += 1;
    return { kind: "sequence", value: this.#state.sequence };
  }

  /** Runs a task that reads and then changes an object or an upload, alone under that name. */
  exclusive<T>(name: string, task: () => Promise<T>): Promise<T> {
    return this.#locks.holding([name], task);
  }

  /** Returns when the changes are on disk and true; readers see all of them or none. */
  commit(changes: Change[]): Promise<void> {
    return this.#journal.commit(changes);
  }

  async close(): Promise<void> {
    await this.#journal.close();
    await this.blobs.close();
  }
}

/** An index has at least one record as long as it lives: without one, what the blobs are is lost. */
function expectIndex(index: string, blobs: Blobs, { repair, report }: Opening): void {
  const bytes = statSync(index, { throwIfNoEntry: false })?.size;
  const { size } = blobs.names();
  if (bytes || size === 0) return;
  const problem = `${index} is ${bytes === 0 ? "empty" : "missing"}, and there are ${countOf(size, "file")} with objects' bytes`;
  if (!repair) throw new UserError(`${problem}; ${remedy}, which sets them aside`);
  report(`repaired: ${problem}`);
}

const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

const orphansReport = (count: number, directory: string): string =>
  `set aside in ${join(directory, "orphans")}: ${countOf(count, "file")} of ${join(directory, "blobs")} that no object refers to`;

/** The name under which an object is changed. A bucket's name holds no slash, so no two objects share one. */
export const objectLock = (bucket: string, key: string): string => `${bucket}/${key}`;

/** The name under which a multipart upload is changed; no bucket's name holds a colon. */
export const uploadLock = (id: string): string => `upload:${id}`;
