import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock } from "../../../clock";
import type { S3Context } from "../context";
import { midnightAfter } from "../days";
import { indexAfter } from "../listing/page";
import type { BucketSettings } from "../settings";
import { uploadLock } from "../store/store";
import { applyTo, count, type Counts } from "./apply";
import { decide } from "./decide";
import type { Lifecycle } from "./rules";

/** Keys that are looked at before requests get their turn, and that are changed at once. */
const batch = 256;

/**
 * Runs the lifecycle rules of all buckets: at the start, for what became due while the host was off, and at each midnight,
 * UTC, as S3 does. S3 may take hours until an object is gone; here it is gone then.
 */
export class LifecycleRunner {
  readonly #context: S3Context;
  readonly #clock: Clock;
  readonly #log: (text: string) => void;
  #cancel = (): void => undefined;
  #isWanted = false;
  #isClosed = false;
  #running: Promise<void> | undefined;

  constructor(context: S3Context, clock: Clock, log: (text: string) => void) {
    this.#context = context;
    this.#clock = clock;
    this.#log = log;
  }

  start(): void {
    const buckets = [...this.#context.buckets.values()];
    for (const { name, lifecycle } of buckets)
      for (const id of lifecycle?.tagged ?? [])
        this.#log(
          `the lifecycle rule ${id} of bucket ${name} is for tags, which objects do not have here: it never acts`,
        );
    if (buckets.some(({ lifecycle }) => lifecycle?.rules.length)) this.#wake();
  }

  /** Returns when nothing is under way any more; what is left is done at the next start. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancel();
    await this.#running;
  }

  #wake(): void {
    const midnight = midnightAfter(this.#clock.now() + 1, 0);
    this.#cancel = this.#clock.at(midnight, () => this.#wake());
    this.#isWanted = true;
    this.#running ??= this.#run().finally(() => (this.#running = undefined));
  }

  /** A midnight that comes while it runs makes it run once more. */
  async #run(): Promise<void> {
    while (this.#isWanted && !this.#isClosed) {
      this.#isWanted = false;
      for (const bucket of this.#context.buckets.values()) await this.#runOn(bucket);
    }
  }

  /** Never rejects: what the disk refuses today is tried again tomorrow. */
  async #runOn(bucket: BucketSettings): Promise<void> {
    const { lifecycle } = bucket;
    if (!lifecycle) return;
    try {
      const done = [await this.#runOnObjects(bucket, lifecycle), await this.#abortUploads(bucket, lifecycle)];
      const said = done.filter(Boolean).join(", ");
      if (said) this.#log(`lifecycle of bucket ${bucket.name}: ${said}`);
    } catch (error) {
      this.#log(`the lifecycle of bucket ${bucket.name} stopped: ${String(error)}`);
    }
  }

  async #runOnObjects(bucket: BucketSettings, lifecycle: Lifecycle): Promise<string> {
    const counts: Counts = new Map();
    for await (const due of this.#dueKeys(bucket, lifecycle)) {
      const all = await Promise.all(due.map((key) => applyTo(this.#context, bucket, lifecycle, key)));
      count(counts, all.flat());
    }
    return [...counts].map(([what, times]) => `${times} ${what}`).join(", ");
  }

  /** Keys of which something is due, by the batch. Keys may come and go meanwhile. */
  async *#dueKeys({ name }: BucketSettings, lifecycle: Lifecycle): AsyncGenerator<string[]> {
    const held = this.#context.store.bucket(name);
    const keys = held.keysOfVersions();
    for (let key = keys.at(0); key !== undefined && !this.#isClosed;) {
      const due: string[] = [];
      for (let looked = 0; looked < batch && key !== undefined; looked++) {
        if (decide(lifecycle, key, held.versions(key), this.#clock.now()).length > 0) due.push(key);
        key = keys.at(indexAfter(keys, { after: key, group: false }));
      }
      if (due.length > 0) yield due;
      else await nextTurn();
    }
  }

  async #abortUploads({ name }: BucketSettings, { rules }: Lifecycle): Promise<string> {
    const { store } = this.#context;
    let aborted = 0;
    for (const { upload } of store.uploads()) {
      if (upload.bucket !== name) continue;
      const isDue = rules.some(
        ({ filter, abortAfter = Infinity }) =>
          upload.key.startsWith(filter.prefix) &&
          this.#clock.now() >= midnightAfter(Date.parse(upload.initiated), abortAfter),
      );
      if (!isDue || this.#isClosed) continue;
      await store.exclusive(uploadLock(upload.id), async () => {
        if (!store.upload(upload.id)) return;
        await store.commit([{ kind: "end", upload: upload.id }]);
        aborted++;
      });
    }
    return aborted === 0 ? "" : `${aborted} incomplete uploads aborted`;
  }
}
