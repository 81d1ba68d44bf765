import { DescribeTableCommand, DynamoDBClient, UpdateTableCommand } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { administratorOf } from "../../packages/offline/test/support/sdk";
import { eventually } from "../../packages/offline/test/support/poll";

/** A table of the program, by its name there and its physical one. */
export interface Table {
  name: string;
  physicalName: string;
  arn: string;
  /** Names of the attributes of its key, the hash key first; and of those of its indexes, which are texts as well. */
  keys: string[];
  indexKeys: string[];
}

export interface Bucket {
  name: string;
  physicalName: string;
}

/** A host's tables and buckets, for its administrator. */
export interface Stores {
  client: DynamoDBClient;
  storage: S3Client;
  tables: Table[];
  /** All that people's data is in: neither the archive nor the site's, whose files each deployment makes anew. */
  buckets: Bucket[];
  /** The bucket that keeps backups. */
  archive: string;
  close(): void;
}

/** A resource as the host's page of them has it. */
export interface Listed {
  type: string;
  name: string;
  id: string;
}

export async function openStores(url: string, region: string, resources: Listed[], archive: string): Promise<Stores> {
  const administrator = { ...administratorOf({ url }, region), maxAttempts: 5 };
  const client = new DynamoDBClient(administrator);
  const storage = new S3Client({ ...administrator, forcePathStyle: true });
  const of = (type: string) => resources.filter((resource) => resource.type === type);
  const buckets = of("aws:s3/bucket:Bucket").map(({ name, id }) => ({ name, physicalName: id }));
  const tables = of("aws:dynamodb/table:Table").map(({ name, id }) => describe(client, name, id));
  const close = (): void => {
    client.destroy();
    storage.destroy();
  };
  return {
    ...{ client, storage, archive, close },
    tables: await Promise.all(tables),
    buckets: buckets.filter(({ name, physicalName }) => physicalName !== archive && name !== "site-pages"),
  };
}

async function describe(client: DynamoDBClient, name: string, physicalName: string): Promise<Table> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: physicalName }));
  const { KeySchema = [], AttributeDefinitions = [], TableArn: arn = "" } = Table ?? {};
  const keys = KeySchema.map(({ AttributeName = "" }) => AttributeName);
  const all = AttributeDefinitions.map(({ AttributeName = "" }) => AttributeName);
  return { name, physicalName, arn, keys, indexKeys: all.filter((one) => !keys.includes(one)) };
}

/** Gives all tables and their indexes so many units a second, so that nobody waits for capacity alone. */
export const raiseCapacity = async ({ client, tables }: Stores, units: number): Promise<void> => {
  const throughput = { ReadCapacityUnits: units, WriteCapacityUnits: units };
  for (const { physicalName: TableName } of tables) {
    const look = async () => (await client.send(new DescribeTableCommand({ TableName }))).Table;
    const indexes = (await look())?.GlobalSecondaryIndexes ?? [];
    const updates = indexes.map(({ IndexName }) => ({ Update: { IndexName, ProvisionedThroughput: throughput } }));
    await client.send(
      new UpdateTableCommand({
        TableName,
        ProvisionedThroughput: throughput,
        ...(updates.length > 0 && { GlobalSecondaryIndexUpdates: updates }),
      }),
    );
    await eventually(`capacity of ${TableName}`, async () => {
      const { TableStatus, ProvisionedThroughput: now } = (await look()) ?? {};
      return TableStatus === "ACTIVE" && now?.ReadCapacityUnits === units ? true : undefined;
    });
  }
};
