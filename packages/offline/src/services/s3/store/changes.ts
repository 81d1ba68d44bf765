import type { ChecksumAlgorithm } from "../checksum/algorithms";
import type { S3EventNotification } from "../settings";
import type { StorageClass } from "../storage-classes/classes";
import type { Restoration } from "../storage-classes/restoration";

/** Bytes in one file of the blob folder. */
export interface Segment {
  blob: string;
  size: number;
}

/** What a client may ask to get back with the bytes; `COMPOSITE` is the checksum of the parts' checksums. */
export interface Checksum {
  algorithm: ChecksumAlgorithm;
  /** Base64; a composite one ends in `-` and the number of parts. */
  value: string;
  type: "FULL_OBJECT" | "COMPOSITE";
}

/** An object as the index knows it, or one version of it. */
export interface StoredObject {
  /** The id of the version; undefined for the one that S3 calls `null`, the only one of a bucket without versions. */
  version?: string;
  /** Its bytes in order; an object uploaded in parts keeps them as they came, so completing one copies nothing. */
  segments: Segment[];
  size: number;
  /** Without quotes. */
  etag: string;
  /** ISO 8601, to the second: S3 keeps no more. */
  modified: string;
  /** Headers to answer with, `x-amz-meta-*` among them, under their whole names. */
  headers: Record<string, string>;
  checksum?: Checksum;
  /** Undefined for `STANDARD`. */
  storageClass?: StorageClass;
  /** Whether its ACL lets everybody read it. */
  isPublic?: true;
  /** The last that was asked for, whatever has become of it. */
  restoration?: Restoration;
}

/** What stands for a deletion among the versions of a key. */
export interface DeleteMarker {
  marker: true;
  version?: string;
  /** ISO 8601, to the second. */
  modified: string;
}

/** One version of a key. */
export type Version = StoredObject | DeleteMarker;

export const isMarker = (version: Version): version is DeleteMarker => "marker" in version;

/** The id by which clients know a version. */
export const idOf = ({ version = nullVersion }: Pick<Version, "version">): string => version;

/** The id of the version that bears none of its own. */
export const nullVersion = "null";

/** A multipart upload that has begun. */
export interface Upload {
  id: string;
  bucket: string;
  key: string;
  initiated: string;
  headers: Record<string, string>;
  /** Undefined for `STANDARD`. */
  storageClass?: StorageClass;
  checksum?: Pick<Checksum, "algorithm" | "type">;
}

/** One uploaded part. */
export interface Part {
  segment: Segment;
  etag: string;
  modified: string;
  checksum?: string;
}

/** A notification that has not been taken yet. */
export interface PendingNotification {
  id: string;
  notification: S3EventNotification;
}

/** What the program declares of an object, as the host has last written it. */
export interface Applied {
  bucket: string;
  key: string;
  /** Of its content, its headers, and what else makes the provider write it again. */
  digest: string;
}

/** One fact in the index. A line of the index holds the facts that become true together. */
export type Change =
  | { kind: "put"; bucket: string; key: string; object: StoredObject }
  | { kind: "mark"; bucket: string; key: string; marker: DeleteMarker }
  /** Without a version it is the one that is called `null`. */
  | { kind: "delete"; bucket: string; key: string; version?: string }
  /** Says something else of a version, whose bytes stay what they are. */
  | { kind: "amend"; bucket: string; key: string; object: StoredObject }
  | { kind: "begin"; upload: Upload }
  | { kind: "part"; upload: string; number: number; part: Part }
  | { kind: "end"; upload: string }
  | { kind: "notify"; pending: PendingNotification }
  | { kind: "delivered"; id: string }
  | ({ kind: "applied" } & Applied)
  /** The program declares the object no longer. */
  | ({ kind: "forgotten" } & Pick<Applied, "bucket" | "key">)
  | { kind: "sequence"; value: number };
