import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
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
