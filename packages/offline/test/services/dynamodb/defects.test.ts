import { expect } from "chai";
import { Metrics } from "../../../src/protocol/metrics";
import { Database } from "../../../src/services/dynamodb/database";
import { TableMetrics } from "../../../src/services/dynamodb/metrics";
import { prefixes } from "../../../src/services/dynamodb/storage";
import { createDeclared } from "../../../src/services/dynamodb/tables";
import { failure, location, notes } from "./support/fixture";

describe("A defect inside dynalite", () => {
  const TableName = "notes";
  const Key = { id: { S: "broken" } };
  let database: Database;

  /** An item that dynalite would never have stored makes its comparisons throw, where no caller can catch it. */
  before(async () => {
    database = await Database.open({
      location,
      now: Date.now,
      metrics: new TableMetrics(new Metrics({ now: Date.now })),
    });
    await createDeclared(database, [notes]);
    await database.run("PutItem", database.check("PutItem", { TableName, Item: Key }));
    const value = { ...Key, amount: { N: "not a number" } };
    for await (const [key] of database.storage.entries(prefixes.item(TableName)))
      await database.storage.write([{ type: "put", key: prefixes.item(TableName) + key, value }]);
  });
  after(() => database.storage.close());

  const condition = { ExpressionAttributeValues: { ":one": { N: "1" } } };

  it("answers InternalServerError and leaves the item free for the next write", async () => {
    const body = { TableName, Key, ConditionExpression: "amount < :one", ...condition };
    for (const operation of ["UpdateItem", "DeleteItem", "UpdateItem"] as const) {
      const error = await failure(database.run(operation, database.check(operation, { ...body })));
      expect(error).to.include({ name: "InternalServerError", status: 500 });
    }
    await database.run("PutItem", database.check("PutItem", { TableName, Item: { id: { S: "other" } } }));
  });

  it("answers InternalServerError when it happens while a scan streams", async () => {
    const scan = database.check("Scan", { TableName, FilterExpression: "amount < :one", ...condition });
    expect(await failure(database.run("Scan", scan))).to.include({ name: "InternalServerError", status: 500 });
  });
});
