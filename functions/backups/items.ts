import { type AttributeValue, DescribeTableCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { checksumOf } from "./archive";

/** An item as the DynamoDB client has it. */
export type Item = Record<string, AttributeValue>;

/** An item as DynamoDB's exports have it: binary values are texts in base64. */
export type JsonItem = Record<string, JsonValue>;
type JsonValue = { [type: string]: unknown };

const encodeValue = (value: AttributeValue): JsonValue => {
  if (value.B) return { B: Buffer.from(value.B).toString("base64") };
  if (value.BS) return { BS: value.BS.map((bytes) => Buffer.from(bytes).toString("base64")) };
  if (value.L) return { L: value.L.map(encodeValue) };
  if (value.M) return { M: encodeItem(value.M) };
  return { ...value };
};

export const encodeItem = (item: Item): JsonItem =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, encodeValue(value)]));

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** @throws Error for what is no attribute value */
const decodeValue = (value: unknown): AttributeValue => {
  const [[type, content] = ["", undefined]] = isRecord(value) ? Object.entries(value) : [];
  if (typeof content === "string") {
    if (type === "S") return { S: content };
    if (type === "N") return { N: content };
    if (type === "B") return { B: Buffer.from(content, "base64") };
  }
  if (typeof content === "boolean") {
    if (type === "BOOL") return { BOOL: content };
    if (type === "NULL") return { NULL: content };
  }
  if (Array.isArray(content)) {
    if (type === "L") return { L: content.map(decodeValue) };
    if (type === "SS") return { SS: content.map(String) };
    if (type === "NS") return { NS: content.map(String) };
    if (type === "BS") return { BS: content.map((text) => Buffer.from(String(text), "base64")) };
  }
  if (type === "M" && isRecord(content)) return { M: decodeItem(content) };
  throw new Error(`a backup has an attribute of no type that DynamoDB knows: ${type}`);
};

/** @throws Error for what is no item */
export const decodeItem = (json: Record<string, unknown>): Item =>
  Object.fromEntries(Object.entries(json).map(([name, value]) => [name, decodeValue(value)]));

/** The item of a line of a data file. */
export const itemOfLine = (line: string): JsonItem => JSON.parse(line).Item;

/** Equal for equal items: neither attributes nor the members of sets have an order. */
export const canonical = (item: JsonItem): string => JSON.stringify(item, (_, value: unknown) => sorted(value));

const sorted = (value: unknown): unknown => {
  if (!isRecord(value)) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(
    names.map((name) => {
      const member = value[name];
      return [name, /^[SNB]S$/.test(name) && Array.isArray(member) ? [...member].sort() : member];
    }),
  );
};

/** The attributes of an item that are its key. */
export const keyOf = <Value>(item: Record<string, Value>, keys: readonly string[]): Record<string, Value> =>
  Object.fromEntries(Object.entries(item).filter(([name]) => keys.includes(name)));

/** A short text that stands for a key. */
export const keyDigest = (item: JsonItem, keys: readonly string[]): string => checksumOf(canonical(keyOf(item, keys)));

/** What a run must know of a table. */
export interface TableShape {
  /** Names of the attributes of its key. */
  keys: string[];
  /** What it can do in a second, its indexes included. */
  readUnits: number;
  writeUnits: number;
}

/** Units a second for a table that is billed by the request and has none of its own. */
const onDemandUnits = 1000;

export const describeTable = async (tables: DynamoDBClient, TableName: string): Promise<TableShape> => {
  const { Table: table } = await tables.send(new DescribeTableCommand({ TableName }));
  const { KeySchema = [], ProvisionedThroughput: provisioned, GlobalSecondaryIndexes: indexes = [] } = table ?? {};
  // Each write is one of every index as well, and the smallest makes all others wait.
  const writes = [provisioned, ...indexes.map(({ ProvisionedThroughput }) => ProvisionedThroughput)];
  return {
    keys: KeySchema.flatMap(({ AttributeName }) => AttributeName ?? []),
    readUnits: provisioned?.ReadCapacityUnits || onDemandUnits,
    writeUnits: Math.min(...writes.map((units) => units?.WriteCapacityUnits || onDemandUnits)),
  };
};
