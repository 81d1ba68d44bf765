import { randomBytes } from "node:crypto";
import { invalidArgument } from "../errors";
import type { S3Request } from "../request";
import type { BucketSettings, Versioning } from "../settings";
import { idOf, nullVersion, type Version } from "../store/changes";
import type { Store } from "../store/store";

/**
 * Whether a bucket keeps versions; undefined if it never did. A bucket that holds versions and is no longer declared to
 * keep them has them suspended: that is what the provider does, since S3 cannot turn them off
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/manage-versioning-examples.html).
 */
export const versioningOf = (store: Store, { name, versioning }: BucketSettings): Versioning | undefined =>
  versioning ?? (store.bucket(name).hasVersions ? "Suspended" : undefined);

/** The id of what is about to be written; undefined for the version `null`. */
export const nextVersion = (store: Store, bucket: BucketSettings): string | undefined =>
  versioningOf(store, bucket) === "Enabled" ? randomBytes(24).toString("base64url") : undefined;

/** What an answer says of a version; nothing where the bucket never kept any. */
export const versionHeader = (
  store: Store,
  bucket: BucketSettings,
  version: Pick<Version, "version">,
  name = "x-amz-version-id",
): Record<string, string> => (versioningOf(store, bucket) ? { [name]: idOf(version) } : {});

/** Ids are opaque; S3's own have this form. */
const form = /^[\w.-]{32}$/;

/** Whether S3 could have given a version this id. */
export const isVersionId = (id: string): boolean => id === nullVersion || form.test(id);

/**
 * The version that a request names, if it names one.
 *
 * @throws InvalidArgument
 */
export const readVersionId = ({ query }: S3Request): string | undefined => checkVersionId(query.get("versionId"));

/** @throws InvalidArgument for an id that no version has */
export function checkVersionId(id: string | undefined): string | undefined {
  if (id === "") throw invalidArgument("Version id cannot be the empty string", "versionId", id);
  if (id !== undefined && !isVersionId(id)) throw invalidArgument("Invalid version id specified", "versionId", id);
  return id;
}

/** What a policy may hold a request for a version to. */
export const versionContext = (id: string): Record<string, string> => ({ "s3:versionid": id });
