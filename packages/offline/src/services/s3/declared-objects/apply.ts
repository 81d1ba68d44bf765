import { randomUUID } from "node:crypto";
import { UserError } from "../../../errors";
import { AwsError, type AwsRequest } from "../../../protocol/service";
import type { S3Call, S3Context } from "../context";
import { deleteObject } from "../objects/change";
import { storeBody } from "../objects/put";
import { checkKey } from "../request";
import type { BucketSettings } from "../settings";
import { type Applied, idOf } from "../store/changes";
import { versioningOf } from "../versions/versioning";
import type { DeclaredObject } from "./declared";

/**
 * Does what a deployment would: writes the objects that are new, or declared otherwise than when they were last written,
 * and deletes those that it had written and the program declares no longer. What others have done to an object meanwhile
 * stays, as Pulumi looks at what it did itself. The provider is the account's administrator; policies are not asked.
 *
 * @throws UserError for what AWS would refuse
 */
export async function applyObjects(context: S3Context, declared: DeclaredObject[]): Promise<void> {
  const before = new Map(context.store.applied().map((one) => [placeOf(one), one]));
  for (const one of declared) {
    const place = placeOf({ bucket: one.bucket.name, key: one.key });
    if (before.get(place)?.digest !== one.digest) await write(context, one);
    before.delete(place);
  }
  for (const one of before.values()) await remove(context, one);
}

const placeOf = ({ bucket, key }: Pick<Applied, "bucket" | "key">): string => `${bucket}/${key}`;

async function write(context: S3Context, one: DeclaredObject): Promise<void> {
  const { name, bucket, key, content, isPublic, digest } = one;
  const headers = { ...one.headers, "content-length": String(content.size) };
  const call = callOf(context, bucket, { method: "PUT", headers, body: content.body() }, key);
  try {
    checkKey(key);
    await storeBody(call, isPublic ? { isPublic } : {}, [{ kind: "applied", bucket: bucket.name, key, digest }]);
  } catch (error) {
    if (error instanceof AwsError) throw new UserError(`AWS would refuse the object ${name}: ${error.message}`);
    throw error;
  }
}

/** Where versions are kept, the provider deletes all of them. */
async function remove(context: S3Context, { bucket: name, key }: Applied): Promise<void> {
  const { store, buckets } = context;
  const bucket = buckets.get(name) ?? { name };
  const call = callOf(context, bucket, { method: "DELETE", headers: {}, body: [] }, key);
  const ids = versioningOf(store, bucket) ? store.bucket(name).versions(key).map(idOf) : [undefined];
  for (const id of ids) await deleteObject(call, { key, id });
  await store.commit([{ kind: "forgotten", bucket: name, key }]);
}

/** A request of the account's administrator, who may do everything. */
function callOf(
  context: S3Context,
  bucket: BucketSettings,
  { method, headers, body }: Pick<AwsRequest, "method" | "headers" | "body">,
  key: string,
): S3Call {
  const path = `/${bucket.name}/${key}`;
  return {
    ...context,
    bucket,
    request: { method, bucket: bucket.name, key, query: new Map(), headers, path },
    call: {
      request: { method, path, query: "", headers, body },
      requestId: randomUUID(),
      callerArn: `arn:aws:iam::${context.location.account}:root`,
      may: () => true,
      authorize: () => undefined,
    },
  };
}
