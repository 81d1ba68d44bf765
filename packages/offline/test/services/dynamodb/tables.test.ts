import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  ExecuteStatementCommand,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateTableCommand,
  waitUntilTableNotExists,
} from "@aws-sdk/client-dynamodb";
import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import { failure, location, notes, readings, start, withFolder, type Fixture } from "./support/fixture";
import { openDynamoDb } from "../../../src/services/dynamodb/service";

describe("DynamoDB tables", () => {
  let fixture: Fixture;
  const create = (TableName: string) =>
    new CreateTableCommand({
      TableName,
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      BillingMode: "PAY_PER_REQUEST",
    });

  before(async () => {
    fixture = await start({ tables: [{ ...notes, pointInTimeRecovery: { enabled: true } }, readings] });
  });
  after(() => fixture.close());

  it("are there as declared, active from the start", async () => {
    const { Table } = await fixture.client.send(new DescribeTableCommand({ TableName: "notes" }));
    expect(Table).to.deep.include({
      TableName: "notes",
      TableStatus: "ACTIVE",
      TableArn: "arn:aws:dynamodb:eu-west-3:000000000000:table/notes",
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    });
    expect(Table?.BillingModeSummary?.BillingMode).to.equal("PAY_PER_REQUEST");
    expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName, IndexStatus }) => [IndexName, IndexStatus])).to.deep.equal([
      ["by-topic", "ACTIVE"],
      ["topics", "ACTIVE"],
    ]);
    const { Table: other } = await fixture.client.send(new DescribeTableCommand({ TableName: "readings" }));
    expect(other?.ProvisionedThroughput).to.include({ ReadCapacityUnits: 5, WriteCapacityUnits: 5 });
  });

  it("can be created, listed and deleted by the API, with nothing left of a deleted one", async () => {
    const table = "temporary";
    const client = fixture.client;
    await client.send(create(table));
    await fixture.documents.send(new PutCommand({ TableName: table, Item: { id: "left" } }));
    expect((await client.send(new ListTablesCommand({}))).TableNames).to.deep.equal(["notes", "readings", table]);
    const { TableNames, LastEvaluatedTableName } = await client.send(new ListTablesCommand({ Limit: 1 }));
    expect([TableNames, LastEvaluatedTableName]).to.deep.equal([["notes"], "notes"]);
    expect((await failure(client.send(create(table)))).name).to.equal("ResourceInUseException");
    await client.send(new DeleteTableCommand({ TableName: table }));
    await waitUntilTableNotExists({ client, maxWaitTime: 5, minDelay: 0.01, maxDelay: 0.05 }, { TableName: table });
    const describe = client.send(new DescribeTableCommand({ TableName: table }));
    expect((await failure(describe)).name).to.equal("ResourceNotFoundException");
    await client.send(create(table));
    const { Item } = await fixture.documents.send(new GetCommand({ TableName: table, Key: { id: "left" } }));
    expect(Item).to.equal(undefined);
    await client.send(new DeleteTableCommand({ TableName: table }));
  });

  it("carry tags", async () => {
    const ResourceArn = "arn:aws:dynamodb:eu-west-3:000000000000:table/notes";
    await fixture.client.send(
      new TagResourceCommand({
        ResourceArn,
        Tags: [
          { Key: "a", Value: "1" },
          { Key: "b", Value: "2" },
        ],
      }),
    );
    await fixture.client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ["a"] }));
    const { Tags } = await fixture.client.send(new ListTagsOfResourceCommand({ ResourceArn }));
    expect(Tags).to.deep.equal([{ Key: "b", Value: "2" }]);
  });

  it("say whether point-in-time recovery is declared", async () => {
    const status = async (TableName: string) =>
      (await fixture.client.send(new DescribeContinuousBackupsCommand({ TableName }))).ContinuousBackupsDescription
        ?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
    expect([await status("notes"), await status("readings")]).to.deep.equal(["ENABLED", "DISABLED"]);
    const missing = fixture.client.send(new DescribeContinuousBackupsCommand({ TableName: "missing" }));
    expect((await failure(missing)).name).to.equal("TableNotFoundException");
  });

  it("change their throughput, and refuse changes that are not embedded", async () => {
    const throughput = { ReadCapacityUnits: 7, WriteCapacityUnits: 7 };
    await fixture.client.send(new UpdateTableCommand({ TableName: "readings", ProvisionedThroughput: throughput }));
    const capacity = async () =>
      (await fixture.client.send(new DescribeTableCommand({ TableName: "readings" }))).Table?.ProvisionedThroughput
        ?.WriteCapacityUnits;
    // Dynalite puts them in force after its answer, as AWS does; the test's time-out bounds this.
    while ((await capacity()) !== 7);
    const removal = new UpdateTableCommand({
      TableName: "notes",
      GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: "topics" } }],
    });
    expect((await failure(fixture.client.send(removal))).name).to.equal("NotImplemented");
    const statement = new ExecuteStatementCommand({ Statement: "SELECT * FROM notes" });
    expect((await failure(fixture.client.send(statement))).name).to.equal("NotImplemented");
  });

  it("keep their data when they are declared again, and are refused with other keys or indexes", () =>
    withFolder(async (directory) => {
      const first = await start({ directory });
      await first.documents.send(new PutCommand({ TableName: "notes", Item: { id: "kept" } }));
      await first.close();
      const [byTopic] = notes.globalSecondaryIndexes ?? [];
      for (const changed of [
        { ...notes, globalSecondaryIndexes: byTopic ? [byTopic] : [] },
        { ...notes, attributes: notes.attributes.map((attribute) => ({ ...attribute, type: "S" })) },
      ]) {
        const error = await failure(openDynamoDb({ directory, location, tables: [changed] }));
        expect(error.message).to.match(
          /^table notes has other keys or indexes .* give the table another name, or start with a fresh data folder/,
        );
      }
      const again = await start({ directory, tables: [notes] });
      const { Item } = await again.documents.send(new GetCommand({ TableName: "notes", Key: { id: "kept" } }));
      await again.close();
      expect(Item).to.deep.equal({ id: "kept" });
    }));

  it("are refused by name when AWS would refuse their declaration", async () => {
    const tables = [{ ...notes, attributes: notes.attributes.slice(0, 2) }];
    const error = await failure(openDynamoDb({ location, tables }));
    expect(error.message).to.match(/^Table notes cannot be created: /);
  });
});
