import { AwsError, type AwsResponse, notImplemented } from "../../../protocol/service";
import { empty, xml } from "../answers";
import { checksumAlgorithms, checksumHeader } from "../checksum/algorithms";
import { invalidRequest, malformedXml, noSuchVersion } from "../errors";
import type { S3Call } from "../context";
import { limits } from "../limits";
import { receiveXml } from "../receive/destinations";
import { objectArn } from "../request";
import type { Content } from "../xml";
import type { Element } from "../xml-parse";
import { deleteObject as remove } from "./change";

/** DeleteObject; a key that is not there is deleted just as well. */
export async function deleteObject(s3Call: S3Call): Promise<AwsResponse> {
  const { request } = s3Call;
  await remove(s3Call, request.key, request.headers);
  return empty(204);
}

/** DeleteObjects. IAM judges each key by itself: one that the caller may not delete is told as an error among the rest. */
export async function deleteObjects(s3Call: S3Call): Promise<AwsResponse> {
  const { call, request } = s3Call;
  requireDigest(request.headers);
  const root = await receiveXml(request.headers, call.request, "Delete");
  const identifiers = root.all("Object").map(readIdentifier);
  if (identifiers.length === 0 || identifiers.length > limits.deletedKeys) throw malformedXml();
  const results = await Promise.all(identifiers.map((identifier) => deleteOne(s3Call, identifier)));
  const quiet = root.text("Quiet")?.trim() === "true";
  return xml(
    "DeleteResult",
    results.filter(([name]) => !(quiet && name === "Deleted")),
  );
}

/** A damaged list of keys must not delete others: S3 insists on a checksum here. */
function requireDigest(headers: Record<string, string>): void {
  const names = ["content-md5", "x-amz-trailer", ...checksumAlgorithms.map(checksumHeader)];
  if (!names.some((name) => headers[name] !== undefined))
    throw invalidRequest("Missing required header for this request: Content-MD5 OR x-amz-checksum-*");
}

/** An object that is to be deleted, and what must be true of it. */
interface Identifier {
  key: string;
  versionId?: string;
  etag?: string;
}

/** @throws MalformedXML; NotImplemented for conditions that general purpose buckets do not have either */
function readIdentifier(object: Element): Identifier {
  const key = object.text("Key") ?? "";
  if (key === "") throw malformedXml();
  for (const condition of ["LastModifiedTime", "Size"])
    if (object.text(condition) !== undefined) throw notImplemented("s3", `DeleteObjects with ${condition}`);
  return { key, versionId: object.text("VersionId"), etag: object.text("ETag") };
}

async function deleteOne(s3Call: S3Call, { key, versionId = "null", etag }: Identifier): Promise<Content> {
  try {
    s3Call.call.authorize([{ action: "s3:DeleteObject", resource: objectArn(s3Call.bucket.name, key) }]);
    // Without versions an object has one, which is called null.
    if (versionId !== "null") throw noSuchVersion(key, versionId);
    await remove(s3Call, key, etag === undefined ? {} : { "if-match": etag });
    return ["Deleted", [["Key", key]]];
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const content: Content[] = [
      ["Key", key],
      ...(versionId === "null" ? [] : [["VersionId", versionId] satisfies Content]),
      ["Code", error.code],
      ["Message", error.message],
    ];
    return ["Error", content];
  }
}
