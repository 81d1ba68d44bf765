import { type HeadObjectCommandOutput, RestoreObjectCommand } from "@aws-sdk/client-s3";
import { hasName } from "../kit/errors";
import type { Archive } from "./archive";

/** How long what comes from Glacier stays at hand: a restoration that waits for it may be run again until then. */
const days = 7;

/** Hours until it is there, at the longest (https://docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects-retrieval-options.html). */
const hoursOf = (storageClass: string | undefined): number => (storageClass === "DEEP_ARCHIVE" ? 12 : 5);

/** Hours until a file can be read that is asked for now; 0 where it can be read at once. */
export const hoursUntilReadable = ({ StorageClass, Restore = "" }: HeadObjectCommandOutput): number => {
  const isFrozen = StorageClass === "GLACIER" || StorageClass === "DEEP_ARCHIVE";
  return isFrozen && !Restore.includes('ongoing-request="false"') ? hoursOf(StorageClass) : 0;
};

/** Hours until a file can be read that an error tells of; 0 for all other errors. */
export const hoursInError = (error: unknown): number => {
  if (!hasName(error, "InvalidObjectState")) return 0;
  return hoursOf("StorageClass" in error ? String(error.StorageClass) : undefined);
};

/** Asks for a file that is in Glacier, unless somebody has. */
export const thaw = async ({ storage, bucket }: Archive, key: string, version?: string): Promise<void> => {
  const RestoreRequest = { Days: days, GlacierJobParameters: { Tier: "Standard" } } as const;
  try {
    await storage.send(new RestoreObjectCommand({ Bucket: bucket, Key: key, VersionId: version, RestoreRequest }));
  } catch (error) {
    if (!hasName(error, "RestoreAlreadyInProgress")) throw error;
  }
};
