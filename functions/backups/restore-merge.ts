import { type BucketBackup, compareKeys, type IndexEntry, type IndexPart } from "./archive";
import { entriesOf, type ListedObject, objectsOf } from "./listings";
import type { Pair } from "./restore-choice";
import type { Run } from "./restore-run";

/** An object of the backup, of the bucket, or of both. */
export interface Found {
  key: string;
  /** As the backup has it. */
  entry?: IndexEntry;
  /** As the bucket has it. */
  object?: ListedObject;
}

/** Goes along two lists that are ordered by key. */
async function* merge(
  entries: AsyncGenerator<IndexEntry>,
  objects: AsyncGenerator<ListedObject>,
): AsyncGenerator<Found> {
  let [{ value: entry }, { value: object }] = [await entries.next(), await objects.next()];
  while (entry || object) {
    const order = entry && object ? compareKeys(entry.key, object.key) : entry ? -1 : 1;
    const isInBackup = order <= 0;
    const isInBucket = order >= 0;
    yield {
      key: (isInBackup ? entry : object).key,
      ...(isInBackup && { entry }),
      ...(isInBucket && { object }),
    };
    if (isInBackup) ({ value: entry } = await entries.next());
    if (isInBucket) ({ value: object } = await objects.next());
  }
}

/** The parts of an index that may have keys which begin so. */
export const partsWithin = (index: IndexPart[], prefix = ""): IndexPart[] =>
  index.filter(({ last }, part) => {
    const before = index[part - 1]?.last ?? "";
    const isPast = compareKeys(before, prefix) > 0 && !before.startsWith(prefix);
    return compareKeys(last, prefix) >= 0 && !isPast;
  });

async function* withPrefix(entries: AsyncGenerator<IndexEntry>, prefix: string): AsyncGenerator<IndexEntry> {
  for await (const entry of entries) if (entry.key.startsWith(prefix)) yield entry;
}

/** The objects of a bucket and of its backup after a key, by key, as far as their keys begin as the run says. */
export const foundIn = (
  { archive, tools, prefix = "" }: Run,
  { from, to }: Pair<BucketBackup>,
  after: string | undefined,
): AsyncGenerator<Found> =>
  merge(
    withPrefix(entriesOf(archive, partsWithin(from.index, prefix), after), prefix),
    objectsOf(tools.storage, to, { after, prefix: prefix || undefined }),
  );
