import type { Change, Part, PendingNotification, Segment, StoredObject, Upload } from "./changes";
import { SortedKeys } from "./sorted-keys";

/** A multipart upload with the parts that have arrived. */
export interface OpenUpload {
  upload: Upload;
  parts: Map<number, Part>;
}

interface BucketState {
  objects: Map<string, StoredObject>;
  /** Made when first asked for: sorting once is faster than inserting each key while the index is read. */
  sorted?: SortedKeys;
}

/** What the index says, in memory. It holds no file and no promise: changes go in, facts come out. */
export class State {
  readonly #buckets = new Map<string, BucketState>();
  readonly uploads = new Map<string, OpenUpload>();
  readonly pending = new Map<string, PendingNotification>();
  /** The last number given to a change of an object; notifications order by it. */
  sequence = 0;

  /** A bucket's objects by key; one that holds nothing yet is empty. */
  objects(name: string): ReadonlyMap<string, StoredObject> {
    return this.#bucket(name).objects;
  }

  /** A bucket's keys in S3's order. */
  keys(name: string): SortedKeys {
    const bucket = this.#bucket(name);
    return (bucket.sorted ??= new SortedKeys(bucket.objects.keys()));
  }

  #bucket(name: string): BucketState {
    const known = this.#buckets.get(name);
    if (known) return known;
    const bucket: BucketState = { objects: new Map() };
    this.#buckets.set(name, bucket);
    return bucket;
  }

  /** Makes the changes of one line true; returns the blobs that nothing refers to any more. */
  apply(changes: Change[]): string[] {
    const released = changes.flatMap((change) => this.#applyOne(change));
    const kept = new Set(
      changes.flatMap((change) => (change.kind === "put" ? change.object.segments : [])).map(blobOf),
    );
    return released.map(blobOf).filter((blob) => !kept.has(blob));
  }

  #applyOne(change: Change): Segment[] {
    switch (change.kind) {
      case "put":
        return this.#put(change.bucket, change.key, change.object);
      case "delete":
        return this.#delete(change.bucket, change.key);
      case "begin":
        this.uploads.set(change.upload.id, { upload: change.upload, parts: new Map() });
        return [];
      case "part":
        return this.#part(change.upload, change.number, change.part);
      case "end":
        return this.#end(change.upload);
      case "notify":
        this.pending.set(change.pending.id, change.pending);
        return [];
      case "delivered":
        this.pending.delete(change.id);
        return [];
      case "sequence":
        this.sequence = Math.max(this.sequence, change.value);
        return [];
    }
  }

  #put(name: string, key: string, object: StoredObject): Segment[] {
    const { objects, sorted } = this.#bucket(name);
    const replaced = objects.get(key);
    if (!replaced) sorted?.add(key);
    objects.set(key, object);
    return replaced?.segments ?? [];
  }

  #delete(name: string, key: string): Segment[] {
    const { objects, sorted } = this.#bucket(name);
    const deleted = objects.get(key);
    if (!objects.delete(key)) return [];
    sorted?.delete(key);
    return deleted?.segments ?? [];
  }

  #part(id: string, number: number, part: Part): Segment[] {
    const parts = this.uploads.get(id)?.parts;
    const replaced = parts?.get(number);
    parts?.set(number, part);
    return replaced ? [replaced.segment] : [];
  }

  #end(id: string): Segment[] {
    const parts = [...(this.uploads.get(id)?.parts.values() ?? [])];
    this.uploads.delete(id);
    return parts.map((part) => part.segment);
  }

  /** The fewest lines that lead to this state: what a compacted index holds. */
  *lines(): Generator<Change[]> {
    yield [{ kind: "sequence", value: this.sequence }];
    for (const [bucket, { objects }] of this.#buckets)
      for (const [key, object] of objects) yield [{ kind: "put", bucket, key, object }];
    for (const { upload, parts } of this.uploads.values()) {
      yield [{ kind: "begin", upload }];
      for (const [number, part] of parts) yield [{ kind: "part", upload: upload.id, number, part }];
    }
    for (const pending of this.pending.values()) yield [{ kind: "notify", pending }];
  }

  /** What refers to bytes that are not there, and the changes that make it be forgotten. */
  without(there: ReadonlySet<string>): { name: string; change: Change }[] {
    const lacks = (segments: Segment[]): boolean => segments.some(({ blob }) => !there.has(blob));
    const objects = [...this.#buckets].flatMap(([bucket, { objects }]) =>
      [...objects]
        .filter(([, { segments }]) => lacks(segments))
        .map(([key]) => ({ name: `${bucket}/${key}`, change: { kind: "delete" as const, bucket, key } })),
    );
    const uploads = [...this.uploads.values()]
      .filter(({ parts }) => lacks([...parts.values()].map(({ segment }) => segment)))
      .map(({ upload: { id, bucket, key } }) => ({
        name: `the upload of ${bucket}/${key}`,
        change: { kind: "end" as const, upload: id },
      }));
    return [...objects, ...uploads];
  }

  /** Every blob that something refers to. */
  blobs(): Set<string> {
    const objects = [...this.#buckets.values()].flatMap((bucket) => [...bucket.objects.values()]);
    const parts = [...this.uploads.values()].flatMap((open) => [...open.parts.values()]);
    const segments = [...objects.flatMap((object) => object.segments), ...parts.map((part) => part.segment)];
    return new Set(segments.map(blobOf));
  }
}

const blobOf = (segment: Segment): string => segment.blob;
