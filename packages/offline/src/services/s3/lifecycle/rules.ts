import type { ArchiveClass, StorageClass } from "../storage-classes/classes";

/** What a rule is about. Tags are no part of it: see {@link Lifecycle.tagged}. */
export interface Filter {
  prefix: string;
  /** Sizes in bytes, exclusive both. */
  greaterThan?: number;
  lessThan?: number;
}

/** When something happens: so many days after an object was made, or from a day on. */
export type When = { days: number } | { date: number };

/** The class that objects go to. */
export type Transition = When & { to: Exclude<StorageClass, "STANDARD"> };

/** What happens to versions that others have replaced, so many days after that. */
export interface Noncurrent {
  days: number;
  /** How many of them, the newest, are left alone. */
  newer: number;
}

/** A rule of a bucket's lifecycle, in the terms of PutBucketLifecycleConfiguration. */
export interface LifecycleRule {
  id: string;
  filter: Filter;
  expiration?: When;
  /** Whether delete markers go that nothing is behind any more. */
  expiresMarkers: boolean;
  transitions: Transition[];
  noncurrentExpiration?: Noncurrent;
  noncurrentTransitions: (Noncurrent & { to: Transition["to"] })[];
  /** Days after which an upload in parts is aborted. */
  abortAfter?: number;
}

/** The rules that act on a bucket. */
export interface Lifecycle {
  rules: LifecycleRule[];
  /** The ids of rules for objects with tags. Objects have none here, so that these never act. */
  tagged: string[];
  /**
   * The classes to which objects under {@link smallest} go too, unless a rule's filter has sizes of its own; none of them
   * since September 2024, unless a bucket asks for the earlier way
   * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html).
   */
  takeSmall: readonly ArchiveClass[];
}

/** Objects with fewer bytes cost more in another class than they save. */
export const smallest = 128 * 1024;
