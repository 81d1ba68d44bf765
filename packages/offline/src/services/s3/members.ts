import { notImplemented } from "../../protocol/service";
import { checksumAlgorithms, checksumHeader } from "./checksum/algorithms";
import { accessDenied } from "./errors";
import { redirectHeader } from "./headers";
import type { OperationName } from "./operations";
import type { S3Request } from "./request";

/*
 * The members of S3's operations, by the names of the headers and query parameters that carry them. What an operation
 * does not list is refused: see `Operation.members`.
 */

/** Of every operation. Whoever pays, here it costs nothing. */
const common = ["x-amz-expected-bucket-owner", "x-amz-request-payer"] as const;

/** Of every body. */
const checksums = ["x-amz-sdk-checksum-algorithm", ...checksumAlgorithms.map(checksumHeader)] as const;

/** What an upload says of its object; {@link objectHeaders} judges their values. */
const objectMembers = [
  ...["x-amz-meta-*", "x-amz-acl", "x-amz-server-side-encryption", "x-amz-storage-class"],
  redirectHeader,
] as const;

const reading = ["if-match", "if-none-match", "if-modified-since", "if-unmodified-since"] as const;
const writing = ["if-match", "if-none-match"] as const;
const overrides = ["cache-control", "content-disposition", "content-encoding", "content-language", "content-type"];

const reads = [
  ...reading,
  "x-amz-checksum-mode",
  ...["partNumber", "versionId"],
  ...[...overrides, "expires"].map((name) => `response-${name}`),
] as const;

const lists = ["prefix", "delimiter", "encoding-type", "max-keys", "x-amz-optional-object-attributes"] as const;

const copySource = [
  ...["x-amz-copy-source", "x-amz-source-expected-bucket-owner"],
  ...reading.map((name) => `x-amz-copy-source-${name}`),
] as const;

/** Without locks on objects there is none that such a right could get around. */
const deletions = ["x-amz-bypass-governance-retention"] as const;

/** The members that each operation acts on, besides the common ones. */
const own: Record<OperationName, readonly string[]> = {
  AbortMultipartUpload: [],
  CompleteMultipartUpload: [...writing, ...checksums, "x-amz-checksum-type", "x-amz-mp-object-size"],
  // Without tags it makes no difference whether they are copied.
  CopyObject: [...copySource, ...objectMembers, ...writing, "x-amz-metadata-directive", "x-amz-tagging-directive"],
  CreateMultipartUpload: [...objectMembers, "x-amz-checksum-algorithm", "x-amz-checksum-type"],
  DeleteObject: ["if-match", "versionId", ...deletions],
  DeleteObjects: [...checksums, ...deletions],
  GetBucketLocation: [],
  GetBucketVersioning: [],
  GetObject: reads,
  HeadBucket: [],
  HeadObject: reads,
  ListBuckets: ["prefix", "max-buckets", "continuation-token", "bucket-region"],
  ListMultipartUploads: ["prefix", "delimiter", "encoding-type", "max-uploads", "key-marker", "upload-id-marker"],
  ListObjectVersions: [...lists, "key-marker", "version-id-marker"],
  ListObjects: [...lists, "marker"],
  ListObjectsV2: [...lists, "continuation-token", "start-after", "fetch-owner"],
  ListParts: ["max-parts", "part-number-marker"],
  PutObject: [...objectMembers, ...checksums, ...writing],
  RestoreObject: [...checksums, "versionId"],
  UploadPart: [...checksums, "partNumber"],
  UploadPartCopy: [...copySource, "x-amz-copy-source-range", "partNumber"],
};

/** The members that an operation acts on. */
export const membersOf = (operation: OperationName): string[] => [...common, ...own[operation]];

/** Headers of signatures and of the way that bodies travel, which are no members of any operation. */
const travelling = new RegExp(
  `^x-amz-(${[
    ...["date", "content-sha256", "security-token", "user-agent", "trailer", "decoded-content-length"],
    ...["algorithm", "credential", "signature", "signedheaders", "expires"],
  ].join("|")})$`,
);

/** Parameters that choose the operation, are of the signature, or name the operation for people. */
const choosing = new Set([
  "list-type",
  "location",
  "uploads",
  "delete",
  "uploadId",
  "restore",
  "versioning",
  "versions",
  "x-id",
]);

const isMember = (header: string): boolean =>
  (header.startsWith("x-amz-") && !travelling.test(header)) || reading.some((condition) => condition === header);

/** The members that a request gives; metadata counts as one, whatever its names. */
export function givenMembers({ headers, query }: S3Request): string[] {
  const parameters = [...query.keys()].filter((name) => !choosing.has(name) && !/^x-amz-/i.test(name));
  const members = Object.keys(headers)
    .filter(isMember)
    .map((name) => (name.startsWith("x-amz-meta-") ? "x-amz-meta-*" : name));
  return [...new Set([...members, ...parameters])];
}

/**
 * Holds the fields of a form to what an upload by PUT may say.
 *
 * @throws NotImplemented
 */
export function checkFields(headers: Record<string, string>): void {
  const known = [...common, ...objectMembers, ...checksums];
  const unknown = Object.keys(headers).filter(
    (name) => isMember(name) && !name.startsWith("x-amz-meta-") && !known.includes(name),
  );
  if (unknown.length > 0) throw notImplemented("s3", `PostObject with ${unknown.join(", ")}`);
}

/**
 * Holds a request to the account that it expects the bucket to belong to
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html).
 *
 * @throws AccessDenied
 */
export function checkOwner({ headers }: S3Request, account: string): void {
  for (const name of ["x-amz-expected-bucket-owner", "x-amz-source-expected-bucket-owner"])
    if ((headers[name] ?? account) !== account) throw accessDenied("Access Denied");
}
