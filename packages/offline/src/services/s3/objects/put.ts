import type { Access, AwsResponse } from "../../../protocol/service";
import { empty, encrypted, quoted } from "../answers";
import type { S3Call, S3Input } from "../context";
import { checksumHeaders, objectHeaders } from "../headers";
import { receiveBlob } from "../receive/destinations";
import { objectArn } from "../request";
import type { Change, StoredObject } from "../store/changes";
import { readStorageClass } from "../storage-classes/classes";
import { versionHeader } from "../versions/versioning";
import { writeObject, type Writing } from "./change";

/**
 * What a write of the request's object needs. `If-Match` asks what is there, so it needs the right to read as well
 * ("How to prevent object overwrites with conditional writes", Amazon S3 User Guide).
 */
export function writeAccess({ request: { headers, key }, bucket }: S3Input): Access[] {
  const resource = objectArn(bucket.name, key);
  const conditionKeys = ["x-amz-acl", "x-amz-server-side-encryption", "x-amz-storage-class"];
  const context = Object.fromEntries(
    conditionKeys.flatMap((name) => {
      const value = headers[name];
      return value === undefined ? [] : [[`s3:${name}`, value]];
    }),
  );
  const write = { action: "s3:PutObject", resource, context };
  return headers["if-match"] === undefined ? [write] : [write, { action: "s3:GetObject", resource }];
}

/** PutObject. */
export async function putObject(s3Call: S3Call): Promise<AwsResponse> {
  const written = await storeBody(s3Call);
  const version = versionHeader(s3Call.store, s3Call.bucket, written);
  return empty(200, { etag: quoted(written.etag), ...version, ...encrypted, ...checksumHeaders(written) });
}

/**
 * Makes the body of a request the object that it names.
 *
 * @param more what no request says of an object
 * @param along changes that become true with it
 */
export async function storeBody(
  s3Call: S3Call,
  more: Pick<StoredObject, "isPublic"> = {},
  along: Change[] = [],
): Promise<StoredObject> {
  const { call, request, store } = s3Call;
  const headers = objectHeaders(request.headers);
  const storageClass = readStorageClass(request.headers);
  const { segment, size, md5, checksum } = await receiveBlob(request.headers, call.request, store.blobs);
  const object: Writing["object"] = {
    segments: [segment],
    size,
    etag: md5,
    headers,
    storageClass,
    checksum: checksum && { ...checksum, type: "FULL_OBJECT" },
    ...more,
  };
  try {
    return await writeObject(s3Call, { object, event: "ObjectCreated:Put", with: along });
  } catch (error) {
    store.blobs.remove([segment.blob]);
    throw error;
  }
}
