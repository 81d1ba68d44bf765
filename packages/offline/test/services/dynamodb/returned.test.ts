import { expect } from "chai";
import { openDynamoDb, type DynamoDb } from "../../../src/services/dynamodb/service";
import { call } from "./support/direct";
import { location, notes, readings } from "./support/fixture";

describe("What a DynamoDB request asks to have returned", () => {
  const Key = { sensor: { S: "s" }, at: { N: "1" } };
  const TableName = "readings";
  let service: DynamoDb;

  before(async () => {
    service = await openDynamoDb({ location, tables: [notes, readings] });
  });
  after(() => service.close());

  it("goes with the projection that it has", async () => {
    const messages: [body: object, message: RegExp][] = [
      [{ Select: "SPECIFIC_ATTRIBUTES" }, /^Must specify the AttributesToGet or ProjectionExpression/],
      [{ Select: "COUNT", ProjectionExpression: "a" }, /^Cannot specify the ProjectionExpression .* only the Count$/],
      [{ Select: "ALL_ATTRIBUTES", AttributesToGet: ["a"] }, /^Cannot specify the AttributesToGet .* ALL_ATTRIBUTES$/],
      [{ Select: "ALL_PROJECTED_ATTRIBUTES" }, /^ALL_PROJECTED_ATTRIBUTES can be used only when Querying/],
      [{ Segment: 0 }, /^The TotalSegments parameter is required/],
    ];
    for (const [body, message] of messages) {
      const refused: unknown = await call(service, "Scan", { TableName, ...body }).catch((error: unknown) => error);
      expect(refused).to.be.an("error").with.property("message").that.contains("ValidationException");
      expect(JSON.parse(refused instanceof Error ? refused.message : "{}").message).to.match(message);
    }
    await call(service, "Scan", { TableName, Select: "SPECIFIC_ATTRIBUTES", ProjectionExpression: "a" });
  });

  it("is the size of item collections, of tables that have them", async () => {
    const ReturnItemCollectionMetrics = "SIZE";
    const metrics = { ItemCollectionKey: { sensor: Key.sensor }, SizeEstimateRangeGB: [0, 1] };
    const write = (operation: string, body: object) =>
      call(service, operation, { ...body, ReturnItemCollectionMetrics });
    for (const [operation, body] of Object.entries({
      PutItem: { Item: Key },
      UpdateItem: { Key },
      DeleteItem: { Key },
    }))
      expect(await write(operation, { TableName, ...body })).to.deep.equal({ ItemCollectionMetrics: metrics });
    expect(await write("PutItem", { TableName: "notes", Item: { id: { S: "x" } } })).to.deep.equal({});
    const byTable = { ItemCollectionMetrics: { readings: [metrics] } };
    const RequestItems = { readings: [{ PutRequest: { Item: Key } }] };
    expect(await write("BatchWriteItem", { RequestItems })).to.deep.include(byTable);
    const TransactItems = [{ Delete: { TableName, Key } }];
    expect(await write("TransactWriteItems", { TransactItems })).to.deep.equal(byTable);
  });

  it("is the capacity of a transaction, each unit twice", async () => {
    const ReturnConsumedCapacity = "TOTAL";
    const TransactItems = [
      { Put: { TableName, Item: Key } },
      {
        Update: {
          TableName,
          Key: { ...Key, at: { N: "2" } },
          UpdateExpression: "SET a = :a",
          ExpressionAttributeValues: { ":a": { S: "x" } },
        },
      },
    ];
    expect(await call(service, "TransactWriteItems", { TransactItems, ReturnConsumedCapacity })).to.deep.equal({
      ConsumedCapacity: [{ TableName, CapacityUnits: 4, WriteCapacityUnits: 4 }],
    });
    const { ConsumedCapacity } = await call(service, "TransactGetItems", {
      ...{ TransactItems: [{ Get: { TableName, Key } }], ReturnConsumedCapacity: "INDEXES" },
    });
    const units = { CapacityUnits: 2, ReadCapacityUnits: 2 };
    expect(ConsumedCapacity).to.deep.equal([{ TableName, ...units, Table: units }]);
  });

  it("is, of a consistent scan, nothing of a global index", async () => {
    const body = { TableName: "notes", IndexName: "topics", ConsistentRead: true };
    const refused: unknown = await call(service, "Scan", body).catch((error: unknown) => error);
    expect(refused).to.be.an("error").with.property("message").that.contains("Consistent reads are not supported");
  });
});
