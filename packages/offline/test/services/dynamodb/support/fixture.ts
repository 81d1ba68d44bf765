import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import {
  openDynamoDb,
  type DynamoDb,
  type DynamoDbSettings,
  type TableSettings,
} from "../../../../src/services/dynamodb/service";
import { serve, type Endpoint } from "../../../support/service";

export const location = { region: "eu-west-3", account: "000000000000" };

/** A table with one string key, `id`, and an index of each kind of projection. */
export const notes: TableSettings = {
  name: "notes",
  attributes: [
    { name: "id", type: "S" },
    { name: "topic", type: "S" },
    { name: "at", type: "N" },
  ],
  hashKey: "id",
  billingMode: "PAY_PER_REQUEST",
  globalSecondaryIndexes: [
    { name: "by-topic", hashKey: "topic", rangeKey: "at", projectionType: "ALL" },
    { name: "topics", hashKey: "topic", projectionType: "KEYS_ONLY" },
  ],
};

/** A table with a partition and a sort key. */
export const readings: TableSettings = {
  name: "readings",
  attributes: [
    { name: "sensor", type: "S" },
    { name: "at", type: "N" },
    { name: "level", type: "N" },
  ],
  hashKey: "sensor",
  rangeKey: "at",
  readCapacity: 5,
  writeCapacity: 5,
  localSecondaryIndexes: [
    { name: "by-level", rangeKey: "level", projectionType: "INCLUDE", nonKeyAttributes: ["unit"] },
  ],
};

export interface Fixture {
  service: DynamoDb;
  endpoint: Endpoint;
  client: DynamoDBClient;
  documents: DynamoDBDocumentClient;
  close(): Promise<void>;
}

/** The service with its SDK clients, in memory unless told otherwise. */
export async function start(settings: Partial<DynamoDbSettings> = {}): Promise<Fixture> {
  const service = await openDynamoDb({ location, tables: [notes, readings], ...settings });
  const endpoint = await serve(service.aws);
  const client = new DynamoDBClient({
    endpoint: endpoint.url,
    region: location.region,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  const close = async () => {
    client.destroy();
    await endpoint.close();
    await service.close();
  };
  return { service, endpoint, client, documents: DynamoDBDocumentClient.from(client), close };
}

/** Runs with a folder of its own, which is removed afterwards. */
export async function withFolder(run: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "dynamodb-"));
  try {
    await run(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** The error of a call that must fail, with what it carries. */
export async function failure(call: Promise<unknown>): Promise<Record<string, unknown>> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Error) return { ...error, name: error.name, message: error.message };
    throw error;
  }
  throw new Error("the call went well");
}

/** All pages of something. */
export async function collect<Page>(pages: AsyncIterable<Page>): Promise<Page[]> {
  const all: Page[] = [];
  for await (const page of pages) all.push(page);
  return all;
}
