import { setInterval } from "node:timers";
import { BatchWriteItemCommand, DynamoDBClient, UpdateTableCommand } from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { textOf } from "../json";
import { onProgram, type RunningHost } from "./host";
import type { Row } from "./table";

const sizes = { items: 100_000, objects: 1000, objectBytes: 10 * 1024 } as const;

/** More than a backup can read in a second: what is measured is its work, not its patience. */
const units = 40_000;

/** What the host's services are asked through. */
const optionsOf = ({ url }: RunningHost) => ({
  endpoint: url,
  region: "us-east-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
  // A backup takes longer than the SDK waits by default.
  requestHandler: { requestTimeout: 600_000 },
  maxAttempts: 1,
});

/** A backup of a large table and of many objects, whose copies the archive does not have yet. */
export const backupRows = (): Promise<Row[]> => onProgram(rowsOf);

async function rowsOf(host: RunningHost): Promise<Row[]> {
  const options = optionsOf(host);
  const [tables, storage, lambda] = [
    new DynamoDBClient(options),
    new S3Client({ ...options, forcePathStyle: true }),
    new LambdaClient(options),
  ];
  try {
    const table = await host.named("aws:dynamodb/table:Table", "events");
    await fillTable(tables, table);
    await fillBucket(storage, await host.named("aws:s3/bucket:Bucket", "events-images"));
    const ProvisionedThroughput = { ReadCapacityUnits: units, WriteCapacityUnits: units };
    await tables.send(new UpdateTableCommand({ TableName: table, ProvisionedThroughput }));
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, host.residentMegabytes())), 100);
    const began = performance.now();
    const FunctionName = await host.named("aws:lambda/function:Function", "backups-run");
    const { Payload } = await lambda.send(new InvokeCommand({ FunctionName, Payload: "{}" }));
    const seconds = (performance.now() - began) / 1000;
    clearInterval(watch);
    const status = textOf(JSON.parse(Payload?.transformToString() ?? ""), "status");
    if (status !== "complete") throw new Error(`the backup ended as ${status}`);
    const what = `backup of ${sizes.items} items, ${sizes.objects} objects`;
    return [
      { what, value: seconds, unit: "s", goal: { atMost: 60 } },
      { what: "memory, while that backup ran", value: most, unit: "MB", goal: { atMost: 300 } },
    ];
  } finally {
    for (const client of [tables, storage, lambda]) client.destroy();
  }
}

async function fillTable(tables: DynamoDBClient, table: string): Promise<void> {
  const batches = Array.from({ length: sizes.items / 25 }, (_, batch) => batch);
  await inTurns(batches, async (batch) => {
    const requests = Array.from({ length: 25 }, (_, index) => ({
      PutRequest: {
        Item: {
          id: { S: `bench-${batch}-${index}` },
          title: { S: "x".repeat(200) },
          byDate: { S: "2026-03-15" },
          sequence: { S: "events" },
        },
      },
    }));
    await tables.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }));
  });
}

async function fillBucket(storage: S3Client, Bucket: string): Promise<void> {
  const Body = Buffer.alloc(sizes.objectBytes, "x");
  // Below no prefix that notifies a function.
  const keys = Array.from({ length: sizes.objects }, (_, index) => `bench/${index}`);
  await inTurns(keys, async (Key) => void (await storage.send(new PutObjectCommand({ Bucket, Key, Body }))));
}

/** A few at a time. */
async function inTurns<T>(list: T[], act: (one: T) => Promise<void>): Promise<void> {
  for (let at = 0; at < list.length; at += 8) await Promise.all(list.slice(at, at + 8).map(act));
}
