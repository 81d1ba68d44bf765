import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  BatchWriteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactGetCommand,
  TransactWriteCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import { call } from "./support/direct";
import { start, type Fixture } from "./support/fixture";

describe("DynamoDB under concurrency", () => {
  const TableName = "notes";
  let directory: string;
  let fixture: Fixture;
  const times = (count: number) => Array.from({ length: count }, (_, index) => index);
  const get = async (id: string) => (await fixture.documents.send(new GetCommand({ TableName, Key: { id } }))).Item;
  const add = (id: string, amount: number) => ({
    TableName,
    Key: { id },
    UpdateExpression: "ADD amount :amount",
    ExpressionAttributeValues: { ":amount": amount },
  });

  /** On disk, where a write takes a while: in memory, nothing comes between a read and the write that follows. */
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), "dynamodb-"));
    fixture = await start({ directory });
  });
  after(async () => {
    await fixture.close();
    await rm(directory, { recursive: true, force: true });
  });

  it("counts 100 parallel additions as 100", async () => {
    await Promise.all(times(100).map(() => fixture.documents.send(new UpdateCommand(add("counter", 1)))));
    expect((await get("counter"))?.amount).to.equal(100);
  });

  it("counts parallel transactions and single additions on one item, each once", async () => {
    const id = (name: string) => ({ id: { S: name } });
    const one = {
      TableName,
      UpdateExpression: "ADD amount :one",
      ExpressionAttributeValues: { ":one": { N: "1" } },
    };
    const pair = [{ Update: { ...one, Key: id("first") } }, { Update: { ...one, Key: id("second") } }];
    await Promise.all(
      times(100).map(async (index) => {
        const TransactItems = index % 2 ? pair : [...pair].reverse();
        await Promise.all([
          call(fixture.service, "TransactWriteItems", { TransactItems }),
          call(fixture.service, "UpdateItem", { ...one, Key: id("second") }),
          call(fixture.service, "DeleteItem", { TableName, Key: id("third") }),
        ]);
      }),
    );
    expect([(await get("first"))?.amount, (await get("second"))?.amount]).to.deep.equal([100, 200]);
  });

  it("lets one of many conditional creations win", async () => {
    const results = await Promise.allSettled(
      times(50).map((at) =>
        fixture.documents.send(
          new PutCommand({
            TableName,
            Item: { id: "winner", at, topic: "race" },
            ConditionExpression: "attribute_not_exists(id)",
          }),
        ),
      ),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).to.have.length(1);
  });

  it("leaves one index entry after many rewrites of an item's index key", async () => {
    await Promise.all(
      times(60).map((at) =>
        fixture.documents.send(new PutCommand({ TableName, Item: { id: "rewritten", topic: "rewrites", at } })),
      ),
    );
    const { Items } = await fixture.documents.send(
      new QueryCommand({
        TableName,
        IndexName: "by-topic",
        KeyConditionExpression: "topic = :topic",
        ExpressionAttributeValues: { ":topic": "rewrites" },
      }),
    );
    expect(Items).to.deep.equal([await get("rewritten")]);
  });

  it("shows no transaction by half, to reads or to other transactions", async () => {
    const accounts = times(6).map((index) => `account-${index}`);
    const transfer = (index: number) => {
      const from = `account-${index % 6}`;
      const to = `account-${(index + 1 + (Math.floor(index / 6) % 5)) % 6}`;
      return fixture.documents.send(
        new TransactWriteCommand({ TransactItems: [{ Update: add(from, -1) }, { Update: add(to, 1) }] }),
      );
    };
    const sum = async () => {
      const { Responses = [] } = await fixture.documents.send(
        new TransactGetCommand({ TransactItems: accounts.map((id) => ({ Get: { TableName, Key: { id } } })) }),
      );
      return Responses.reduce((total, { Item }) => total + Number(Item?.amount ?? 0), 0);
    };
    const work = times(120).map(transfer);
    const sums = await Promise.all(times(30).map(sum));
    await Promise.all(work);
    expect(new Set([...sums, await sum()])).to.deep.equal(new Set([0]));
  });

  it("mixes transactions, batches and single writes on the same items without loss or deadlock", async () => {
    const ids = ["mixed-a", "mixed-b", "mixed-c"];
    const batch = (order: string[]) =>
      new BatchWriteCommand({
        RequestItems: { notes: order.map((id) => ({ PutRequest: { Item: { id, amount: 0 } } })) },
      });
    const transaction = (order: string[]) =>
      new TransactWriteCommand({ TransactItems: order.map((id) => ({ Update: add(id, 1) })) });
    const rounds = times(30).map(async (index) => {
      const order = index % 2 ? ids : [...ids].reverse();
      await Promise.all([
        fixture.documents.send(batch(order)),
        fixture.documents.send(transaction(order)),
        fixture.documents.send(new UpdateCommand(add("mixed-a", 0))),
      ]);
    });
    await Promise.all(rounds);
    const amounts = await Promise.all(ids.map(async (id) => (await get(id))?.amount));
    expect(new Set(amounts).size).to.equal(1);
  });
});
