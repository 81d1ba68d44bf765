import { createHash } from "node:crypto";
import { paginateScan } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, type GetObjectCommandOutput, paginateListObjectsV2 } from "@aws-sdk/client-s3";
import { inParallel } from "../../functions/backups/copies";
import type { Stores, Table } from "./stores";

/** An object, as far as a restoration has to bring it back. */
export interface ObjectState {
  /** Its bytes, as their number and their hash. */
  content: string;
  headers: string;
  metadata: Record<string, string>;
}

/** Everything that is in tables and buckets, by their names in the program. */
export interface State {
  /** Items in a form that is equal for equal ones, by their keys in such a form. */
  tables: Map<string, Map<string, string>>;
  /** Objects by their keys. */
  buckets: Map<string, Map<string, ObjectState>>;
}

/** Equal for equal attributes: neither they nor the members of sets have an order. */
const canonical = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).map(([name, member]: [string, unknown]): [string, unknown] => [
    name,
    /^[SNB]S$/.test(name) && Array.isArray(member) ? member.map(canonical).sort() : canonical(member),
  ]);
  return members.sort(([one], [other]) => (one < other ? -1 : 1));
};

/** Puts an item where it belongs: binary values may be bytes, or texts in base64. */
export const addItem = (items: Map<string, string>, { keys }: Table, item: Record<string, unknown>): void => {
  const key = JSON.stringify(keys.map((name) => canonical(item[name])));
  if (items.has(key)) throw new Error(`there are two items with the key ${key}`);
  items.set(key, JSON.stringify(canonical(item)));
};

/** What an answer says of an object. */
export const objectOf = async (answer: GetObjectCommandOutput): Promise<ObjectState> => {
  const { Body, ContentType, CacheControl, ContentDisposition, ContentEncoding, ContentLanguage } = answer;
  const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
  const headers = [
    ContentType,
    CacheControl,
    ContentDisposition,
    ContentEncoding,
    ContentLanguage,
    answer.ExpiresString,
  ];
  const hash = createHash("sha256").update(bytes).digest("base64");
  return { content: `${bytes.length} ${hash}`, headers: JSON.stringify(headers), metadata: answer.Metadata ?? {} };
};

/** Everything as it is now; nothing may write meanwhile. */
export async function stateOf(stores: Stores): Promise<State> {
  const state: State = { tables: new Map(), buckets: new Map() };
  for (const table of stores.tables) state.tables.set(table.name, await itemsOf(stores, table));
  for (const { name, physicalName } of stores.buckets) state.buckets.set(name, await objectsIn(stores, physicalName));
  return state;
}

async function itemsOf({ client }: Stores, table: Table): Promise<Map<string, string>> {
  const items = new Map<string, string>();
  const scan = { TableName: table.physicalName, ConsistentRead: true };
  for await (const { Items = [] } of paginateScan({ client }, scan))
    for (const item of Items) addItem(items, table, item);
  return items;
}

async function objectsIn({ storage }: Stores, Bucket: string): Promise<Map<string, ObjectState>> {
  const keys: string[] = [];
  // Keys come encoded: what XML cannot hold would be lost.
  const list = { Bucket, EncodingType: "url" } as const;
  for await (const { Contents = [] } of paginateListObjectsV2({ client: storage }, list))
    for (const { Key = "" } of Contents) keys.push(decodeURIComponent(Key.replace(/\+/g, " ")));
  const objects = new Map<string, ObjectState>();
  await inParallel(8, keys, async (Key) => {
    objects.set(Key, await objectOf(await storage.send(new GetObjectCommand({ Bucket, Key }))));
  });
  return objects;
}
