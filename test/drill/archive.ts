import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { GetObjectCommand, paginateListObjectsV2 } from "@aws-sdk/client-s3";
import { type Backup, copyKeyOf, type DataFile, type IndexEntry, places } from "../../functions/backups/archive";
import { inParallel } from "../../functions/backups/copies";
import { openProgress } from "../../functions/backups/progress";
import { addItem, objectOf, type ObjectState, type State } from "./state";
import type { Stores } from "./stores";

/** Ids of the backups that are complete, the oldest first. */
export async function listBackups({ storage, archive: Bucket }: Stores): Promise<string[]> {
  const ids: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client: storage }, { Bucket, Prefix: places.backups }))
    for (const { Key = "" } of Contents) ids.push(...(/^backups\/([^/]+)\/backup\.json$/.exec(Key)?.slice(1) ?? []));
  return ids;
}

/** Whether there is a backup that is not complete. */
export const hasUnfinished = async ({ storage, archive: bucket }: Stores): Promise<boolean> =>
  (await openProgress({ storage, bucket })).progress.unfinished !== undefined;

/**
 * Everything that a backup holds. It reads the archive by itself, so that what the program restores, and what it says of
 * a backup, can be held against this.
 *
 * @throws Error for a file that is missing, and for one that is not what its checksum says
 */
export async function backedUp(stores: Stores, id: string): Promise<State> {
  const backup: Backup = JSON.parse((await fileOf(stores, places.backup(id))).toString());
  const state: State = { tables: new Map(), buckets: new Map() };
  for (const { name, manifest, checksum, items: count } of backup.tables) {
    const table = stores.tables.find((one) => one.name === name);
    if (!table) throw new Error(`${id} has a table ${name}, and the program has none`);
    const items = new Map<string, string>();
    const files: DataFile[] = lines(await checked(stores, manifest, checksum));
    for (const { dataFileS3Key, md5Checksum } of files)
      for (const { Item } of lines(gunzipSync(await checked(stores, dataFileS3Key, md5Checksum))))
        addItem(items, table, Object(Item));
    if (items.size !== count) throw new Error(`${id} has ${items.size} items of ${name}, and says ${count}`);
    state.tables.set(name, items);
  }
  for (const { name, physicalName, index, objects: count } of backup.buckets) {
    const objects = new Map<string, ObjectState>();
    for (const { key, checksum } of index) {
      const entries: IndexEntry[] = lines(gunzipSync(await checked(stores, key, checksum)));
      await inParallel(8, entries, async (entry) => {
        objects.set(entry.key, await copyOf(stores, physicalName, entry));
      });
    }
    if (objects.size !== count) throw new Error(`${id} has ${objects.size} objects of ${name}, and says ${count}`);
    state.buckets.set(name, objects);
  }
  return state;
}

const lines = (text: Buffer) =>
  text
    .toString()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

const checked = async (stores: Stores, key: string, checksum: string): Promise<Buffer> => {
  const bytes = await fileOf(stores, key);
  if (createHash("md5").update(bytes).digest("base64") === checksum) return bytes;
  throw new Error(`${key} is not what its checksum says`);
};

const fileOf = async ({ storage, archive: Bucket }: Stores, Key: string): Promise<Buffer> => {
  const { Body } = await storage.send(new GetObjectCommand({ Bucket, Key })).catch((error: unknown) => {
    throw new Error(`${Key} cannot be read: ${String(error)}`, { cause: error });
  });
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
};

const copyOf = async (stores: Stores, bucket: string, { key, version }: IndexEntry): Promise<ObjectState> => {
  const copy = { Bucket: stores.archive, Key: copyKeyOf(bucket, key), VersionId: version };
  return objectOf(await stores.storage.send(new GetObjectCommand(copy)));
};
