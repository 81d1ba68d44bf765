import {
  type DeleteMarker,
  idOf,
  isMarker,
  nullVersion,
  type Segment,
  type StoredObject,
  type Version,
} from "./changes";
import { SortedKeys } from "./sorted-keys";

/** What one bucket holds: the current objects, and what they have replaced where the bucket keeps versions. */
export class BucketObjects {
  readonly #objects = new Map<string, StoredObject>();
  /**
   * Everything else, the oldest first: earlier versions, and delete markers. Of a key that has no current object the last
   * one is a delete marker.
   */
  readonly #others = new Map<string, Version[]>();
  /** Made when first asked for: sorting once is faster than inserting each key while the index is read. */
  #sorted?: SortedKeys;
  #sortedWithOthers?: SortedKeys;
  #hasVersions = false;

  /** Whether it has ever held a version with an id, or a delete marker; a compacted index forgets those that are gone. */
  get hasVersions(): boolean {
    return this.#hasVersions;
  }

  /** The current object of a key. */
  object(key: string): StoredObject | undefined {
    return this.#objects.get(key);
  }

  /** What is current under a key, which may be a delete marker. */
  current(key: string): Version | undefined {
    return this.#objects.get(key) ?? this.#others.get(key)?.at(-1);
  }

  /** The version of a key with an id, or the one that is called `null`. */
  version(key: string, id: string): Version | undefined {
    const current = this.#objects.get(key);
    return current && idOf(current) === id ? current : this.#others.get(key)?.find((one) => idOf(one) === id);
  }

  /** All versions of a key, the newest first. */
  versions(key: string): Version[] {
    const current = this.#objects.get(key);
    const others = this.#others.get(key)?.toReversed() ?? [];
    return current ? [current, ...others] : others;
  }

  /** The keys of the current objects, in S3's order. */
  keys(): SortedKeys {
    return (this.#sorted ??= new SortedKeys(this.#objects.keys()));
  }

  /** The keys of which there is any version, in S3's order. */
  keysOfVersions(): SortedKeys {
    return (this.#sortedWithOthers ??= new SortedKeys(new Set([...this.#objects.keys(), ...this.#others.keys()])));
  }

  /** Every version with its key; of each key the oldest first. */
  *entries(): Generator<[key: string, version: Version]> {
    for (const [key, others] of this.#others) for (const version of others) yield [key, version];
    for (const entry of this.#objects) yield entry;
  }

  /** Makes an object the current one. It replaces another that is called `null`, if it is; returns what that held. */
  put(key: string, object: StoredObject): Segment[] {
    return this.#changing(key, () => {
      const current = this.#objects.get(key);
      const isSame = current !== undefined && idOf(current) === idOf(object);
      const replaced = isSame ? current.segments : this.#detachNull(key, object);
      if (current && !isSame) this.#push(key, current);
      // In its place: to delete and add it would make a large map grow and be made anew, again and again.
      this.#objects.set(key, object);
      this.#hasVersions ||= object.version !== undefined;
      return replaced;
    });
  }

  /** Makes a delete marker what is current. It replaces the version `null`, if it is called so; returns what that held. */
  mark(key: string, marker: DeleteMarker): Segment[] {
    return this.#changing(key, () => {
      const replaced = this.#detachNull(key, marker);
      this.#demote(key);
      this.#push(key, marker);
      this.#hasVersions = true;
      return replaced;
    });
  }

  /** Removes a version for good; returns what it held. The one before it becomes current, if it was. */
  delete(key: string, id: string): Segment[] {
    return this.#changing(key, () => {
      const deleted = this.#detach(key, id);
      this.#promote(key);
      return deleted;
    });
  }

  /** Puts an object in the place of the version that has its id, if there still is one; both have the same bytes. */
  amend(key: string, object: StoredObject): void {
    const current = this.#objects.get(key);
    if (current && idOf(current) === idOf(object)) return void this.#objects.set(key, object);
    const others = this.#others.get(key) ?? [];
    const index = others.findIndex((one) => idOf(one) === idOf(object));
    if (index >= 0) others[index] = object;
  }

  /** Every other id is new, and need not be looked for among versions of which there may be thousands. */
  #detachNull(key: string, { version }: Version): Segment[] {
    return version === undefined ? this.#detach(key, nullVersion) : [];
  }

  #detach(key: string, id: string): Segment[] {
    const current = this.#objects.get(key);
    if (current && idOf(current) === id) {
      this.#objects.delete(key);
      return current.segments;
    }
    const others = this.#others.get(key);
    const index = others?.findIndex((one) => idOf(one) === id) ?? -1;
    const [detached] = index < 0 ? [] : (others?.splice(index, 1) ?? []);
    if (others?.length === 0) this.#others.delete(key);
    return detached ? segmentsOf(detached) : [];
  }

  #demote(key: string): void {
    const current = this.#objects.get(key);
    if (!current) return;
    this.#objects.delete(key);
    this.#push(key, current);
  }

  #promote(key: string): void {
    const others = this.#others.get(key);
    const newest = others?.at(-1);
    if (this.#objects.has(key) || !newest || isMarker(newest)) return;
    others?.pop();
    if (others?.length === 0) this.#others.delete(key);
    this.#objects.set(key, newest);
  }

  #push(key: string, version: Version): void {
    const others = this.#others.get(key);
    if (others) others.push(version);
    else this.#others.set(key, [version]);
  }

  /** Keeps the sorted keys in step with a change of one key. */
  #changing(key: string, change: () => Segment[]): Segment[] {
    const had = { object: this.#objects.has(key), version: this.current(key) !== undefined };
    const released = change();
    follow(this.#sorted, key, had.object, this.#objects.has(key));
    follow(this.#sortedWithOthers, key, had.version, this.current(key) !== undefined);
    return released;
  }
}

/** The files that a version's bytes are in. */
export const segmentsOf = (version: Version): Segment[] => (isMarker(version) ? [] : version.segments);

function follow(keys: SortedKeys | undefined, key: string, was: boolean, is: boolean): void {
  if (is && !was) keys?.add(key);
  if (was && !is) keys?.delete(key);
}
