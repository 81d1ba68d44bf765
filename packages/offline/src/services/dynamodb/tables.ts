import { isDeepStrictEqual } from "node:util";
import type { TableDescription } from "dynalite/db";
import { UserError } from "../../errors";
import type { Recovery } from "./continuous-backups";
import type { Database } from "./database";
import { prefixes } from "./storage";

interface Projection {
  name: string;
  projectionType: string;
  nonKeyAttributes?: string[];
}

interface Capacity {
  readCapacity?: number;
  writeCapacity?: number;
}

/** A table as a Pulumi program declares it, in the words of `aws.dynamodb.Table`. */
export interface TableSettings extends Capacity {
  name: string;
  attributes: { name: string; type: string }[];
  hashKey: string;
  rangeKey?: string;
  /** Default `PROVISIONED`, which wants capacities. */
  billingMode?: string;
  globalSecondaryIndexes?: (Projection & Capacity & { hashKey: string; rangeKey?: string })[];
  localSecondaryIndexes?: (Projection & { rangeKey: string })[];
  ttl?: { attributeName?: string; enabled?: boolean };
  pointInTimeRecovery?: Recovery;
  deletionProtectionEnabled?: boolean;
  /** Of a table whose changes are recorded. */
  stream?: { viewType: string; arn: string; label: string };
}

/**
 * Creates the tables that are declared and not there yet; those that are keep their data.
 *
 * @throws an error with a remedy, when a table is there with other keys or indexes: its entries would have to be made
 *   anew, and the data folder of an offline host is cheap
 */
export async function createDeclared(database: Database, tables: TableSettings[]): Promise<void> {
  await finishDeletions(database);
  for (const settings of tables) {
    const existing = database.catalog.get(settings.name);
    if (!existing) await create(database, settings);
    else if (!isDeepStrictEqual(shape(existing), shape(description(settings))))
      throw new UserError(
        `table ${settings.name} has other keys or indexes in the data folder than the program declares: its items cannot follow; give the table another name, or start with a fresh data folder (--data, or --ephemeral for none)`,
      );
    else await setStream(database, existing, settings);
  }
}

/** What describes the stream of a table. */
const streamMembers = ({ stream }: TableSettings): Partial<TableDescription> =>
  stream
    ? {
        StreamSpecification: { StreamEnabled: true, StreamViewType: stream.viewType },
        LatestStreamArn: stream.arn,
        LatestStreamLabel: stream.label,
      }
    : {};

/** Has a table's changes recorded, or no longer, as the program declares it. */
async function setStream({ catalog }: Database, table: TableDescription, settings: TableSettings): Promise<void> {
  const { StreamSpecification: _, LatestStreamArn: _arn, LatestStreamLabel: _label, ...rest } = table;
  const declared = { ...rest, ...streamMembers(settings) };
  if (!isDeepStrictEqual(table, declared)) await catalog.put(settings.name, declared);
}

async function create(database: Database, settings: TableSettings): Promise<void> {
  // What an interrupted deletion may have left must not come back. Where a repair has dropped the table's description,
  // its items are what is to be kept.
  if (!database.storage.isRepaired)
    for (const prefix of dataPrefixes(description(settings))) await database.storage.clear(prefix);
  try {
    const request = database.check("CreateTable", { ...description(settings) });
    // Dynalite keeps what it gets, also what it knows nothing of.
    await database.run("CreateTable", { ...request, ...streamMembers(settings) });
  } catch (error) {
    throw new UserError(`Table ${settings.name} cannot be created: ${error instanceof Error ? error.message : error}`);
  }
}

/** A deletion that a crash interrupted goes on. */
async function finishDeletions({ catalog, storage }: Database): Promise<void> {
  for (const name of catalog.names()) {
    const table = catalog.get(name);
    if (table?.TableStatus !== "DELETING") continue;
    for (const prefix of dataPrefixes(table)) await storage.clear(prefix);
    await catalog.delete(name);
  }
}

const dataPrefixes = (table: Pick<TableDescription, "TableName">): string[] => [
  prefixes.item(table.TableName),
  prefixes.index("local", table.TableName, "").slice(0, -1),
  prefixes.index("global", table.TableName, "").slice(0, -1),
  prefixes.tag(table.TableName),
  prefixes.stream(table.TableName),
];

const throughput = ({ billingMode }: TableSettings, { readCapacity, writeCapacity }: Capacity) =>
  billingMode === "PAY_PER_REQUEST"
    ? {}
    : { ProvisionedThroughput: { ReadCapacityUnits: readCapacity, WriteCapacityUnits: writeCapacity } };

const keySchema = (hashKey: string, rangeKey: string | undefined) => [
  { AttributeName: hashKey, KeyType: "HASH" },
  ...(rangeKey ? [{ AttributeName: rangeKey, KeyType: "RANGE" }] : []),
];

const projection = ({ projectionType, nonKeyAttributes }: Projection) => ({
  ProjectionType: projectionType,
  ...(nonKeyAttributes?.length ? { NonKeyAttributes: nonKeyAttributes } : {}),
});

/** The CreateTable request of a declared table. */
function description(settings: TableSettings) {
  const { name, attributes, hashKey, rangeKey, billingMode = "PROVISIONED" } = settings;
  const globals = (settings.globalSecondaryIndexes ?? []).map((index) => ({
    IndexName: index.name,
    KeySchema: keySchema(index.hashKey, index.rangeKey),
    Projection: projection(index),
    ...throughput(settings, index),
  }));
  const locals = (settings.localSecondaryIndexes ?? []).map((index) => ({
    IndexName: index.name,
    KeySchema: keySchema(hashKey, index.rangeKey),
    Projection: projection(index),
  }));
  return {
    TableName: name,
    AttributeDefinitions: attributes.map(({ name, type }) => ({ AttributeName: name, AttributeType: type })),
    KeySchema: keySchema(hashKey, rangeKey),
    BillingMode: billingMode,
    ...throughput(settings, settings),
    ...(globals.length > 0 ? { GlobalSecondaryIndexes: globals } : {}),
    ...(locals.length > 0 ? { LocalSecondaryIndexes: locals } : {}),
  };
}

type Shaped = Pick<
  TableDescription,
  "AttributeDefinitions" | "KeySchema" | "GlobalSecondaryIndexes" | "LocalSecondaryIndexes"
>;

/** What entries on disk depend on, in an order of its own. */
function shape(table: Shaped) {
  const indexes = (list: Shaped["GlobalSecondaryIndexes"] = []) =>
    Object.fromEntries(
      list.map(({ IndexName, KeySchema, Projection }) => [
        IndexName,
        { KeySchema, type: Projection.ProjectionType, others: [...(Projection.NonKeyAttributes ?? [])].sort() },
      ]),
    );
  return {
    attributes: Object.fromEntries(
      table.AttributeDefinitions.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]),
    ),
    keys: table.KeySchema,
    global: indexes(table.GlobalSecondaryIndexes),
    local: indexes(table.LocalSecondaryIndexes),
  };
}
