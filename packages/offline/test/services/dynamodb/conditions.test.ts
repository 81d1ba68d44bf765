import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import { failure, start, type Fixture } from "./support/fixture";

describe("DynamoDB conditions", () => {
  let fixture: Fixture;
  const TableName = "notes";
  const put = (Item: Record<string, unknown>) => fixture.documents.send(new PutCommand({ TableName, Item }));
  const get = async (id: string) => (await fixture.documents.send(new GetCommand({ TableName, Key: { id } }))).Item;

  before(async () => {
    fixture = await start();
  });
  after(() => fixture.close());

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
});
