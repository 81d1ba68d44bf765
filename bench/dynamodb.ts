import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDynamoDb, type DynamoDb } from "../offline/aws/services/dynamodb";

/** Operations per second of the embedded DynamoDB, called in process: no HTTP, signature or IAM. */
export type DynamoDbRates = Record<string, number>;

const table = {
  name: "bench",
  attributes: [
    { name: "id", type: "S" },
    { name: "topic", type: "S" },
  ],
  hashKey: "id",
  billingMode: "PAY_PER_REQUEST",
};
const index = { name: "by-topic", hashKey: "topic", projectionType: "ALL" };

const key = (number: number) => ({ id: { S: `item-${number % 1000}` } });
const item = (number: number) => ({
  ...key(number),
  topic: { S: `topic-${number % 7}` },
  title: { S: "x".repeat(200) },
  tags: { L: [{ S: "a" }, { S: "b" }] },
});
const addition = (id: string) => ({
  TableName: "bench",
  Key: { id: { S: id } },
  UpdateExpression: "ADD amount :one",
  ExpressionAttributeValues: { ":one": { N: "1" } },
});

const operations: [operation: string, body: (number: number) => object][] = [
  ["PutItem", (number) => ({ TableName: "bench", Item: item(number) })],
  ["GetItem", (number) => ({ TableName: "bench", Key: key(number) })],
  ["UpdateItem", (number) => addition(`item-${number % 1000}`)],
  [
    "TransactWriteItems",
    (number) => ({
      TransactItems: [
        { Put: { TableName: "bench", Item: item(number) } },
        { Update: addition(`sum-${number % 1000}`) },
      ],
    }),
  ],
];

/** Measures each operation, one at a time and ten at a time, in memory and on disk, without and with an index. */
export async function measureDynamoDb(count = 20_000): Promise<DynamoDbRates> {
  const rates: DynamoDbRates = {};
  const directory = await mkdtemp(join(tmpdir(), "dynamodb-bench-"));
  try {
    for (const place of ["memory", "disk"])
      for (const indexes of [[], [index]]) {
        const name = `${place}${indexes.length > 0 ? " with index" : ""}`;
        const service = await openDynamoDb({
          directory: place === "disk" ? join(directory, name) : undefined,
          location: { region: "eu-west-3", account: "000000000000" },
          tables: [
            indexes.length > 0
              ? { ...table, globalSecondaryIndexes: indexes }
              : { ...table, attributes: table.attributes.slice(0, 1) },
          ],
        });
        for (const [operation, body] of operations)
          for (const parallel of [1, 10])
            rates[`${operation}, ${name}, ${parallel} at a time`] = await rate(
              service,
              operation,
              body,
              count,
              parallel,
            );
        await service.close();
      }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  return rates;
}

async function rate(
  service: DynamoDb,
  operation: string,
  body: (number: number) => object,
  count: number,
  parallel: number,
): Promise<number> {
  for (let number = 0; number < count / 10; number++) await send(service, operation, body(number));
  let next = 0;
  const from = performance.now();
  const worker = async () => {
    while (next < count) await send(service, operation, body(next++));
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  return Math.round((count / (performance.now() - from)) * 1000);
}

const send = (service: DynamoDb, operation: string, body: object) =>
  service.handle({
    request: {
      method: "POST",
      path: "/",
      query: "",
      headers: { "x-amz-target": `DynamoDB_20120810.${operation}` },
      body: [Buffer.from(JSON.stringify(body))],
    },
    requestId: "bench",
    callerArn: "arn:aws:iam::000000000000:root",
    may: () => true,
    authorize: () => undefined,
  });
