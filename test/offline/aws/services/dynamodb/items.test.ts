import { crc32 } from "node:zlib";
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import { answer } from "./support/endpoint";
import { failure, start, type Fixture } from "./support/fixture";

describe("DynamoDB items", () => {
  let fixture: Fixture;
  const TableName = "notes";
  const put = (Item: Record<string, unknown>) => fixture.documents.send(new PutCommand({ TableName, Item }));
  const get = async (id: string) => (await fixture.documents.send(new GetCommand({ TableName, Key: { id } }))).Item;

  before(async () => {
    fixture = await start();
  });
  after(() => fixture.close());

  it("gives back what was put, of every type", async () => {
    const item = {
      id: "types",
      text: "é\u{1f600}",
      number: -12.5,
      yes: true,
      nothing: null,
      bytes: new Uint8Array([1, 2, 255]),
      list: [1, "two", { three: [3] }],
      map: { "a b": { c: "d" } },
      words: new Set(["a", "b"]),
    };
    await put(item);
    expect(await get("types")).to.deep.equal(item);
  });

  it("answers nothing for a missing item", async () => {
    expect(await get("missing")).to.equal(undefined);
  });

  it("replaces an item whole and returns the old one if asked", async () => {
    await put({ id: "replaced", a: 1 });
    const { Attributes } = await fixture.documents.send(
      new PutCommand({ TableName, Item: { id: "replaced", b: 2 }, ReturnValues: "ALL_OLD" }),
    );
    expect(Attributes).to.deep.equal({ id: "replaced", a: 1 });
    expect(await get("replaced")).to.deep.equal({ id: "replaced", b: 2 });
  });

  it("updates with SET, ADD, REMOVE and DELETE, and returns what was asked for", async () => {
    await put({ id: "updated", count: 1, gone: "x", words: new Set(["a", "b"]), list: [1] });
    const { Attributes } = await fixture.documents.send(
      new UpdateCommand({
        TableName,
        Key: { id: "updated" },
        UpdateExpression:
          "SET title = if_not_exists(title, :title), #list = list_append(#list, :more) ADD #count :two REMOVE gone DELETE words :a",
        ExpressionAttributeNames: { "#list": "list", "#count": "count" },
        ExpressionAttributeValues: { ":title": "new", ":more": [2], ":two": 2, ":a": new Set(["a"]) },
        ReturnValues: "ALL_NEW",
      }),
    );
    const expected = { id: "updated", count: 3, title: "new", words: new Set(["b"]), list: [1, 2] };
    expect(Attributes).to.deep.equal(expected);
    expect(await get("updated")).to.deep.equal(expected);
  });

  it("creates the item that an update does not find", async () => {
    await fixture.documents.send(
      new UpdateCommand({
        TableName,
        Key: { id: "upserted" },
        UpdateExpression: "SET a = :a",
        ExpressionAttributeValues: { ":a": 1 },
      }),
    );
    expect(await get("upserted")).to.deep.equal({ id: "upserted", a: 1 });
  });

  it("deletes, and deletes what is not there without complaint", async () => {
    await put({ id: "deleted" });
    for (const expected of [{ id: "deleted" }, undefined]) {
      const { Attributes } = await fixture.documents.send(
        new DeleteCommand({ TableName, Key: { id: "deleted" }, ReturnValues: "ALL_OLD" }),
      );
      expect(Attributes).to.deep.equal(expected);
    }
    expect(await get("deleted")).to.equal(undefined);
  });

  it("refuses a write whose condition does not hold, and writes nothing", async () => {
    await put({ id: "guarded", version: 1 });
    const error = await failure(
      fixture.documents.send(
        new PutCommand({
          TableName,
          Item: { id: "guarded", version: 9 },
          ConditionExpression: "attribute_not_exists(id)",
        }),
      ),
    );
    expect(error).to.include({ name: "ConditionalCheckFailedException", message: "The conditional request failed" });
    expect(error.Item).to.equal(undefined);
    expect(await get("guarded")).to.deep.equal({ id: "guarded", version: 1 });
  });

  it("returns the item that failed a condition, if asked, for put, update and delete", async () => {
    const Item = { id: "conflicting", version: 2 };
    await put(Item);
    const condition = {
      TableName,
      ConditionExpression: "version = :v",
      ExpressionAttributeValues: { ":v": 1 },
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    } as const;
    const Key = { id: "conflicting" };
    const calls = [
      fixture.documents.send(new PutCommand({ ...condition, Item })),
      fixture.documents.send(new UpdateCommand({ ...condition, Key, UpdateExpression: "REMOVE title" })),
      fixture.documents.send(new DeleteCommand({ ...condition, Key })),
    ];
    for (const call of calls) {
      const error = await failure(call);
      expect(error.name).to.equal("ConditionalCheckFailedException");
      expect(error.Item).to.deep.equal({ id: { S: "conflicting" }, version: { N: "2" } });
    }
  });

  it("returns no item with a failed condition when there is none", async () => {
    const error = await failure(
      fixture.documents.send(
        new DeleteCommand({
          TableName,
          Key: { id: "never" },
          ConditionExpression: "attribute_exists(id)",
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        }),
      ),
    );
    expect(error.name).to.equal("ConditionalCheckFailedException");
    expect(error.Item).to.equal(undefined);
  });

  it("writes and reads in batches", async () => {
    const ids = Array.from({ length: 25 }, (_, index) => `batch-${index}`);
    const requests = ids.map((id) => ({ PutRequest: { Item: { id } } }));
    const written = await fixture.documents.send(new BatchWriteCommand({ RequestItems: { notes: requests } }));
    expect(written.UnprocessedItems).to.deep.equal({});
    const read = await fixture.documents.send(
      new BatchGetCommand({ RequestItems: { notes: { Keys: [...ids, "absent"].map((id) => ({ id })) } } }),
    );
    expect(read.Responses?.notes?.map(({ id }) => String(id)).sort()).to.deep.equal([...ids].sort());
    await fixture.documents.send(
      new BatchWriteCommand({ RequestItems: { notes: ids.map((id) => ({ DeleteRequest: { Key: { id } } })) } }),
    );
    expect(await get("batch-0")).to.equal(undefined);
  });

  it("refuses a batch of more than 25 writes, or with two writes of one item", async () => {
    const batch = (count: number, id: (index: number) => string) =>
      fixture.documents.send(
        new BatchWriteCommand({
          RequestItems: {
            notes: Array.from({ length: count }, (_, index) => ({ PutRequest: { Item: { id: id(index) } } })),
          },
        }),
      );
    expect((await failure(batch(26, (index) => `many-${index}`))).name).to.equal("ValidationException");
    expect((await failure(batch(2, () => "twice"))).message).to.equal("Provided list of item keys contains duplicates");
  });

  it("refuses an item over 400 KB", async () => {
    const error = await failure(put({ id: "big", text: "x".repeat(410_000) }));
    expect(error).to.include({
      name: "ValidationException",
      message: "Item size has exceeded the maximum allowed size",
    });
  });

  it("refuses a table that does not exist, and a key that does not fit", async () => {
    const unknown = new GetCommand({ TableName: "unknown", Key: { id: "x" } });
    expect((await failure(fixture.documents.send(unknown))).name).to.equal("ResourceNotFoundException");
    const misfit = new GetCommand({ TableName, Key: { id: 7 } });
    expect(await failure(fixture.documents.send(misfit))).to.include({
      name: "ValidationException",
      message: "The provided key element does not match the schema",
    });
  });

  it("answers in DynamoDB's form: request id, checksum, typed errors", async () => {
    const send = (operation: string, body: string) =>
      answer(fixture.service, {
        method: "POST",
        path: "/",
        query: "",
        headers: { "x-amz-target": `DynamoDB_20120810.${operation}` },
        body: [Buffer.from(body)],
      });
    const good = await send("GetItem", JSON.stringify({ TableName, Key: { id: { S: "é" } } }));
    expect(good.status).to.equal(200);
    expect(good.headers["x-amz-crc32"]).to.equal(String(crc32(String(good.body))));
    expect(good.headers["x-amzn-RequestId"]).to.match(/^request-/);
    expect(good.headers["content-type"]).to.equal("application/x-amz-json-1.0");
    const bad = await send("GetItem", JSON.stringify({ TableName: "unknown", Key: {} }));
    expect(bad.status).to.equal(400);
    expect(bad.headers["x-amz-crc32"]).to.equal(String(crc32(String(bad.body))));
    expect(JSON.parse(String(bad.body))).to.deep.equal({
      __type: "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",
      message: "Requested resource not found",
    });
    for (const body of ["{", "[]", '"x"', ""])
      expect(JSON.parse(String((await send("GetItem", body)).body)).__type).to.match(/#SerializationException$/);
    expect(JSON.parse(String((await send("ExecuteStatement", "{}")).body)).__type).to.match(/#NotImplemented$/);
    expect((await send("ExecuteStatement", "{}")).status).to.equal(501);
  });
});
