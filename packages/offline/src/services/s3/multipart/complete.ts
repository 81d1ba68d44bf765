import { createHash } from "node:crypto";
import type { AwsResponse } from "../../../protocol/service";
import { encrypted, quoted, xml } from "../answers";
import { checksumElement, checksumHeader, startChecksum } from "../checksum/algorithms";
import { invalidRequest } from "../errors";
import type { S3Call } from "../context";
import { streamOf } from "../objects/body";
import { writeObject, type Writing } from "../objects/change";
import { badDigest } from "../receive/body-errors";
import { receiveXml } from "../receive/destinations";
import type { Checksum, Part, StoredObject, Upload } from "../store/changes";
import { type Store, uploadLock } from "../store/store";
import { versionHeader } from "../versions/versioning";
import type { Content } from "../xml";
import { chooseParts } from "./chosen-parts";
import { findUpload } from "./upload";

/** CompleteMultipartUpload; IAM knows it as `s3:PutObject`. */
export async function completeUpload(s3Call: S3Call): Promise<AwsResponse> {
  const { call, request, store } = s3Call;
  const root = await receiveXml(withoutObjectChecksums(request.headers), call.request, "CompleteMultipartUpload");
  const { id } = findUpload(s3Call).upload;
  const object = await store.exclusive(uploadLock(id), async () => {
    const open = findUpload(s3Call);
    const object = await assemble(store, open.upload, chooseParts(root, open));
    checkPromises(request.headers, object);
    const event = "ObjectCreated:CompleteMultipartUpload";
    return writeObject(s3Call, { object, event, with: [{ kind: "end", upload: id }] });
  });
  return answer(s3Call, object);
}

/** Here a checksum header is about the object that comes into being, not about the body. */
const withoutObjectChecksums = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith("x-amz-checksum-")));

async function assemble(store: Store, upload: Upload, parts: Part[]): Promise<Writing["object"]> {
  const segments = parts.map((part) => part.segment);
  const size = segments.reduce((sum, segment) => sum + segment.size, 0);
  const digest = createHash("md5");
  for (const part of parts) digest.update(Buffer.from(part.etag, "hex"));
  const etag = `${digest.digest("hex")}-${parts.length}`;
  const checksum = upload.checksum && (await checksumOf(store, upload.checksum, parts, size));
  const { headers, storageClass } = upload;
  return { segments, size, etag, headers, storageClass, checksum };
}

/** A composite checksum is made of the parts'; a full one takes reading the whole object once more. */
async function checksumOf(
  store: Store,
  { algorithm, type }: Pick<Checksum, "algorithm" | "type">,
  parts: Part[],
  size: number,
): Promise<Checksum> {
  const running = startChecksum(algorithm);
  if (type === "COMPOSITE") {
    for (const part of parts) running.update(Buffer.from(part.checksum ?? "", "base64"));
    return { algorithm, type, value: `${running.digest().toString("base64")}-${parts.length}` };
  }
  const segments = parts.map((part) => part.segment);
  for await (const bytes of streamOf(store.blobs, segments, { start: 0, end: size - 1 })) running.update(bytes);
  return { algorithm, type, value: running.digest().toString("base64") };
}

function checkPromises(headers: Record<string, string>, { size, checksum }: Writing["object"]): void {
  const promisedType = headers["x-amz-checksum-type"];
  if (promisedType !== undefined && promisedType !== checksum?.type)
    throw invalidRequest(
      `The upload was created using the ${checksum?.type ?? "null"} checksum mode. The complete request must use the same checksum mode.`,
    );
  const promisedSize = headers["x-amz-mp-object-size"];
  if (promisedSize !== undefined && Number(promisedSize) !== size)
    throw invalidRequest("The provided 'x-amz-mp-object-size' header does not match what was computed.");
  const promised = checksum && headers[checksumHeader(checksum.algorithm)];
  if (promised !== undefined && withoutCount(promised) !== withoutCount(checksum?.value ?? ""))
    throw badDigest(checksum?.algorithm.toUpperCase() ?? "checksum");
}

const withoutCount = (checksum: string): string => checksum.replace(/-\d+$/, "");

function answer({ store, bucket, request }: S3Call, written: StoredObject): AwsResponse {
  const { etag, checksum } = written;
  const content: Content[] = [
    ["Location", request.path],
    ["Bucket", bucket.name],
    ["Key", request.key],
    ["ETag", quoted(etag)],
  ];
  if (checksum) content.push([checksumElement(checksum.algorithm), checksum.value], ["ChecksumType", checksum.type]);
  return xml("CompleteMultipartUploadResult", content, { ...versionHeader(store, bucket, written), ...encrypted });
}
