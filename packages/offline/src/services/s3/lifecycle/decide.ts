import { midnightAfter } from "../days";
import { storageClasses, type StorageClass } from "../storage-classes/classes";
import { isMarker, type StoredObject, type Version } from "../store/changes";
import { type Filter, type Lifecycle, type LifecycleRule, type Noncurrent, smallest, type When } from "./rules";

/** What is due of one version. */
export type Action =
  /** The current object, in the way of its bucket: for good, or behind a delete marker. */
  | { kind: "expire"; version: StoredObject }
  /** For good. */
  | { kind: "remove"; version: Version }
  | { kind: "transition"; version: StoredObject; to: StorageClass };

/**
 * What is due of a key, by the rules of its bucket. An expiration goes before a transition, and of several transitions
 * the one to the coldest class
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-conflicts.html).
 *
 * @param versions all of the key, the newest first
 * @param now milliseconds since the epoch
 */
export function decide(lifecycle: Lifecycle, key: string, versions: Version[], now: number): Action[] {
  const rules = lifecycle.rules.filter(({ filter }) => key.startsWith(filter.prefix));
  if (rules.length === 0) return [];
  return versions.flatMap((version, index) => {
    const newer = versions[index - 1];
    const own = rules.filter(({ filter }) => concerns(filter, version));
    if (newer) return ofNoncurrent({ lifecycle, rules: own, version, now }, Date.parse(newer.modified), index - 1);
    return isMarker(version)
      ? ofMarker(own, version, versions.length, now)
      : ofCurrent({ lifecycle, rules: own, version, now }, version);
  });
}

interface Question {
  lifecycle: Lifecycle;
  /** Those whose filters the version passes. */
  rules: LifecycleRule[];
  version: Version;
  now: number;
}

/** A delete marker has no size, so that no filter of sizes is for it. */
function concerns({ greaterThan, lessThan }: Filter, version: Version): boolean {
  if (greaterThan === undefined && lessThan === undefined) return true;
  if (isMarker(version)) return false;
  return version.size > (greaterThan ?? -1) && version.size < (lessThan ?? Infinity);
}

const isDue = (when: When, since: string, now: number): boolean =>
  now >= ("date" in when ? when.date : midnightAfter(Date.parse(since), when.days));

function ofCurrent(question: Question, version: StoredObject): Action[] {
  const { rules, now } = question;
  if (rules.some(({ expiration }) => expiration && isDue(expiration, version.modified, now)))
    return [{ kind: "expire", version }];
  const targets = rules.flatMap((rule) =>
    rule.transitions
      .filter((one) => isDue(one, version.modified, now) && mayGo(question.lifecycle, rule, version, one.to))
      .map(({ to }) => to),
  );
  return transitionTo(targets, version);
}

/** A delete marker with nothing behind it goes if a rule says so, or when it is as old as objects may become. */
function ofMarker(rules: LifecycleRule[], version: Version, count: number, now: number): Action[] {
  const goes = ({ expiresMarkers, expiration }: LifecycleRule): boolean =>
    expiresMarkers || (expiration !== undefined && isDue(expiration, version.modified, now));
  return count === 1 && rules.some(goes) ? [{ kind: "remove", version }] : [];
}

/**
 * @param since when another version took its place
 * @param newer how many noncurrent versions are newer
 */
function ofNoncurrent({ lifecycle, rules, version, now }: Question, since: number, newer: number): Action[] {
  const isOld = (noncurrent: Noncurrent): boolean =>
    newer >= noncurrent.newer && now >= midnightAfter(since, noncurrent.days);
  if (rules.some(({ noncurrentExpiration }) => noncurrentExpiration && isOld(noncurrentExpiration)))
    return [{ kind: "remove", version }];
  if (isMarker(version)) return [];
  const targets = rules.flatMap((rule) =>
    rule.noncurrentTransitions
      .filter((one) => isOld(one) && mayGo(lifecycle, rule, version, one.to))
      .map(({ to }) => to),
  );
  return transitionTo(targets, version);
}

const rank = (name: StorageClass): number => storageClasses.indexOf(name);

function transitionTo(targets: StorageClass[], version: StoredObject): Action[] {
  const [coldest] = targets.sort((left, right) => rank(right) - rank(left));
  return coldest === undefined ? [] : [{ kind: "transition", version, to: coldest }];
}

/** Objects go to colder classes only, from one zone to archives alone, and small ones stay where they are. */
function mayGo({ takeSmall }: Lifecycle, { filter }: LifecycleRule, object: StoredObject, to: StorageClass): boolean {
  const from = object.storageClass ?? "STANDARD";
  if (rank(to) <= rank(from) || (from === "ONEZONE_IA" && to === "GLACIER_IR")) return false;
  const asksSize = filter.greaterThan !== undefined || filter.lessThan !== undefined;
  return asksSize || object.size >= smallest || takeSmall.some((one) => one === to);
}
