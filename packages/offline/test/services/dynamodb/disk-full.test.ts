import { expect } from "chai";
import { openDynamoDb, type DynamoDb } from "../../../src/services/dynamodb/service";
import { canMount, SmallDisk, whyPending } from "../../support/full-disk";
import { call } from "./support/direct";
import { location, notes } from "./support/fixture";

describe(`DynamoDB on a full disk${whyPending}`, () => {
  let disk: SmallDisk;
  let service: DynamoDb;
  const acknowledged: string[] = [];

  before(function () {
    if (!canMount) this.skip();
    disk = new SmallDisk(6);
  });

  after(() => disk?.remove());

  const open = async () => {
    service = await openDynamoDb({ directory: `${disk.path}/dynamodb`, location, tables: [notes] });
  };
  /** Puts an item; returns what was answered if that was an error. */
  const put = async (id: string): Promise<string | undefined> => {
    const Item = { id: { S: id }, topic: { S: id }, at: { N: "1" }, text: { S: "x".repeat(3000) } };
    try {
      await call(service, "PutItem", { TableName: "notes", Item });
      acknowledged.push(id);
      return undefined;
    } catch (error) {
      return String(error);
    }
  };
  const missing = async () => {
    const found = await Promise.all(
      acknowledged.map((id) => call(service, "GetItem", { TableName: "notes", Key: { id: { S: id } } })),
    );
    return acknowledged.filter((_, at) => found[at]?.Item === undefined);
  };

  it("refuses writes, names the disk, and goes on reading", async () => {
    await open();
    for (let at = 0; at < 20; at++) await put(`before-${at}`);
    disk.fill();
    let answer: string | undefined;
    for (let at = 0; answer === undefined; at++) answer = await put(`while-${at}`);
    for (const again of [answer, await put("refused-1"), await put("refused-2")])
      expect(again)
        .to.match(/InternalServerError/)
        .and.match(/the disk is full: cannot write /);
    expect(await missing()).to.deep.equal([]);
  });

  it("loses nothing that it acknowledges once there is room again, nor has what it refused", async () => {
    disk.free();
    const answers = await Promise.all(Array.from({ length: 40 }, (_, at) => put(`after-${at}`)));
    expect(answers).to.deep.equal(answers.map(() => undefined));
    expect(await missing()).to.deep.equal([]);
    await service.close();
    await open();
    expect(await missing()).to.deep.equal([]);
    const { Count } = await call(service, "Scan", { TableName: "notes", Select: "COUNT" });
    expect(Count).to.equal(acknowledged.length);
    await service.close();
  });
});
