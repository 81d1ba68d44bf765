import { randomUUID } from "node:crypto";
import type { AwsResponse } from "../../../protocol/service";
import { empty, encrypted, quoted, xml } from "../answers";
import { algorithmNamed, checksumHeader } from "../checksum/algorithms";
import { invalidArgument, invalidRequest, noSuchUpload } from "../errors";
import type { S3Call } from "../context";
import { objectHeaders } from "../headers";
import { limits } from "../limits";
import { toSecond } from "../objects/change";
import { receiveBlob, type Stored } from "../receive/destinations";
import { readStorageClass } from "../storage-classes/classes";
import type { Part, Upload } from "../store/changes";
import type { OpenUpload } from "../store/state";
import { uploadLock } from "../store/store";
import type { Content } from "../xml";

/** CreateMultipartUpload; IAM knows it as `s3:PutObject`. */
export async function createUpload(s3Call: S3Call): Promise<AwsResponse> {
  const { request, bucket, store } = s3Call;
  const upload: Upload = {
    id: randomUUID(),
    bucket: bucket.name,
    key: request.key,
    initiated: toSecond(s3Call.now()),
    headers: objectHeaders(request.headers),
    storageClass: readStorageClass(request.headers),
    checksum: readChecksum(request.headers),
  };
  await store.commit([{ kind: "begin", upload }]);
  const content: Content[] = [
    ["Bucket", bucket.name],
    ["Key", request.key],
    ["UploadId", upload.id],
  ];
  return xml("InitiateMultipartUploadResult", content, { ...encrypted, ...checksumKind(upload) });
}

const checksumKind = ({ checksum }: Upload): Record<string, string> =>
  checksum
    ? { "x-amz-checksum-algorithm": checksum.algorithm.toUpperCase(), "x-amz-checksum-type": checksum.type }
    : {};

/** Which type goes with which algorithm: "Checking object integrity", Amazon S3 User Guide. */
function readChecksum(headers: Record<string, string>): Upload["checksum"] {
  const name = headers["x-amz-checksum-algorithm"];
  if (name === undefined) return undefined;
  const algorithm = algorithmNamed(name);
  if (!algorithm) throw invalidRequest("Checksum algorithm provided is unsupported.");
  const type = headers["x-amz-checksum-type"] ?? (algorithm === "crc64nvme" ? "FULL_OBJECT" : "COMPOSITE");
  const composite = type === "COMPOSITE" && algorithm !== "crc64nvme";
  if (!composite && !(type === "FULL_OBJECT" && algorithm.startsWith("crc")))
    throw invalidRequest(`The ${type} checksum type cannot be used with the ${name} checksum algorithm.`);
  return { algorithm, type: composite ? "COMPOSITE" : "FULL_OBJECT" };
}

/**
 * The open upload that a request means.
 *
 * @throws NoSuchUpload, also for one that belongs to another key
 */
export function findUpload({ request, bucket, store }: S3Call): OpenUpload {
  const id = request.query.get("uploadId") ?? "";
  const open = store.upload(id);
  if (open?.upload.bucket !== bucket.name || open.upload.key !== request.key) throw noSuchUpload(id);
  return open;
}

/** UploadPart. A part that is sent again replaces the earlier one. */
export async function uploadPart(s3Call: S3Call): Promise<AwsResponse> {
  const { call, request, store } = s3Call;
  const number = readPartNumber(request.query.get("partNumber") ?? "");
  findUpload(s3Call);
  const stored = await receiveBlob(request.headers, call.request, store.blobs);
  await keepPart(s3Call, number, stored);
  const { checksum } = stored;
  const headers = { etag: quoted(stored.md5), ...encrypted };
  return empty(200, checksum ? { ...headers, [checksumHeader(checksum.algorithm)]: checksum.value } : headers);
}

/** Makes bytes that have arrived a part. The upload may have ended meanwhile: then they go. */
export async function keepPart(s3Call: S3Call, number: number, stored: Stored): Promise<Part> {
  const { request, store } = s3Call;
  const id = request.query.get("uploadId") ?? "";
  try {
    return await store.exclusive(uploadLock(id), () => addPart(s3Call, number, stored));
  } catch (error) {
    store.blobs.remove([stored.segment.blob]);
    throw error;
  }
}

async function addPart(s3Call: S3Call, number: number, { segment, md5, checksum }: Stored): Promise<Part> {
  const { upload } = findUpload(s3Call);
  const wanted = upload.checksum?.type === "COMPOSITE" ? upload.checksum.algorithm : undefined;
  if (wanted && checksum?.algorithm !== wanted)
    throw invalidRequest(
      `Checksum Type mismatch occurred, expected checksum Type: ${wanted}, actual checksum Type: ${checksum?.algorithm ?? "null"}`,
    );
  const kept = checksum?.algorithm === upload.checksum?.algorithm ? checksum?.value : undefined;
  const part = { segment, etag: md5, modified: toSecond(s3Call.now()), checksum: kept };
  await s3Call.store.commit([{ kind: "part", upload: upload.id, number, part }]);
  return part;
}

/** @throws InvalidArgument */
export function readPartNumber(value: string): number {
  if (/^\d{1,5}$/.test(value) && Number(value) >= 1 && Number(value) <= limits.parts) return Number(value);
  const message = `Part number must be an integer between 1 and ${limits.parts}, inclusive`;
  throw invalidArgument(message, "partNumber", value);
}

/** AbortMultipartUpload. */
export async function abortUpload(s3Call: S3Call): Promise<AwsResponse> {
  const { store } = s3Call;
  const { id } = findUpload(s3Call).upload;
  await store.exclusive(uploadLock(id), async () => {
    findUpload(s3Call);
    await store.commit([{ kind: "end", upload: id }]);
  });
  return empty(204);
}
