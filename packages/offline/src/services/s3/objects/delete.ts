import { type Access, AwsError, type AwsResponse, notImplemented } from "../../../protocol/service";
import { empty, xml } from "../answers";
import { checksumAlgorithms, checksumHeader } from "../checksum/algorithms";
import { invalidRequest, malformedXml, noSuchVersion } from "../errors";
import type { S3Call } from "../context";
import { limits } from "../limits";
import { receiveXml } from "../receive/destinations";
import { objectArn } from "../request";
import { isVersionId, readVersionId, versionContext } from "../versions/versioning";
import type { Content } from "../xml";
import type { Element } from "../xml-parse";
import { deleteObject as remove, type Deleted, type Deletion } from "./change";

/** DeleteObject; a key or a version that is not there is deleted just as well. */
export async function deleteObject(s3Call: S3Call): Promise<AwsResponse> {
  const { request } = s3Call;
  const { key, headers } = request;
  const { id, isMarker } = await remove(s3Call, { key, id: readVersionId(request), ifMatch: headers["if-match"] });
  return empty(204, {
    ...(isMarker && { "x-amz-delete-marker": "true" }),
    ...(id !== undefined && { "x-amz-version-id": id }),
  });
}

/** What a deletion needs: to remove a version for good takes another right than to delete an object. */
export const deletionAccess = (bucket: string, key: string, id: string | undefined): Access[] => {
  const resource = objectArn(bucket, key);
  if (id === undefined) return [{ action: "s3:DeleteObject", resource }];
  return [{ action: "s3:DeleteObjectVersion", resource, context: versionContext(id) }];
};

/** DeleteObjects. IAM judges each key by itself: one that the caller may not delete is told as an error among the rest. */
export async function deleteObjects(s3Call: S3Call): Promise<AwsResponse> {
  const { call, request } = s3Call;
  requireDigest(request.headers);
  const root = await receiveXml(request.headers, call.request, "Delete");
  const deletions = root.all("Object").map(readDeletion);
  if (deletions.length === 0 || deletions.length > limits.deletedKeys) throw malformedXml();
  const results = await Promise.all(deletions.map((deletion) => deleteOne(s3Call, deletion)));
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

/** @throws MalformedXML; NotImplemented for conditions that general purpose buckets do not have either */
function readDeletion(object: Element): Deletion {
  const key = object.text("Key") ?? "";
  if (key === "") throw malformedXml();
  for (const condition of ["LastModifiedTime", "Size"])
    if (object.text(condition) !== undefined) throw notImplemented("s3", `DeleteObjects with ${condition}`);
  return { key, id: object.text("VersionId"), ifMatch: object.text("ETag") };
}

async function deleteOne(s3Call: S3Call, deletion: Deletion): Promise<Content> {
  const { key, id } = deletion;
  const named: Content[] = [["Key", key], ...(id === undefined ? [] : [["VersionId", id] satisfies Content])];
  try {
    s3Call.call.authorize(deletionAccess(s3Call.bucket.name, key, id));
    if (id !== undefined && !isVersionId(id)) throw noSuchVersion(key, id);
    return ["Deleted", [...named, ...markerOf(await remove(s3Call, deletion))]];
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return ["Error", [...named, ["Code", error.code], ["Message", error.message]]];
  }
}

/** The delete marker that has come, or is gone. */
const markerOf = ({ id, isMarker }: Deleted): Content[] =>
  isMarker && id !== undefined
    ? [
        ["DeleteMarker", true],
        ["DeleteMarkerVersionId", id],
      ]
    : [];
