import type * as s3 from "@pulumi/aws/s3";
import type * as pulumi from "@pulumi/pulumi";
import { places } from "../../functions/backups/archive";
import { type LifecycleRule, PrivateBucket } from "../blocks/bucket";
import type { Settings } from "../settings";

/** Days that a copy outlives the last index that names it; and that what was deleted by mistake can be had back. */
const graceDays = 7;

/**
 * The bucket that keeps backups. Its lifecycle, and no code, deletes the old ones.
 *
 * @param settings `deletionProtection` keeps the bucket from being deleted, with or without what is in it
 */
export function createArchive(name: string, settings: Settings, opts: pulumi.ComponentResourceOptions): s3.Bucket {
  const isProtected = settings.deletionProtection;
  const { bucket } = new PrivateBucket(
    name,
    {
      isVersioned: true,
      lifecycleRules: lifecycleOf(settings.backups),
      readers: settings.backups.readers,
      forceDestroy: settings.forceDestroy && !isProtected,
      settings,
    },
    { ...opts, protect: isProtected },
  );
  return bucket;
}

/**
 * What becomes of backups with time.
 *
 * Exports, indexes and `backup.json` go when the backup is old. Of copies only versions that are no longer the latest go:
 * as late as that, no index names them any more. To Glacier go exports and copies, but not what is under 128 KB, which S3
 * itself leaves where it is (https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html):
 * there, each object costs as 40 KB more. What a restore reads first stays at hand: indexes, manifests, `backup.json`.
 */
function lifecycleOf({ archiveAfterDays, retentionDays }: Settings["backups"]): LifecycleRule[] {
  const transitions = [{ days: archiveAfterDays, storageClass: "GLACIER" }];
  const expires = (prefix: string, more: Partial<LifecycleRule> = {}): LifecycleRule => ({
    id: prefix.replace("/", ""),
    filter: { prefix },
    expiration: { days: retentionDays },
    noncurrentVersionExpiration: { noncurrentDays: graceDays },
    ...more,
  });
  return [
    expires(places.tables, { transitions }),
    expires(places.indexes),
    expires(places.backups),
    {
      id: "objects",
      filter: { prefix: places.copies },
      transitions,
      noncurrentVersionTransitions: [{ noncurrentDays: archiveAfterDays, storageClass: "GLACIER" }],
      noncurrentVersionExpiration: { noncurrentDays: retentionDays + graceDays },
    },
    {
      id: "progress",
      filter: { prefix: places.progress },
      noncurrentVersionExpiration: { noncurrentDays: 1 },
    },
    { id: "markers", filter: { prefix: "" }, expiration: { expiredObjectDeleteMarker: true } },
  ];
}
