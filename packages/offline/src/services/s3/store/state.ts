import { BucketObjects, segmentsOf } from "./bucket-objects";
import {
  type Applied,
  type Change,
  idOf,
  isMarker,
  type Part,
  type PendingNotification,
  type Segment,
  type Upload,
} from "./changes";

/** A multipart upload with the parts that have arrived. */
export interface OpenUpload {
  upload: Upload;
  parts: Map<number, Part>;
}

/** What the index says, in memory. It holds no file and no promise: changes go in, facts come out. */
export class State {
  readonly #buckets = new Map<string, BucketObjects>();
  readonly uploads = new Map<string, OpenUpload>();
  readonly pending = new Map<string, PendingNotification>();
  /** By bucket and key; no bucket's name holds a slash. */
  readonly applied = new Map<string, Applied>();
  /** The last number given to a change of an object; notifications order by it. */
  sequence = 0;

  /** What a bucket holds; one that holds nothing yet is empty. */
  bucket(name: string): BucketObjects {
    const known = this.#buckets.get(name);
    if (known) return known;
    const bucket = new BucketObjects();
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
        return this.bucket(change.bucket).put(change.key, change.object);
      case "mark":
        return this.bucket(change.bucket).mark(change.key, change.marker);
      case "delete":
        return this.bucket(change.bucket).delete(change.key, idOf(change));
      case "amend":
        this.bucket(change.bucket).amend(change.key, change.object);
        return [];
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
      case "applied": {
        const { bucket, key, digest } = change;
        this.applied.set(`${bucket}/${key}`, { bucket, key, digest });
        return [];
      }
      case "forgotten":
        this.applied.delete(`${change.bucket}/${change.key}`);
        return [];
      case "sequence":
        this.sequence = Math.max(this.sequence, change.value);
        return [];
    }
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
    for (const [bucket, objects] of this.#buckets)
      for (const [key, version] of objects.entries())
        if (isMarker(version)) yield [{ kind: "mark", bucket, key, marker: version }];
        else yield [{ kind: "put", bucket, key, object: version }];
    for (const { upload, parts } of this.uploads.values()) {
      yield [{ kind: "begin", upload }];
      for (const [number, part] of parts) yield [{ kind: "part", upload: upload.id, number, part }];
    }
    for (const pending of this.pending.values()) yield [{ kind: "notify", pending }];
    for (const applied of this.applied.values()) yield [{ kind: "applied", ...applied }];
  }

  /** What refers to bytes that are not there, and the changes that make it be forgotten. */
  without(there: ReadonlySet<string>): { name: string; change: Change }[] {
    const lacks = (segments: Segment[]): boolean => segments.some(({ blob }) => !there.has(blob));
    const objects = [...this.#buckets].flatMap(([bucket, objects]) =>
      [...objects.entries()]
        .filter(([, version]) => lacks(segmentsOf(version)))
        .map(([key, { version }]) => ({
          name: `${bucket}/${key}${version === undefined ? "" : ` (version ${version})`}`,
          change: { kind: "delete" as const, bucket, key, version },
        })),
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
    const objects = [...this.#buckets.values()].flatMap((bucket) => [...bucket.entries()]);
    const parts = [...this.uploads.values()].flatMap((open) => [...open.parts.values()]);
    const segments = [...objects.flatMap(([, version]) => segmentsOf(version)), ...parts.map((part) => part.segment)];
    return new Set(segments.map(blobOf));
  }
}

const blobOf = (segment: Segment): string => segment.blob;
