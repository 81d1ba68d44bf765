import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  type S3Client,
  S3ServiceException,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { restoredMark } from "../kit/object-events";
import { bareEtag } from "./archive";

/** An object that is copied as it is: any change of it meanwhile fails the copy. */
export interface CopySource {
  bucket: string;
  key: string;
  /** Where the bucket has versions. */
  version?: string;
  etag: string;
  size: number;
}

export interface CopyTarget {
  bucket: string;
  key: string;
  /** Whether the copy fails where there is an object already. */
  onlyIfMissing?: boolean;
}

/** A copy that is there. */
export interface Copied {
  /** Empty where the bucket has no versions. */
  version: string;
  etag: string;
}

/** What one request copies at most, and how large parts are of what is larger (https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html). */
export interface CopyLimits {
  whole: number;
  part: number;
}

export const copyLimits: CopyLimits = { whole: 5 * 1024 ** 3, part: 512 * 1024 ** 2 };

/** How many parts of one object are copied at a time. */
const partsAtOnce = 8;

/** Whether an object is another one by now than the one that was asked for; the answer to a HEAD has no error's name. */
export const hasChanged = (error: unknown): boolean =>
  error instanceof S3ServiceException && error.$metadata.httpStatusCode === 412;

/** Whether an object, or this version of it, is not there any more. */
export const isGone = (error: unknown): boolean =>
  error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404;

/** What an object carries besides its bytes, in an order that is the same for equal ones. */
export const propertiesOf = (head: HeadObjectCommandOutput) => ({
  ContentType: head.ContentType,
  CacheControl: head.CacheControl,
  ContentDisposition: head.ContentDisposition,
  ContentEncoding: head.ContentEncoding,
  ContentLanguage: head.ContentLanguage,
  Expires: dateOf(head.ExpiresString),
  Metadata: Object.fromEntries(Object.entries(head.Metadata ?? {}).sort()),
});

/** Whether two objects carry the same, but for the mark that a restoration leaves. */
export const hasSameProperties = (one: HeadObjectCommandOutput, other: HeadObjectCommandOutput): boolean =>
  unmarked(one) === unmarked(other);

const unmarked = (head: HeadObjectCommandOutput): string => {
  const { Metadata, ...rest } = propertiesOf(head);
  return JSON.stringify({ ...rest, Metadata: { ...Metadata, [restoredMark]: undefined } });
};

/** Somebody may have set it to anything; only a date can be sent again. */
const dateOf = (text = ""): Date | undefined => (Number.isNaN(Date.parse(text)) ? undefined : new Date(text));

export type Properties = ReturnType<typeof propertiesOf>;

/** A source as requests name it: keys in percent-encoding, but for slashes. */
export const copySourceOf = ({ bucket, key, version }: CopySource): string => {
  const path = `${bucket}/${key.split("/").map(encodeURIComponent).join("/")}`;
  return version === undefined ? path : `${path}?versionId=${encodeURIComponent(version)}`;
};

/**
 * Copies an object within S3.
 *
 * @param properties what the copy carries; without it what the source does
 * @throws what {@link hasChanged} and {@link isGone} tell, where the source is another one by now or gone; the former
 *   also where there must be no object at the target and there is
 */
export const copyObject = async (
  storage: S3Client,
  source: CopySource,
  target: CopyTarget,
  properties?: Properties,
  limits: CopyLimits = copyLimits,
): Promise<Copied> => {
  if (source.size > limits.whole) return copyParts(storage, source, target, properties, limits);
  const copy = new CopyObjectCommand({
    Bucket: target.bucket,
    Key: target.key,
    CopySource: copySourceOf(source),
    CopySourceIfMatch: `"${source.etag}"`,
    ...conditionOf(target),
    // Tags would take two more permissions.
    TaggingDirective: "REPLACE",
    ...(properties && { MetadataDirective: "REPLACE", ...properties }),
  });
  const { VersionId, CopyObjectResult } = await storage.send(copy);
  return { version: VersionId ?? "", etag: bareEtag(CopyObjectResult?.ETag) };
};

const conditionOf = ({ onlyIfMissing }: CopyTarget) => (onlyIfMissing ? { IfNoneMatch: "*" } : {});

/** What an interrupted copy leaves is aborted by the bucket's lifecycle. */
const copyParts = async (
  storage: S3Client,
  source: CopySource,
  target: CopyTarget,
  properties: Properties | undefined,
  { part }: CopyLimits,
): Promise<Copied> => {
  const place = { Bucket: target.bucket, Key: target.key };
  const carried = properties ?? propertiesOf(await storage.send(headOf(source)));
  const { UploadId } = await storage.send(new CreateMultipartUploadCommand({ ...place, ...carried }));
  const count = Math.ceil(source.size / part);
  const etags: string[] = [];
  const copyPart = async (index: number): Promise<void> => {
    const end = Math.min((index + 1) * part, source.size) - 1;
    const copy = new UploadPartCopyCommand({
      ...place,
      UploadId,
      PartNumber: index + 1,
      CopySource: copySourceOf(source),
      CopySourceIfMatch: `"${source.etag}"`,
      CopySourceRange: `bytes=${index * part}-${end}`,
    });
    const { CopyPartResult } = await storage.send(copy);
    etags[index] = CopyPartResult?.ETag ?? "";
  };
  await inParallel(
    partsAtOnce,
    Array.from({ length: count }, (_, index) => index),
    copyPart,
  );
  const Parts = etags.map((ETag, index) => ({ ETag, PartNumber: index + 1 }));
  const MultipartUpload = { Parts };
  const complete = new CompleteMultipartUploadCommand({ ...place, ...conditionOf(target), UploadId, MultipartUpload });
  const { VersionId, ETag } = await storage.send(complete);
  return { version: VersionId ?? "", etag: bareEtag(ETag) };
};

export const headOf = ({ bucket, key, version, etag }: Omit<CopySource, "size">): HeadObjectCommand =>
  new HeadObjectCommand({ Bucket: bucket, Key: key, VersionId: version, IfMatch: `"${etag}"` });

/** Does something with each of a list, so many at a time; throws the first error, when what was begun has ended. */
export const inParallel = async <T>(
  atOnce: number,
  list: readonly T[],
  act: (one: T, index: number) => Promise<void>,
): Promise<void> => {
  const remaining = list.entries();
  const work = async (): Promise<void> => {
    for (const [index, one] of remaining) await act(one, index);
  };
  const results = await Promise.allSettled(
    Array.from({ length: Math.min(atOnce, list.length) }, () =>
      work().catch((error: unknown) => {
        // The others end with what they have begun.
        while (!remaining.next().done);
        throw error;
      }),
    ),
  );
  for (const result of results) if (result.status === "rejected") throw result.reason;
};
