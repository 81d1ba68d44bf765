import type { Location } from "../../protocol/service";
import type { S3Input } from "./context";
import { permanentRedirect } from "./errors";
import type { BucketSettings } from "./settings";

/** The region whose endpoint was S3's only one: it has no name as a bucket's location, and knows where all buckets are. */
export const firstRegion = "us-east-1";

/** Where a bucket is. */
export const regionOfBucket = ({ region }: Pick<BucketSettings, "region">, location: Location): string =>
  region ?? location.region;

/**
 * Sends a request on that asks for a bucket in another region than its own. Who is asked is told by the region that the
 * request is signed for; what is not signed, or comes from the host itself, finds every bucket.
 *
 * @throws PermanentRedirect
 */
export function checkRegion(
  { bucket }: Pick<S3Input, "bucket">,
  location: Location,
  { operation, region }: { operation: string; region: string | undefined },
): void {
  const own = regionOfBucket(bucket, location);
  if (region === undefined || region === own || bucket.name === "") return;
  if (operation === "GetBucketLocation" && region === firstRegion) return;
  throw permanentRedirect(bucket.name, own);
}
