import { Readable } from "node:stream";
import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { hasName } from "../kit/errors";
import { unusable } from "./csv";
import { maximumFileSize } from "./measurements";

/** The bucket that files come into. */
export interface DataBucket {
  storage: S3Client;
  bucket: string;
}

/** One version of a file. */
export interface Version {
  key: string;
  etag: string;
}

/**
 * The content of a version, as a stream; undefined where the file was deleted since, or replaced: that has a
 * notification of its own.
 *
 * @throws an `unusable` error (see csv.ts) for what is too large
 */
export const openVersion = async ({ storage, bucket }: DataBucket, { key, etag }: Version) => {
  try {
    const get = new GetObjectCommand({ Bucket: bucket, Key: key, IfMatch: `"${etag}"` });
    const { Body, ContentLength = 0 } = await storage.send(get);
    if (!(Body instanceof Readable)) throw new Error(`${key} came without a stream`);
    if (ContentLength <= maximumFileSize) return Body;
    Body.destroy();
    throw unusable("it is larger than 50 MB");
  } catch (error) {
    if (hasName(error, "NoSuchKey", "PreconditionFailed")) return undefined;
    throw error;
  }
};
