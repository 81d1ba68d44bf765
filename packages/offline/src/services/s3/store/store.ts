import { join } from "node:path";
import { Journal } from "../../../storage/journal";
import { Locks } from "../../../storage/locks";
import { Blobs } from "./blobs";
import type { Change, PendingNotification, StoredObject } from "./changes";
import type { SortedKeys } from "./sorted-keys";
import { type OpenUpload, State } from "./state";

/**
 * Objects in a folder: `blobs/` holds their bytes, `index.jsonl` says which bytes are which object. What a commit has
 * acknowledged survives the process; what it has not is gone when the folder is opened again.
 */
export class Store {
  readonly blobs: Blobs;
  readonly #state = new State();
  readonly #journal: Journal<Change>;
  readonly #locks = new Locks();

  /** Opens the folder, creating it if need be. Throws if the index is damaged elsewhere than at its torn end. */
  constructor(directory: string) {
    this.blobs = new Blobs(join(directory, "blobs"));
    this.#journal = new Journal(join(directory, "index.jsonl"), this.#state, { beforeSync: () => this.blobs.sync() });
    this.blobs.removeAllBut(this.#state.blobs());
  }

  object(bucket: string, key: string): StoredObject | undefined {
    return this.#state.objects(bucket).get(key);
  }

  keys(bucket: string): SortedKeys {
    return this.#state.keys(bucket);
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
  async commit(changes: Change[]): Promise<void> {
    await this.#journal.append(changes);
    this.blobs.remove(this.#state.apply(changes));
  }

  async close(): Promise<void> {
    await this.#journal.close();
    await this.blobs.close();
  }
}

/** The name under which an object is changed. A bucket's name holds no slash, so no two objects share one. */
export const objectLock = (bucket: string, key: string): string => `${bucket}/${key}`;

/** The name under which a multipart upload is changed; no bucket's name holds a colon. */
export const uploadLock = (id: string): string => `upload:${id}`;
