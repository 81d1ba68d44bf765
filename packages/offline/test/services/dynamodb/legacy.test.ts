import { expect } from "chai";
import { openDynamoDb, type DynamoDb } from "../../../src/services/dynamodb/service";
import { call } from "./support/direct";
import { location, notes, readings } from "./support/fixture";

describe("DynamoDB's parameters from before expressions", () => {
  const TableName = "notes";
  const Key = { id: { S: "old" } };
  const item = { ...Key, n: { N: "5" }, m: { M: { a: { L: [{ N: "1" }] } } }, s: { SS: ["a", "b"] }, l: { L: [] } };
  let service: DynamoDb;

  before(async () => {
    service = await openDynamoDb({ location, tables: [notes, readings] });
  });
  beforeEach(() => call(service, "PutItem", { TableName, Item: item }));
  after(() => service.close());

  const errorOf = async (operation: string, body: object): Promise<string> => {
    try {
      await call(service, operation, body);
    } catch (error) {
      if (error instanceof Error) return String(JSON.parse(error.message).message);
      throw error;
    }
    return "";
  };
  /** Whether a write with what is expected is done. */
  const holds = async (Expected: object, ConditionalOperator?: string): Promise<boolean> => {
    const message = await errorOf("PutItem", { TableName, Item: item, Expected, ConditionalOperator });
    expect(message).to.be.oneOf(["", "The conditional request failed"]);
    return message === "";
  };
  const one = (ComparisonOperator: string, ...AttributeValueList: object[]) => ({
    ComparisonOperator,
    AttributeValueList,
  });

  it("expect maps, lists, sets and numbers by value", async () => {
    const same = { M: { a: { L: [{ N: "1.0" }] } } };
    expect(await holds({ m: { Value: same } })).to.equal(true);
    expect(await holds({ m: { Value: same, Exists: true } })).to.equal(true);
    expect(await holds({ m: { Value: { M: {} }, Exists: true } })).to.equal(false);
    expect(await holds({ m: one("NE", same) })).to.equal(false);
    expect(await holds({ s: one("EQ", { SS: ["b", "a"] }) })).to.equal(true);
    expect(await holds({ n: one("EQ", { N: "5.0" }) })).to.equal(true);
    expect(await holds({ n: one("IN", { N: "4" }, { N: "5.00" }) })).to.equal(true);
    expect(await holds({ n: one("BETWEEN", { N: "4" }, { N: "6" }) })).to.equal(true);
    expect(await holds({ s: one("CONTAINS", { S: "a" }) })).to.equal(true);
    expect(await holds({ s: one("NOT_CONTAINS", { S: "a" }) })).to.equal(false);
    expect(await holds({ absent: { Exists: false } })).to.equal(true);
    expect(await holds({ absent: one("NULL") })).to.equal(true);
    expect(await holds({ n: one("NOT_NULL"), m: one("NULL") })).to.equal(false);
  });

  it("need all of what is expected, or with OR any of it", async () => {
    const wrong = { n: { Value: { N: "6" } } };
    const right = { s: one("NOT_NULL") };
    expect(await holds({ ...wrong, ...right })).to.equal(false);
    expect(await holds({ ...wrong, ...right }, "OR")).to.equal(true);
    expect(await holds({ ...right, ...wrong }, "OR")).to.equal(true);
    expect(await holds({ ...right, ...wrong }, "AND")).to.equal(false);
    const body = { TableName, Item: item, ConditionalOperator: "OR" };
    expect(await errorOf("PutItem", body)).to.equal("ConditionalOperator cannot be used without Filter or Expected");
    expect(await errorOf("PutItem", { ...body, Expected: right })).to.equal(
      "ConditionalOperator can only be used when Filter or Expected has two or more elements",
    );
  });

  it("filter and project what is read", async () => {
    const scan = (ScanFilter: object, more: object = {}) => call(service, "Scan", { TableName, ScanFilter, ...more });
    const m = one("EQ", { S: "x" });
    expect(await scan({ n: one("GE", { N: "5" }) }, { AttributesToGet: ["n"] })).to.deep.equal({
      ...{ Count: 1, ScannedCount: 1, Items: [{ n: { N: "5" } }] },
    });
    expect(await scan({ m, n: one("LT", { N: "9" }) })).to.deep.equal({ Count: 0, ScannedCount: 1, Items: [] });
    expect(await scan({ m, n: one("LT", { N: "9" }) }, { ConditionalOperator: "OR", Select: "COUNT" })).to.deep.equal({
      ...{ Count: 1, ScannedCount: 1 },
    });
    const keys = { KeyConditions: { id: one("EQ", Key.id) } };
    const refused = await errorOf("Query", { TableName, ...keys, QueryFilter: { id: one("EQ", Key.id) } });
    expect(refused).to.equal("QueryFilter can only contain non-primary key attributes: Primary key attribute: id");
    const { Item } = await call(service, "GetItem", { TableName, Key, AttributesToGet: ["l", "absent"] });
    expect(Item).to.deep.equal({ l: { L: [] } });
  });

  it("update attributes by name", async () => {
    const AttributeUpdates = {
      n: { Action: "ADD", Value: { N: "0.5" } },
      m: { Value: { S: "put" } },
      s: { Action: "DELETE", Value: { SS: ["a"] } },
      l: { Action: "ADD", Value: { L: [{ S: "x" }] } },
      more: { Action: "ADD", Value: { L: [{ S: "y" }] } },
      absent: { Action: "DELETE" },
    };
    const ReturnValues = "ALL_NEW";
    const { Attributes } = await call(service, "UpdateItem", { TableName, Key, AttributeUpdates, ReturnValues });
    expect(Attributes).to.deep.equal({
      ...Key,
      ...{ n: { N: "5.5" }, m: { S: "put" }, s: { SS: ["b"] }, l: { L: [{ S: "x" }] }, more: { L: [{ S: "y" }] } },
    });
    const update = (more: object) => errorOf("UpdateItem", { TableName, Key, AttributeUpdates: { m: more } });
    expect(await update({ Action: "ADD", Value: { N: "1" } })).to.equal("Type mismatch for attribute to update");
    expect(await update({ Action: "SET", Value: { N: "1" } })).to.match(/enum value set: \[ADD, DELETE, PUT\]$/);
  });
});
