import { type AwsResponse, notImplemented } from "../../../protocol/service";
import { empty } from "../answers";
import { invalidArgument, malformedXml, S3Error } from "../errors";
import type { S3Call } from "../context";
import { commit } from "../objects/commit";
import { findObject } from "../objects/find";
import { receiveXml } from "../receive/destinations";
import type { StoredObject } from "../store/changes";
import { objectLock } from "../store/store";
import { readVersionId } from "../versions/versioning";
import type { Element } from "../xml-parse";
import { type ArchiveClass, isArchive } from "./classes";
import { durations, invalidObjectState, type Restoration, restoreStatus, type Tier } from "./restoration";

/**
 * RestoreObject: asks for a copy of an archived object that can be read for some days. It is answered 202 where the copy
 * is on its way, and 200 where it is there already and stays for as many days from now on. A faster tier hurries what is
 * on its way.
 */
export async function restoreObject(s3Call: S3Call): Promise<AwsResponse> {
  const { request, bucket, store, call } = s3Call;
  const { key } = request;
  const id = readVersionId(request);
  const wanted = readRequest(await receiveXml(request.headers, call.request, "RestoreRequest"));
  return store.exclusive(objectLock(bucket.name, key), async () => {
    const object = findObject(s3Call, bucket, key, id);
    if (!isArchive(object.storageClass))
      throw invalidObjectState("Restore is not allowed for the object's current storage class", object.storageClass);
    const now = s3Call.now();
    const isThere = restoreStatus(object, now)?.ongoing === false;
    const restoration = isThere
      ? { ...wanted, ready: now.toISOString() }
      : begin(object, object.storageClass, wanted, now);
    const restored = { ...object, restoration };
    const { requestId } = call;
    const happening = { name: "ObjectRestore:Post", key, version: object.version, created: object, requestId };
    await commit(s3Call, bucket, [{ kind: "amend", bucket: bucket.name, key, object: restored }], [happening]);
    return empty(isThere ? 200 : 202);
  });
}

type Wanted = Pick<Restoration, "tier" | "days">;

/** @throws RestoreAlreadyInProgress unless the request hurries it; InvalidArgument for a tier that the class has not */
function begin(object: StoredObject, storageClass: ArchiveClass, wanted: Wanted, now: Date): Restoration {
  const duration = durations[storageClass][wanted.tier];
  if (duration === undefined)
    throw invalidArgument("Retrieval option is not supported by this storage class", "Tier", wanted.tier);
  const ready = new Date(now.getTime() + duration).toISOString();
  const ongoing = restoreStatus(object, now) && object.restoration;
  if (ongoing && duration >= (durations[storageClass][ongoing.tier] ?? 0))
    throw new S3Error("RestoreAlreadyInProgress", "Object restore is already in progress", 409);
  return { ...wanted, ready: ongoing && ongoing.ready < ready ? ongoing.ready : ready };
}

const tiers: readonly Tier[] = ["Expedited", "Standard", "Bulk"];

/** @throws MalformedXML; NotImplemented for queries of archives */
function readRequest(root: Element): Wanted {
  for (const name of ["Type", "SelectParameters", "OutputLocation", "Description"])
    if (root.all(name).length > 0) throw notImplemented("s3", `RestoreObject with ${name}`);
  const days = root.text("Days")?.trim() ?? "";
  const named = root.all("GlacierJobParameters")[0]?.text("Tier") ?? root.text("Tier") ?? "Standard";
  const tier = tiers.find((one) => one === named.trim());
  if (!/^[1-9]\d{0,8}$/.test(days) || !tier) throw malformedXml();
  return { tier, days: Number(days) };
}
