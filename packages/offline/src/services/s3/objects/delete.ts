import { AwsError, type AwsResponse } from "../../../protocol/service";
import { empty, xml } from "../answers";
import { checksumAlgorithms, checksumHeader } from "../checksum/algorithms";
import { invalidRequest, malformedXml } from "../errors";
import type { Exchange } from "../exchange";
import { limits } from "../limits";
import { receiveXml } from "../receive/destinations";
import { objectArn } from "../request";
import type { Content } from "../xml";
import { deleteObject as remove } from "./change";

/** DeleteObject; a key that is not there is deleted just as well. */
export async function deleteObject(exchange: Exchange): Promise<AwsResponse> {
  const { call, request, bucket } = exchange;
  call.authorize([{ action: "s3:DeleteObject", resource: objectArn(bucket.name, request.key) }]);
  await remove(exchange, request.key, request.headers);
  return empty(204);
}

/** DeleteObjects. IAM judges each key by itself: one that the caller may not delete is told as an error among the rest. */
export async function deleteObjects(exchange: Exchange): Promise<AwsResponse> {
  const { call, request } = exchange;
  requireDigest(request.headers);
  const root = await receiveXml(request.headers, call.request.body, "Delete");
  const keys = root.all("Object").map((object) => object.text("Key") ?? "");
  if (keys.length === 0 || keys.length > limits.deletedKeys || keys.includes("")) throw malformedXml();
  const results = await Promise.all(keys.map((key) => deleteOne(exchange, key)));
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

async function deleteOne(exchange: Exchange, key: string): Promise<Content> {
  try {
    exchange.call.authorize([{ action: "s3:DeleteObject", resource: objectArn(exchange.bucket.name, key) }]);
    await remove(exchange, key, {});
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
