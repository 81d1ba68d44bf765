import { notImplemented } from "../../protocol/service";
import { S3Error } from "./errors";
import type { Operation } from "./exchange";
import { getBucketLocation, headBucket } from "./listing/buckets";
import { listObjects, listObjectsV2 } from "./listing/list-objects";
import { completeUpload } from "./multipart/complete";
import { listParts, listUploads } from "./multipart/list";
import { abortUpload, createUpload, uploadPart } from "./multipart/upload";
import { copyObject } from "./objects/copy";
import { deleteObject, deleteObjects } from "./objects/delete";
import { getObject, headObject } from "./objects/get";
import { putObject } from "./objects/put";
import type { S3Request } from "./request";

/** Operations by method and the query parameter, if any, that selects them. */
type Table = Partial<Record<string, Operation>>;

const ofBucket: Table = {
  HEAD: headBucket,
  GET: listObjects,
  "GET list-type": listObjectsV2,
  "GET location": getBucketLocation,
  "GET uploads": listUploads,
  "POST delete": deleteObjects,
};

const ofObject: Table = {
  HEAD: headObject,
  GET: getObject,
  "GET uploadId": listParts,
  PUT: putObject,
  "PUT uploadId": uploadPart,
  "PUT (copy)": copyObject,
  "POST uploads": createUpload,
  "POST uploadId": completeUpload,
  DELETE: deleteObject,
  "DELETE uploadId": abortUpload,
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
 * The operation a request asks for.
 *
 * @throws NotImplemented for one that is not embedded, MethodNotAllowed for one that does not exist
 */
export function operationOf(request: S3Request): Operation {
  const { method, key, query, headers } = request;
  if (!["HEAD", "GET", "PUT", "POST", "DELETE"].includes(method))
    throw new S3Error("MethodNotAllowed", "The specified method is not allowed against this resource.", 405);
  if ((query.get("versionId") ?? "null") !== "null") throw notImplemented("s3", "versions");
  const selector = selectors.find((name) => query.has(name));
  const copies = method === "PUT" && !selector && headers["x-amz-copy-source"] !== undefined;
  const name = [method, copies ? "(copy)" : selector].filter(Boolean).join(" ");
  const operation = (key === "" ? ofBucket : ofObject)[name];
  if (!operation) throw notImplemented("s3", `${name} of ${key === "" ? "a bucket" : "an object"}`);
  return operation;
}
