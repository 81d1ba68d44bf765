import { expect } from "chai";
import { AwsError, type Access } from "../../../src/protocol/service";
import { openDynamoDb, type DynamoDb } from "../../../src/services/dynamodb/service";
import { call } from "./support/direct";
import { failure, location, notes, readings } from "./support/fixture";

describe("DynamoDB's access", () => {
  const arn = (rest: string) => `arn:aws:dynamodb:eu-west-3:000000000000:table/${rest}`;
  const Key = { id: { S: "one" } };
  let service: DynamoDb;

  before(async () => {
    service = await openDynamoDb({ location, tables: [notes, readings] });
  });
  after(() => service.close());

  /** What a call asked for, whether or not it then went well. */
  const asked = async (operation: string, body: object): Promise<Access[]> => {
    const all: Access[] = [];
    await call(service, operation, body, (access) => all.push(...access)).catch(() => undefined);
    return all;
  };
  const pairs = (access: Access[]) => access.map(({ action, resource }) => [action, resource]);

  it("is the operation's action on the table", async () => {
    for (const [operation, body] of Object.entries({
      GetItem: { Key },
      PutItem: { Item: Key },
      UpdateItem: { Key },
      DeleteItem: { Key },
      Scan: {},
      DescribeTable: {},
      UpdateTable: {},
      DescribeTimeToLive: {},
      UpdateTimeToLive: {},
      DescribeContinuousBackups: {},
      UpdateContinuousBackups: {},
    }))
      expect(pairs(await asked(operation, { TableName: "notes", ...body }))).to.deep.equal([
        [`dynamodb:${operation}`, arn("notes")],
      ]);
    expect(pairs(await asked("ListTables", {}))).to.deep.equal([["dynamodb:ListTables", "*"]]);
    expect(pairs(await asked("ListTagsOfResource", { ResourceArn: arn("notes") }))).to.deep.equal([
      ["dynamodb:ListTagsOfResource", arn("notes")],
    ]);
  });

  it("is on the table or the export that an operation names by its ARN", async () => {
    for (const [operation, body, resource] of [
      ["ExportTableToPointInTime", { TableArn: arn("notes"), S3Bucket: "archive" }, arn("notes")],
      ["DescribeExport", { ExportArn: arn("notes/export/1-a") }, arn("notes/export/1-a")],
      ["ListExports", { TableArn: arn("notes") }, arn("notes")],
      ["ListExports", {}, "*"],
    ] as const)
      expect(pairs(await asked(operation, body))).to.deep.equal([[`dynamodb:${operation}`, resource]]);
  });

  it("is on the index, not the table, when a query or scan reads an index", async () => {
    const query = {
      TableName: "notes",
      IndexName: "by-topic",
      KeyConditionExpression: "#t = :t",
      ExpressionAttributeNames: { "#t": "topic" },
      ExpressionAttributeValues: { ":t": { S: "news" } },
    };
    expect(await asked("Query", query)).to.deep.equal([
      {
        action: "dynamodb:Query",
        resource: arn("notes/index/by-topic"),
        context: { "dynamodb:LeadingKeys": ["news"], "dynamodb:Attributes": ["topic"] },
      },
    ]);
    expect(pairs(await asked("Scan", { TableName: "notes", IndexName: "topics" }))).to.deep.equal([
      ["dynamodb:Scan", arn("notes/index/topics")],
    ]);
  });

  it("is on each table of a batch", async () => {
    const reading = { sensor: { S: "s" }, at: { N: "1" } };
    const write = {
      notes: [{ PutRequest: { Item: { ...Key, text: { S: "x" } } } }, { DeleteRequest: { Key: { id: { S: "two" } } } }],
      readings: [{ DeleteRequest: { Key: reading } }],
    };
    expect(await asked("BatchWriteItem", { RequestItems: write })).to.deep.equal([
      {
        action: "dynamodb:BatchWriteItem",
        resource: arn("notes"),
        context: { "dynamodb:LeadingKeys": ["one", "two"], "dynamodb:Attributes": ["id", "text"] },
      },
      {
        action: "dynamodb:BatchWriteItem",
        resource: arn("readings"),
        context: { "dynamodb:LeadingKeys": ["s"], "dynamodb:Attributes": ["sensor", "at"] },
      },
    ]);
    const read = { notes: { Keys: [Key] }, readings: { Keys: [reading] } };
    expect(pairs(await asked("BatchGetItem", { RequestItems: read }))).to.deep.equal([
      ["dynamodb:BatchGetItem", arn("notes")],
      ["dynamodb:BatchGetItem", arn("readings")],
    ]);
  });

  it("is that of each action of a transaction, which itself is none", async () => {
    const condition = { ConditionExpression: "attribute_exists(id)" };
    const access = await asked("TransactWriteItems", {
      TransactItems: [
        { Put: { TableName: "readings", Item: { sensor: { S: "s" }, at: { N: "1" } } } },
        { Update: { TableName: "notes", Key, UpdateExpression: "REMOVE a" } },
        { Delete: { TableName: "notes", Key: { id: { S: "two" } } } },
        { ConditionCheck: { TableName: "notes", Key: { id: { S: "three" } }, ...condition } },
      ],
    });
    expect(pairs(access)).to.deep.equal([
      ["dynamodb:PutItem", arn("readings")],
      ["dynamodb:UpdateItem", arn("notes")],
      ["dynamodb:DeleteItem", arn("notes")],
      ["dynamodb:ConditionCheckItem", arn("notes")],
    ]);
    expect(access[1]?.context).to.deep.equal({
      "dynamodb:LeadingKeys": ["one"],
      "dynamodb:Attributes": ["id", "a"],
      "dynamodb:EnclosingOperation": "TransactWriteItems",
    });
    const read = await asked("TransactGetItems", { TransactItems: [{ Get: { TableName: "notes", Key } }] });
    expect(pairs(read)).to.deep.equal([["dynamodb:GetItem", arn("notes")]]);
  });

  it("names the attributes, the selection and the return values a request asks for", async () => {
    const [get] = await asked("GetItem", {
      TableName: "notes",
      Key,
      ProjectionExpression: "#title, body.paragraphs[0]",
      ExpressionAttributeNames: { "#title": "title" },
    });
    expect(get?.context).to.deep.equal({
      "dynamodb:LeadingKeys": ["one"],
      "dynamodb:Attributes": ["id", "title", "body"],
      "dynamodb:Select": "SPECIFIC_ATTRIBUTES",
    });
    const [update] = await asked("UpdateItem", {
      TableName: "notes",
      Key,
      UpdateExpression: "SET a = :v",
      ConditionExpression: "b < :v",
      ExpressionAttributeValues: { ":v": { N: "1" } },
      ReturnValues: "ALL_NEW",
    });
    expect(update?.context).to.deep.equal({
      "dynamodb:LeadingKeys": ["one"],
      "dynamodb:Attributes": ["id", "a", "b"],
      "dynamodb:ReturnValues": "ALL_NEW",
    });
    const [put] = await asked("PutItem", { TableName: "readings", Item: { sensor: { S: "s" }, at: { N: "5" } } });
    expect(put?.context).to.deep.include({ "dynamodb:LeadingKeys": ["s"] });
  });

  it("is refused before anything is done, and before a request's own mistakes are told", async () => {
    const deny = () => {
      throw new AwsError("AccessDeniedException", "no");
    };
    const item = { id: { S: "denied" } };
    const denied: [string, object][] = [
      ["PutItem", { TableName: "notes", Item: item }],
      ["PutItem", { TableName: "notes", Item: item, ConditionExpression: "nonsense nonsense" }],
      ["BatchWriteItem", { RequestItems: { notes: [{ PutRequest: { Item: item } }] } }],
      ["TransactWriteItems", { TransactItems: [{ Put: { TableName: "notes", Item: item } }] }],
      ["DeleteTable", { TableName: "notes" }],
      ["UpdateTimeToLive", { TableName: "notes" }],
    ];
    for (const [operation, body] of denied) {
      const error = await failure(call(service, operation, body, deny));
      expect(error.message).to.match(/^{"__type":"com.amazon.coral.service#AccessDeniedException","message":"no"}$/);
    }
    expect(await call(service, "GetItem", { TableName: "notes", Key: item })).to.deep.equal({});
  });
});
