import { AwsError, type AwsResponse } from "../../../protocol/service";
import { empty, xml } from "../answers";
import { checksumAlgorithms, checksumHeader } from "../checksum/algorithms";
import { invalidRequest, malformedXml } from "../errors";
import type { S3Call } from "../context";
import { limits } from "../limits";
import { receiveXml } from "../receive/destinations";
import { objectArn } from "../request";
import type { Content } from "../xml";
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
  const root = await receiveXml(request.headers, call.request.body, "Delete");
  const keys = root.all("Object").map((object) => object.text("Key") ?? "");
  if (keys.length === 0 || keys.length > limits.deletedKeys || keys.includes("")) throw malformedXml();
  const results = await Promise.all(keys.map((key) => deleteOne(s3Call, key)));
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

async function deleteOne(s3Call: S3Call, key: string): Promise<Content> {
  try {
    s3Call.call.authorize([{ action: "s3:DeleteObject", resource: objectArn(s3Call.bucket.name, key) }]);
    await remove(s3Call, key, {});
    return ["Deleted", [["Key", key]]];
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const content: Content[] = [
      ["Key", key],
      ["Code", error.code],
      ["Message", error.message],
    ];
    return ["Error", content];
  }
}
