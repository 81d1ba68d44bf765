import type { ChecksumAlgorithm } from "../checksum/algorithms";
import type { S3EventNotification } from "../settings";

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

/** An object as the index knows it. */
export interface StoredObject {
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
}

/** A multipart upload that has begun. */
export interface Upload {
  id: string;
  bucket: string;
  key: string;
  initiated: string;
  headers: Record<string, string>;
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

/** One fact in the index. A line of the index holds the facts that become true together. */
export type Change =
  | { kind: "put"; bucket: string; key: string; object: StoredObject }
  | { kind: "delete"; bucket: string; key: string }
  | { kind: "begin"; upload: Upload }
  | { kind: "part"; upload: string; number: number; part: Part }
  | { kind: "end"; upload: string }
  | { kind: "notify"; pending: PendingNotification }
  | { kind: "delivered"; id: string }
  | { kind: "sequence"; value: number };
