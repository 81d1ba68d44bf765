import {
  BatchWriteCommand,
  DeleteCommand,
  paginateQuery,
  paginateScan,
  PutCommand,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import { collect, failure, start, type Fixture } from "./support/fixture";

describe("DynamoDB queries and scans", () => {
  let fixture: Fixture;

  const putAll = async (table: string, items: Record<string, unknown>[]) => {
    for (let from = 0; from < items.length; from += 25)
      await fixture.documents.send(
        new BatchWriteCommand({
          RequestItems: { [table]: items.slice(from, from + 25).map((Item) => ({ PutRequest: { Item } })) },
        }),
      );
  };
  const byTopic = (topic: string, options: { index?: string; limit?: number; forward?: boolean } = {}) => ({
    TableName: "notes",
    IndexName: options.index ?? "by-topic",
    KeyConditionExpression: "topic = :topic",
    ExpressionAttributeValues: { ":topic": topic },
    Limit: options.limit,
    ScanIndexForward: options.forward,
  });
  const queryAll = async (input: ReturnType<typeof byTopic>) => {
    const pages = await collect(paginateQuery({ client: fixture.documents }, input));
    return pages.flatMap(({ Items }) => Items ?? []);
  };

  before(async () => {
    fixture = await start();
  });
  after(() => fixture.close());

  it("pages through an index to exactly the full set, in order, both ways", async () => {
    const items = Array.from({ length: 60 }, (_, index) => ({ id: `p-${index}`, topic: "paged", at: index % 20 }));
    await putAll("notes", items);
    for (const limit of [1, 7, 20, 60, 100])
      for (const forward of [true, false]) {
        const found = await queryAll(byTopic("paged", { limit, forward }));
        const order = found.map(({ at }) => Number(at));
        expect(order).to.deep.equal([...order].sort((a, b) => (forward ? a - b : b - a)));
        expect(found.map(({ id }) => String(id)).sort()).to.deep.equal(items.map(({ id }) => id).sort());
      }
  });

  it("keeps an index entry for each of thousands of items that share one index key", async () => {
    const items = Array.from({ length: 8000 }, (_, index) => ({ id: `shared-${index}`, topic: "shared", at: 1 }));
    await putAll("notes", items);
    expect(new Set((await queryAll(byTopic("shared"))).map(({ id }) => id)).size).to.equal(items.length);
    expect(await queryAll(byTopic("shared", { index: "topics", limit: 999 }))).to.have.length(items.length);
  });

  it("moves an item's index entry when its key changes, and removes it with the item", async () => {
    const Key = { id: "moving" };
    await fixture.documents.send(new PutCommand({ TableName: "notes", Item: { ...Key, topic: "from", at: 1 } }));
    await fixture.documents.send(
      new UpdateCommand({
        TableName: "notes",
        Key,
        UpdateExpression: "SET topic = :to",
        ExpressionAttributeValues: { ":to": "to" },
      }),
    );
    expect(await queryAll(byTopic("from"))).to.deep.equal([]);
    expect(await queryAll(byTopic("to"))).to.deep.equal([{ ...Key, topic: "to", at: 1 }]);
    expect(await queryAll(byTopic("to", { index: "topics" }))).to.deep.equal([{ ...Key, topic: "to" }]);
    await fixture.documents.send(new DeleteCommand({ TableName: "notes", Key }));
    expect(await queryAll(byTopic("to"))).to.deep.equal([]);
  });

  it("leaves items without the index's attributes out of the index", async () => {
    await putAll("notes", [{ id: "sparse-1", topic: "sparse" }]);
    expect(await queryAll(byTopic("sparse"))).to.deep.equal([]);
    expect(await queryAll(byTopic("sparse", { index: "topics" }))).to.have.length(1);
  });

  it("queries by sort key in numeric order, with every operator", async () => {
    const ats = [-20, -3, -2.5, 0, 1, 2, 10, 100];
    await putAll(
      "readings",
      ats.map((at) => ({ sensor: "range", at, level: -at })),
    );
    const query = async (condition: string, values: Record<string, number>) => {
      const { Items } = await fixture.documents.send(
        new QueryCommand({
          TableName: "readings",
          KeyConditionExpression: `sensor = :sensor AND ${condition}`,
          ExpressionAttributeNames: { "#at": "at" },
          ExpressionAttributeValues: { ":sensor": "range", ...values },
        }),
      );
      return Items?.map(({ at }) => Number(at));
    };
    expect(await query("#at >= :a", { ":a": -1000 })).to.deep.equal(ats);
    expect(await query("#at = :a", { ":a": 1 })).to.deep.equal([1]);
    expect(await query("#at < :a", { ":a": 0 })).to.deep.equal([-20, -3, -2.5]);
    expect(await query("#at <= :a", { ":a": 0 })).to.deep.equal([-20, -3, -2.5, 0]);
    expect(await query("#at > :a", { ":a": 2 })).to.deep.equal([10, 100]);
    expect(await query("#at BETWEEN :a AND :b", { ":a": -3, ":b": 2 })).to.deep.equal([-3, -2.5, 0, 1, 2]);
  });

  it("pages through a local index, fetching what it does not project if asked", async () => {
    const items = Array.from({ length: 12 }, (_, at) => ({ sensor: "local", at, level: at % 3, unit: "m", note: "n" }));
    await putAll("readings", items);
    const input = {
      TableName: "readings",
      IndexName: "by-level",
      KeyConditionExpression: "sensor = :sensor",
      ExpressionAttributeValues: { ":sensor": "local" },
      Limit: 5,
    };
    const projected = await collect(paginateQuery({ client: fixture.documents }, input));
    const entries = projected.flatMap(({ Items }) => Items ?? []);
    expect(entries).to.have.length(12);
    expect(entries[0]).to.have.all.keys("sensor", "at", "level", "unit");
    const { Items } = await fixture.documents.send(new QueryCommand({ ...input, Select: "ALL_ATTRIBUTES" }));
    expect(Items?.[0]).to.have.all.keys("sensor", "at", "level", "unit", "note");
  });

  it("filters after it reads, so that a page may be empty and not the last", async () => {
    const { Items, ScannedCount, LastEvaluatedKey } = await fixture.documents.send(
      new QueryCommand({
        ...byTopic("paged", { limit: 5 }),
        FilterExpression: "id = :no",
        ExpressionAttributeValues: { ":topic": "paged", ":no": "none" },
      }),
    );
    expect(Items).to.deep.equal([]);
    expect(ScannedCount).to.equal(5);
    expect(LastEvaluatedKey).to.have.all.keys("id", "topic", "at");
  });

  it("scans a table in pages and in segments to the full set", async () => {
    const ids = async (options: object) => {
      const pages = await collect(paginateScan({ client: fixture.documents }, { TableName: "notes", ...options }));
      return pages.flatMap(({ Items }) => Items ?? []).map(({ id }) => String(id));
    };
    const all = await ids({});
    expect(new Set(all).size).to.equal(all.length);
    expect(await ids({ Limit: 1000 })).to.deep.equal(all);
    const segments = await Promise.all([0, 1, 2].map((Segment) => ids({ Segment, TotalSegments: 3 })));
    expect(segments.flat().sort()).to.deep.equal([...all].sort());
    const { Count } = await fixture.documents.send(
      new ScanCommand({ TableName: "notes", IndexName: "by-topic", Select: "COUNT", Limit: 50 }),
    );
    expect(Count).to.equal(50);
  });

  it("ends a page at 1 MB", async () => {
    await putAll(
      "readings",
      Array.from({ length: 8 }, (_, at) => ({ sensor: "large", at, text: "x".repeat(300_000) })),
    );
    const pages = await collect(
      paginateQuery(
        { client: fixture.documents },
        {
          TableName: "readings",
          KeyConditionExpression: "sensor = :s",
          ExpressionAttributeValues: { ":s": "large" },
        },
      ),
    );
    expect(pages.length).to.be.greaterThan(1);
    expect(pages.flatMap(({ Items }) => Items ?? [])).to.have.length(8);
  });

  it("refuses an index that does not exist, and consistent reads of a global one", async () => {
    const missing = new QueryCommand(byTopic("x", { index: "missing" }));
    expect((await failure(fixture.documents.send(missing))).message).to.equal(
      "The table does not have the specified index: missing",
    );
    const consistent = new QueryCommand({ ...byTopic("x"), ConsistentRead: true });
    expect((await failure(fixture.documents.send(consistent))).name).to.equal("ValidationException");
  });
});
