import { createHash } from "node:crypto";
import { UserError } from "../../../errors";
import { type Graph, object, ofType, optionalText, type Resource, text } from "../../../graph/graph";
import type { ResourceTypes } from "../../../graph/resource-type";
import { unknownValue } from "../../../graph/unknown";
import { headerText } from "../request";
import type { BucketSettings } from "../settings";
import { computedObject, computedOldObject, defaultContentType, keyOf } from "./computed";
import { type Content, contentOf } from "./content";

/** An object that the program declares. */
export interface DeclaredObject {
  /** The resource, for messages. */
  name: string;
  bucket: BucketSettings;
  key: string;
  /** Those of its PutObject. */
  headers: Record<string, string>;
  content: Content;
  /** Set if its ACL lets everybody read it. */
  isPublic?: true;
  /** Changes whenever the provider would write the object again. */
  digest: string;
}

const servedObjects = "without keys of KMS, locks and access points";

/** The types that declare objects. */
export const objectTypes: ResourceTypes = {
  "aws:s3/bucketObject:BucketObject": { serves: isServedObject, only: servedObjects, computed: computedOldObject },
  "aws:s3/bucketObjectv2:BucketObjectv2": { serves: isServedObject, only: servedObjects, computed: computedObject },
};

/**
 * The objects that a program declares. Of several with one key the last one counts.
 *
 * @throws UserError for one whose bucket the program does not declare
 */
export function objectsOf(graph: Graph, buckets: BucketSettings[]): DeclaredObject[] {
  const resources = Object.keys(objectTypes).flatMap((type) => ofType(graph, type).filter(isServedObject));
  const declared = resources.map((resource) => declaredObject(resource, buckets));
  const byPlace = new Map(declared.map((one) => [`${one.bucket.name}/${one.key}`, one]));
  return [...byPlace.values()];
}

/** What S3 has and the host does not: keys of KMS, locks, access points; and what exists only once a program has run. */
function isServedObject({ inputs }: Resource): boolean {
  const { bucket, content, contentBase64, kmsKeyId, serverSideEncryption = "AES256" } = inputs;
  if (kmsKeyId !== undefined || serverSideEncryption !== "AES256") return false;
  if (content === unknownValue || contentBase64 === unknownValue) return false;
  if (Object.keys(inputs).some((key) => key.startsWith("objectLock"))) return false;
  return !String(bucket).startsWith("arn:");
}

function declaredObject(resource: Resource, buckets: BucketSettings[]): DeclaredObject {
  const { name, inputs } = resource;
  const bucket = buckets.find((one) => one.name === inputs.bucket);
  if (!bucket)
    throw new UserError(
      `the object ${name} goes into the bucket ${String(inputs.bucket)}, which the program does not declare`,
    );
  const { "x-amz-acl": acl = "private", ...others } = headersOf(resource);
  const isPublic = bucket.publicAcls === true && acl.startsWith("public-read") ? true : undefined;
  // Where the bucket takes no ACLs the object is refused by its own, as AWS would.
  const headers = isPublic ? others : { ...others, "x-amz-acl": acl };
  const content = contentOf(resource);
  const { etag, sourceHash } = inputs;
  const parts = [Object.entries(headers).sort(), content.size, content.md5, etag, sourceHash, isPublic];
  const digest = createHash("sha256").update(JSON.stringify(parts)).digest("hex");
  return { name, bucket, key: keyOf(name, inputs.key), headers, content, isPublic, digest };
}

/** Headers by the properties that they are given by. */
const headerNames = {
  acl: "x-amz-acl",
  cacheControl: "cache-control",
  contentDisposition: "content-disposition",
  contentEncoding: "content-encoding",
  contentLanguage: "content-language",
  contentType: "content-type",
  storageClass: "x-amz-storage-class",
  websiteRedirect: "x-amz-website-redirect-location",
} as const;

function headersOf({ inputs }: Resource): Record<string, string> {
  const own = Object.entries(headerNames).flatMap(([property, header]): [string, string][] => {
    const value = optionalText(inputs, property);
    return value === undefined ? [] : [[header, headerText(value)]];
  });
  const metadata = object(inputs, "metadata");
  const meta = Object.keys(metadata).map((key): [string, string] => [
    `x-amz-meta-${key.toLowerCase()}`,
    headerText(text(metadata, key)),
  ]);
  return { "content-type": defaultContentType, ...Object.fromEntries([...own, ...meta]) };
}
