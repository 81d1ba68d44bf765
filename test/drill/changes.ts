import { DeleteItemCommand, paginateScan, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { DeleteObjectCommand, GetObjectCommand } from "@aws-sdk/client-s3";
import type { Item } from "../../functions/backups/items";
import type { Chance } from "./chance";
import { changedItem, heavyItem, newItem } from "./items";
import { newBytes, newKey, newProperties, type Place, putInParts, putObject } from "./objects";
import type { State } from "./state";
import type { Bucket, Stores, Table } from "./stores";

/** How much of what is there is deleted, and how much is changed; now and then all of it. */
interface Shares {
  deleted: number;
  changed: number;
}

const sharesOf = (chance: Chance): Shares => ({
  deleted: chance.pick([0, 0.2, 0.2, 0.6, 1]),
  changed: chance.pick([0, 0.2, 0.5]),
});

/** Deletes, changes and adds items and objects at random, past the program. */
export async function change(stores: Stores, state: State, chance: Chance): Promise<void> {
  for (const table of stores.tables) await changeTable(stores, table, chance);
  for (const bucket of stores.buckets) {
    const keys = [...(state.buckets.get(bucket.name)?.keys() ?? [])].sort();
    await changeBucket(stores, bucket, keys, chance);
  }
}

async function changeTable({ client }: Stores, table: Table, chance: Chance): Promise<void> {
  const TableName = table.physicalName;
  const put = (Item: Item) => client.send(new PutItemCommand({ TableName, Item }));
  const items: Item[] = [];
  for await (const page of paginateScan({ client }, { TableName })) items.push(...(page.Items ?? []));
  const shares = sharesOf(chance);
  for (const item of items) {
    if (chance.happens(shares.deleted)) {
      const Key = Object.fromEntries(Object.entries(item).filter(([name]) => table.keys.includes(name)));
      await client.send(new DeleteItemCommand({ TableName, Key }));
    } else if (chance.happens(shares.changed)) await put(changedItem(chance, item));
  }
  for (let left = chance.below(12); left > 0; left--) await put(newItem(chance, table));
  if (table.name === "events" && chance.happens(0.3)) await put(heavyItem(chance, table));
}

async function changeBucket(stores: Stores, bucket: Bucket, keys: string[], chance: Chance): Promise<void> {
  const { storage } = stores;
  const placeOf = (Key: string): Place => ({ Bucket: bucket.physicalName, Key });
  const shares = sharesOf(chance);
  for (const key of keys) {
    if (chance.happens(shares.deleted)) await storage.send(new DeleteObjectCommand(placeOf(key)));
    else if (chance.happens(shares.changed)) await changeObject(stores, placeOf(key), chance);
  }
  for (let left = chance.below(20); left > 0; left--)
    await putObject(storage, placeOf(newKey(chance)), newBytes(chance), newProperties(chance));
  if (chance.happens(0.2)) await putInParts(storage, placeOf(newKey(chance)), chance);
}

/** Gives an object other bytes, other properties, or the same of both. What functions look at gets no other bytes. */
async function changeObject({ storage }: Stores, place: Place, chance: Chance): Promise<void> {
  const { Body, ContentType, Metadata } = await storage.send(new GetObjectCommand(place));
  const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
  const isFree = !/^(measurements|rejected|events)\//.test(place.Key);
  const body = isFree && chance.happens(0.5) ? newBytes(chance) : bytes;
  const more = isFree && chance.happens(0.7) ? newProperties(chance) : { ContentType, Metadata };
  await putObject(storage, place, body, more);
}
