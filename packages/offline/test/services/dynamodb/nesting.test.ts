import { expect } from "chai";
import { openDynamoDb, type DynamoDb } from "../../../src/services/dynamodb/service";
import { answer } from "../../support/service";
import { location, notes } from "./support/fixture";

describe("DynamoDB's values", () => {
  const TableName = "notes";
  const Key = { id: { S: "deep" } };
  let service: DynamoDb;

  before(async () => {
    service = await openDynamoDb({ location, tables: [notes] });
  });
  after(() => service.close());

  /** A scalar in so many maps and lists, as JSON. */
  const nested = (containers: number): string => {
    const maps = Math.ceil(containers / 2);
    const lists = containers - maps;
    return `${'{"M":{"a":'.repeat(maps)}${'{"L":['.repeat(lists)}{"N":"1"}${"]}".repeat(lists)}${"}}".repeat(maps)}`;
  };
  const send = async (operation: string, body: string) => {
    const headers = { "x-amz-target": `DynamoDB_20120810.${operation}` };
    const request = { method: "POST", path: "/", query: "", headers, body: [Buffer.from(body)] };
    const { status, body: text } = await answer(service.aws, request);
    const { __type = "", message } = JSON.parse(String(text));
    return { status, type: String(__type).split("#")[1], message };
  };
  const refused = {
    status: 400,
    type: "ValidationException",
    message:
      "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit",
  };

  const table = `"TableName":"${TableName}"`;
  const key = `"Key":${JSON.stringify(Key)}`;
  const update = (value: string) =>
    `{${table},${key},"UpdateExpression":"SET deep = :v","ExpressionAttributeValues":{":v":${value}}}`;
  const item = (value: string) => `"Item":{"id":{"S":"deep"},"deep":${value}}`;
  const requests: [operation: string, what: string, body: (value: string) => string][] = [
    ["PutItem", "an item", (value) => `{${table},${item(value)}}`],
    ["UpdateItem", "a value of an expression", update],
    [
      "UpdateItem",
      "an update of the older form",
      (value) => `{${table},${key},"AttributeUpdates":{"deep":{"Value":${value}}}}`,
    ],
    [
      "DeleteItem",
      "an expected value",
      (value) => `{${table},${key},"Expected":{"absent":{"ComparisonOperator":"NE","AttributeValueList":[${value}]}}}`,
    ],
    [
      "Scan",
      "a value of a filter",
      (value) => `{${table},"FilterExpression":"a = :v","ExpressionAttributeValues":{":v":${value}}}`,
    ],
    ["BatchWriteItem", "an item of a batch", (value) => `{"RequestItems":{"notes":[{"PutRequest":{${item(value)}}}]}}`],
    ["TransactWriteItems", "a transaction", (value) => `{"TransactItems":[{"Put":{${table},${item(value)}}}]}`],
    ["TransactWriteItems", "an update of a transaction", (value) => `{"TransactItems":[{"Update":${update(value)}}]}`],
  ];
  for (const [operation, what, body] of requests)
    it(`may be nested 32 levels deep and no deeper: ${what}`, async () => {
      expect(await send(operation, body(nested(31)))).to.include({ status: 200 });
      for (const containers of [32, 60, 5_000, 100_000])
        expect(await send(operation, body(nested(containers))), String(containers)).to.deep.equal(refused);
    });

  it("may be nested 32 levels deep and no deeper: a key", async () => {
    for (const containers of [32, 5_000])
      expect(await send("GetItem", `{${table},"Key":{"id":${nested(containers)}}}`)).to.deep.equal(refused);
  });

  it("may not get deeper by an update", async () => {
    await send("PutItem", `{${table},"Item":{"id":{"S":"deep"},"outer":{"M":{}},"deep":${nested(31)}}}`);
    const wrap = `{${table},${key},"UpdateExpression":"SET #o.a = deep","ExpressionAttributeNames":{"#o":"outer"}}`;
    expect(await send("UpdateItem", wrap)).to.deep.equal(refused);
  });
});
