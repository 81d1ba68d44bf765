import { BatchGetCommand, BatchWriteCommand, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import { Faults } from "../../../src/services/dynamodb/service";
import { failure, start, type Fixture } from "./support/fixture";

describe("DynamoDB's planned faults", () => {
  const faults = new Faults();
  let fixture: Fixture;
  const put = (id: string) => fixture.documents.send(new PutCommand({ TableName: "notes", Item: { id } }));
  const get = (id: string) => fixture.documents.send(new GetCommand({ TableName: "notes", Key: { id } }));

  before(async () => {
    fixture = await start({ faults });
  });
  after(() => fixture.close());

  it("meet each call of the operation on the table until they are taken away", async () => {
    const remove = faults.plan({
      operation: "PutItem",
      table: "notes",
      error: "ProvisionedThroughputExceededException",
    });
    for (const id of ["throttled-1", "throttled-2"]) {
      const error = await failure(put(id));
      expect(error.name).to.equal("ProvisionedThroughputExceededException");
      expect((await get(id)).Item).to.equal(undefined);
    }
    remove();
    await put("throttled-1");
  });

  it("meet only the call they are planned for", async () => {
    const remove = faults.plan({ operation: "PutItem", call: 2, error: "InternalServerError" });
    await put("first");
    const error = await failure(put("second"));
    expect(error.name).to.equal("InternalServerError");
    expect(error.$metadata).to.include({ httpStatusCode: 500 });
    await put("third");
    remove();
  });

  it("meet only calls of which they say so", async () => {
    let isNext = true;
    const error = "ProvisionedThroughputExceededException";
    const remove = faults.plan({ operation: "PutItem", when: () => (isNext = !isNext), error });
    await put("spared-1");
    expect((await failure(put("refused-1"))).name).to.equal(error);
    await put("spared-2");
    remove();
  });

  it("leave a part of a batch undone, which the answer names as it was asked", async () => {
    const ids = ["left-1", "left-2", "left-3"];
    let asked = 0;
    const removals = ["BatchWriteItem", "BatchGetItem"].map((operation) =>
      faults.plan({ operation, unprocessed: () => ++asked % 2 === 1 }),
    );
    const puts = ids.map((id) => ({ PutRequest: { Item: { id } } }));
    const written = await fixture.documents.send(new BatchWriteCommand({ RequestItems: { notes: puts } }));
    expect(written.UnprocessedItems).to.deep.equal({ notes: [puts[1]] });
    const found = await Promise.all(ids.map(async (id) => (await get(id)).Item?.id));
    expect(found).to.deep.equal(["left-1", undefined, "left-3"]);
    const Keys = ids.map((id) => ({ id }));
    const RequestItems = { notes: { Keys, ConsistentRead: true, ProjectionExpression: "id" } };
    const read = await fixture.documents.send(new BatchGetCommand({ RequestItems }));
    expect(read.Responses?.notes?.map(({ id }) => String(id)).sort()).to.deep.equal(["left-1", "left-3"]);
    expect(read.UnprocessedKeys).to.deep.equal({ notes: { ...RequestItems.notes, Keys: [Keys[1]] } });
    for (const remove of removals) remove();
  });

  it("leave no batch undone as a whole: DynamoDB would throttle it", async () => {
    const remove = faults.plan({ operation: "BatchWriteItem", unprocessed: () => true });
    let left = { notes: ["a", "b", "c"].map((id) => ({ PutRequest: { Item: { id: `whole-${id}` } } })) };
    for (const count of [2, 1, 0]) {
      const { UnprocessedItems = {} } = await fixture.documents.send(new BatchWriteCommand({ RequestItems: left }));
      left = { notes: [], ...Object(UnprocessedItems) };
      expect(left.notes).to.have.length(count);
    }
    remove();
  });

  it("leave other tables and operations alone", async () => {
    const remove = faults.plan({ operation: "PutItem", table: "readings", error: "InternalServerError" });
    await put("spared");
    remove();
  });

  it("can delay a call", async () => {
    const remove = faults.plan({ operation: "GetItem", delay: 50 });
    const from = performance.now();
    await get("first");
    remove();
    expect(performance.now() - from).to.be.at.least(49);
  });
});
