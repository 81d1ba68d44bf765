import { type Access, notImplemented } from "../../protocol/service";
import type { S3Input, S3Operation } from "./context";
import { S3Error } from "./errors";
import { getBucketLocation, headBucket, listBuckets } from "./listing/buckets";
import { listAccess, listObjects, listObjectsV2 } from "./listing/list-objects";
import { uploadPartCopy } from "./multipart/copy-part";
import { completeUpload } from "./multipart/complete";
import { listParts, listUploads } from "./multipart/list";
import { abortUpload, createUpload, uploadPart } from "./multipart/upload";
import { copyAccess, copyObject } from "./objects/copy";
import { deleteObject, deleteObjects, deletionAccess } from "./objects/delete";
import { getObject, headObject } from "./objects/get";
import { putObject, writeAccess } from "./objects/put";
import { bucketArn, objectArn, type S3Request } from "./request";
import { restoreObject } from "./storage-classes/restore";
import { getBucketVersioning } from "./versions/get-versioning";
import { listObjectVersions, listVersionsAccess } from "./versions/list";
import { versionContext } from "./versions/versioning";

const onBucket =
  (action: string) =>
  ({ bucket }: S3Input): Access[] => [{ action, resource: bucketArn(bucket.name) }];

const onObject =
  (action: string) =>
  ({ request, bucket }: S3Input): Access[] => [{ action, resource: objectArn(bucket.name, request.key) }];

/** To read the current version and one that is named are two actions, of which neither includes the other. */
function readAccess({ request, bucket }: S3Input): Access[] {
  const resource = objectArn(bucket.name, request.key);
  const id = request.query.get("versionId");
  if (id === undefined) return [{ action: "s3:GetObject", resource }];
  return [{ action: "s3:GetObjectVersion", resource, context: versionContext(id) }];
}

const deleteAccess = ({ request, bucket }: S3Input): Access[] =>
  deletionAccess(bucket.name, request.key, request.query.get("versionId"));

/** The operations by name. IAM knows several of them by another one's action. */
export const operations = {
  AbortMultipartUpload: { access: onObject("s3:AbortMultipartUpload"), run: abortUpload },
  CompleteMultipartUpload: { access: writeAccess, run: completeUpload },
  CopyObject: { access: copyAccess, run: copyObject },
  CreateMultipartUpload: { access: writeAccess, run: createUpload },
  DeleteObject: { access: deleteAccess, run: deleteObject },
  // Each key is judged by itself: one that the caller may not delete is told as an error among the rest.
  DeleteObjects: { access: () => [], run: deleteObjects },
  GetBucketLocation: { access: onBucket("s3:GetBucketLocation"), run: getBucketLocation },
  GetBucketVersioning: { access: onBucket("s3:GetBucketVersioning"), run: getBucketVersioning },
  GetObject: { access: readAccess, run: getObject },
  HeadBucket: { access: onBucket("s3:ListBucket"), run: headBucket },
  HeadObject: { access: readAccess, run: headObject },
  ListBuckets: { access: () => [{ action: "s3:ListAllMyBuckets", resource: "*" }], run: listBuckets },
  ListMultipartUploads: { access: onBucket("s3:ListBucketMultipartUploads"), run: listUploads },
  ListObjectVersions: { access: listVersionsAccess, run: listObjectVersions },
  ListObjects: { access: listAccess, run: listObjects },
  ListObjectsV2: { access: listAccess, run: listObjectsV2 },
  ListParts: { access: onObject("s3:ListMultipartUploadParts"), run: listParts },
  PutObject: { access: writeAccess, run: putObject },
  RestoreObject: { access: onObject("s3:RestoreObject"), run: restoreObject },
  UploadPart: { access: writeAccess, run: uploadPart },
  UploadPartCopy: { access: copyAccess, run: uploadPartCopy },
} satisfies Record<string, S3Operation>;

export type OperationName = keyof typeof operations;

/** Names of operations by method and the query parameter, if any, that selects them. */
type Table = Partial<Record<string, string>>;

const ofBucket: Table = {
  HEAD: "HeadBucket",
  GET: "ListObjects",
  "GET list-type": "ListObjectsV2",
  "GET location": "GetBucketLocation",
  "GET uploads": "ListMultipartUploads",
  "GET versioning": "GetBucketVersioning",
  "GET versions": "ListObjectVersions",
  "POST delete": "DeleteObjects",
};

const ofObject: Table = {
  HEAD: "HeadObject",
  GET: "GetObject",
  "GET uploadId": "ListParts",
  PUT: "PutObject",
  "PUT uploadId": "UploadPart",
  "PUT (copy)": "CopyObject",
  "PUT uploadId (copy)": "UploadPartCopy",
  "POST restore": "RestoreObject",
  "POST uploads": "CreateMultipartUpload",
  "POST uploadId": "CompleteMultipartUpload",
  DELETE: "DeleteObject",
  "DELETE uploadId": "AbortMultipartUpload",
};

/** Parameters that make a request another operation: those of the tables, and those that are not embedded. */
const selectors = [
  ...["list-type", "location", "uploads", "delete", "uploadId"],
  ...["accelerate", "acl", "analytics", "attributes", "cors", "encryption", "intelligent-tiering", "inventory"],
  ...["legal-hold", "lifecycle", "logging", "metadataTable", "metrics", "notification", "object-lock"],
  ...["ownershipControls", "policy", "policyStatus", "publicAccessBlock", "renameObject", "replication"],
  ...["requestPayment", "restore", "retention", "select", "session", "tagging", "torrent", "versioning", "versions"],
  ...["website"],
];

/**
 * The name of the operation that a request asks for.
 *
 * @throws NotImplemented for one that is not embedded, MethodNotAllowed for one that does not exist
 */
export function operationOf(request: S3Request): string {
  const { method, bucket, key, query, headers } = request;
  if (bucket === "" && method === "GET") return "ListBuckets";
  if (!["HEAD", "GET", "PUT", "POST", "DELETE"].includes(method))
    throw new S3Error("MethodNotAllowed", "The specified method is not allowed against this resource.", 405);
  const selector = selectors.find((name) => query.has(name));
  const copies = method === "PUT" && headers["x-amz-copy-source"] !== undefined;
  const form = [method, selector, copies && "(copy)"].filter(Boolean).join(" ");
  const name = (key === "" ? ofBucket : ofObject)[form];
  if (name === undefined) throw notImplemented("s3", `${form} of ${key === "" ? "a bucket" : "an object"}`);
  return name;
}
