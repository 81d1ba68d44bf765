import { HeadObjectCommand, type HeadObjectCommandOutput, type S3Client } from "@aws-sdk/client-s3";
import type { S3EventRecord } from "aws-lambda";
import { hasName } from "./errors";

/** The key of the object that a notification is about: S3 sends it form-encoded. */
export const keyOf = ({ s3: { object } }: S3EventRecord): string => decodeURIComponent(object.key.replace(/\+/g, " "));

/**
 * When the object came to be, among all of its key, in a form whose alphabetical order is that of time. Sequencers are
 * hexadecimal digits of any number; AWS has the shorter one padded on its right to compare them.
 */
export const sequencerOf = ({ s3: { object } }: S3EventRecord): string => object.sequencer.padEnd(64, "0");

/**
 * The metadata of objects that a restoration has brought back; its value is the backup's id. What uploads trigger leaves
 * them alone: whatever came of them, in tables or in other buckets, is restored by itself. An upload through an address
 * that was given out cannot carry it: S3 refuses metadata that is not signed.
 */
export const restoredMark = "restored";

/** Whether a restoration has brought an object back, by what reads of it answer. */
export const isRestored = ({ Metadata }: { Metadata?: Record<string, string> }): boolean =>
  Metadata?.[restoredMark] !== undefined;

/** An object's entity tag, by what reads of it answer, as notifications have it: without quotes. */
export const entityTagOf = ({ ETag = "" }: { ETag?: string }): string => ETag.replaceAll('"', "");

/** What S3 says of the object at a key; undefined where there is none. */
export const headOf = async (
  storage: S3Client,
  Bucket: string,
  Key: string,
): Promise<HeadObjectCommandOutput | undefined> => {
  try {
    return await storage.send(new HeadObjectCommand({ Bucket, Key }));
  } catch (error) {
    if (hasName(error, "NotFound")) return undefined;
    throw error;
  }
};

/** Whether a restoration has brought back the object at a key; false where there is none. */
export const isRestoredAt = async (storage: S3Client, bucket: string, key: string): Promise<boolean> =>
  isRestored((await headOf(storage, bucket, key)) ?? {});
