import { indexAfter, groupOf, type Page, type PageQuery } from "../listing/page";
import { type Version, idOf } from "../store/changes";
import { compareKeys } from "../store/sorted-keys";
import type { HeldObjects } from "../store/store";

/** One version on a page. */
export interface ListedVersion {
  key: string;
  version: Version;
  isLatest: boolean;
}

/** Where a listing of versions goes on: after a key, after every key of a group, or after one version of a key. */
export interface VersionPosition {
  after: string;
  group: boolean;
  /** A version of that key; undefined to go on after all of them. */
  id?: string;
}

export interface VersionPage extends Pick<Page, "groups"> {
  versions: ListedVersion[];
  /** Where the next page begins; undefined on the last page. */
  next?: VersionPosition;
}

/** One page of a bucket's versions: keys in S3's order, and of each key the newest version first. */
export function readVersionPage(
  held: HeldObjects,
  { prefix, delimiter, from, size }: Omit<PageQuery, "from"> & { from?: VersionPosition },
): VersionPage {
  const page: VersionPage = { versions: [], groups: [] };
  const entries = entriesOf(held, prefix, delimiter, from);
  let last: VersionPosition | undefined;
  for (let count = 0; count < size; count++) {
    const { value } = entries.next();
    if (!value) return page;
    if (typeof value === "string") page.groups.push(value);
    else page.versions.push(value);
    last =
      typeof value === "string"
        ? { after: value, group: true }
        : { after: value.key, group: false, id: idOf(value.version) };
  }
  return entries.next().done ? page : { ...page, next: last };
}

/** Groups and versions, from a position on. */
function* entriesOf(
  held: HeldObjects,
  prefix: string,
  delimiter: string,
  from: VersionPosition | undefined,
): Generator<string | ListedVersion, undefined> {
  const keys = held.keysOfVersions();
  let index = keys.firstNot((key) => compareKeys(key, prefix) < 0);
  if (from?.id !== undefined) {
    index = Math.max(
      index,
      keys.firstNot((key) => compareKeys(key, from.after) < 0),
    );
    if (keys.at(index) === from.after && groupOf(from.after, prefix, delimiter) === undefined) {
      yield* versionsAfter(held, from.after, from.id);
      index++;
    }
  } else if (from) index = Math.max(index, indexAfter(keys, from));
  for (let key = keys.at(index); key?.startsWith(prefix); key = keys.at(index)) {
    const group = groupOf(key, prefix, delimiter);
    if (group === undefined) yield* versionsOf(held, key);
    else yield group;
    index = indexAfter(keys, { after: group ?? key, group: group !== undefined });
  }
  return undefined;
}

const versionsOf = (held: HeldObjects, key: string): ListedVersion[] =>
  held.versions(key).map((version, index) => ({ key, version, isLatest: index === 0 }));

/**
 * A version that is not there any more may have been deleted since the page that it was on: what is left of its key is
 * told from the beginning, since to tell one twice is better than to leave one out.
 */
function versionsAfter(held: HeldObjects, key: string, id: string): ListedVersion[] {
  const all = versionsOf(held, key);
  return all.slice(all.findIndex(({ version }) => idOf(version) === id) + 1);
}
