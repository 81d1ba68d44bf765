import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
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
});
