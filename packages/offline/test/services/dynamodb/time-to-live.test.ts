import { DescribeTimeToLiveCommand, UpdateTimeToLiveCommand } from "@aws-sdk/client-dynamodb";
import { GetCommand, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import { failure, notes, start, withFolder, type Fixture } from "./support/fixture";

describe("DynamoDB time to live", () => {
  const TableName = "notes";
  const epoch = Date.UTC(2026, 0, 1) / 1000;
  let clock: number;
  let fixture: Fixture;
  const put = (Item: Record<string, unknown>) => fixture.documents.send(new PutCommand({ TableName, Item }));
  const exists = async (id: string) =>
    (await fixture.documents.send(new GetCommand({ TableName, Key: { id } }))).Item !== undefined;
  const update = (AttributeName: string, Enabled: boolean, table = TableName) =>
    fixture.client.send(
      new UpdateTimeToLiveCommand({ TableName: table, TimeToLiveSpecification: { AttributeName, Enabled } }),
    );
  const describeTable = async () =>
    (await fixture.client.send(new DescribeTimeToLiveCommand({ TableName }))).TimeToLiveDescription;

  beforeEach(async () => {
    clock = epoch;
    fixture = await start({ now: () => clock * 1000 });
  });
  afterEach(() => fixture.close());

  it("deletes items once their time has come, and their index entries", async () => {
    await update("until", true);
    await put({ id: "later", until: epoch + 100, topic: "ttl", at: 1 });
    await put({ id: "never", topic: "ttl", at: 2 });
    expect(await fixture.service.sweep()).to.equal(0);
    clock = epoch + 101;
    expect(await exists("later")).to.equal(true);
    expect(await fixture.service.sweep()).to.equal(1);
    expect(await exists("later")).to.equal(false);
    const { Items } = await fixture.documents.send(
      new QueryCommand({
        TableName,
        IndexName: "by-topic",
        KeyConditionExpression: "topic = :topic",
        ExpressionAttributeValues: { ":topic": "ttl" },
      }),
    );
    expect(Items).to.deep.equal([{ id: "never", topic: "ttl", at: 2 }]);
  });

  it("keeps what is no number, and a time more than five years ago", async () => {
    await update("until", true);
    await put({ id: "text", until: "1" });
    await put({ id: "ancient", until: 1 });
    expect(await fixture.service.sweep()).to.equal(0);
  });

  it("keeps everything while it is disabled", async () => {
    await put({ id: "expired", until: epoch - 1 });
    expect(await fixture.service.sweep()).to.equal(0);
    await update("until", true);
    await update("until", false);
    expect(await fixture.service.sweep()).to.equal(0);
  });

  it("describes and updates as DynamoDB does", async () => {
    expect(await describeTable()).to.deep.equal({ TimeToLiveStatus: "DISABLED" });
    expect((await failure(update("until", false))).message).to.equal("TimeToLive is already disabled");
    expect((await update("until", true)).TimeToLiveSpecification).to.deep.equal({
      AttributeName: "until",
      Enabled: true,
    });
    expect(await describeTable()).to.deep.equal({ TimeToLiveStatus: "ENABLED", AttributeName: "until" });
    expect((await failure(update("until", true))).message).to.equal("TimeToLive is already enabled");
    expect((await failure(update("other", false))).message).to.match(/active on a different AttributeName/);
    expect((await failure(update("until", true, "unknown"))).name).to.equal("ResourceNotFoundException");
  });

  it("follows the program's declaration at each start", () =>
    withFolder(async (directory) => {
      const attribute = async (tables: (typeof notes)[]) => {
        const opened = await start({ directory, tables });
        const { TimeToLiveDescription } = await opened.client.send(new DescribeTimeToLiveCommand({ TableName }));
        await opened.close();
        return TimeToLiveDescription?.AttributeName;
      };
      expect(await attribute([{ ...notes, ttl: { attributeName: "until", enabled: true } }])).to.equal("until");
      expect(await attribute([{ ...notes, ttl: { attributeName: "until", enabled: false } }])).to.equal(undefined);
      expect(await attribute([{ ...notes, ttl: { attributeName: "expires", enabled: true } }])).to.equal("expires");
      expect(await attribute([notes])).to.equal(undefined);
    }));
});
