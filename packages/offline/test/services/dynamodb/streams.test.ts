import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BatchWriteItemCommand, DescribeTableCommand, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import type { RecordStream } from "../../../src/protocol/event-sources";
import { Faults, type TableSettings } from "../../../src/services/dynamodb/service";
import { failure, type Fixture, notes, start } from "./support/fixture";

const TableName = "notes";
const streamArn = "arn:aws:dynamodb:eu-west-3:000000000000:table/notes/stream/2015-01-01T00:00:00.000";
const hour = 60 * 60 * 1000;

const streaming = (viewType: string): TableSettings => ({
  ...notes,
  stream: { viewType, arn: streamArn, label: "2015-01-01T00:00:00.000" },
  ttl: { enabled: true, attributeName: "until" },
});

describe("DynamoDB streams", () => {
  const epoch = Date.UTC(2026, 0, 1);
  let clock: number;
  let fixture: Fixture;
  let directory: string;

  const open = async (viewType = "NEW_AND_OLD_IMAGES", more: Parameters<typeof start>[0] = {}) => {
    clock = epoch;
    fixture = await start({ now: () => clock, tables: [streaming(viewType)], ...more });
  };
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "streams-"));
  });
  afterEach(async () => {
    await fixture.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const put = (Item: Record<string, unknown>) => fixture.documents.send(new PutCommand({ TableName, Item }));
  const remove = (id: string) => fixture.documents.send(new DeleteCommand({ TableName, Key: { id } }));

  const stream = (): RecordStream => fixture.service.target.stream?.(streamArn) ?? expect.fail();
  const records = async (after = "0"): Promise<Record<string, unknown>[]> =>
    (await stream().read(after, 100)).map(({ record }) => Object(record));
  /** What was done to which item. */
  const told = async () =>
    (await records()).map(({ eventName, dynamodb }) => `${String(eventName)} ${Object(dynamodb).Keys.id.S}`);

  it("tell of each item that is made, changed and deleted, in order, as Lambda hands it over", async () => {
    await open();
    await put({ id: "1", text: "one" });
    await fixture.documents.send(
      new UpdateCommand({
        ...{ TableName, Key: { id: "1" }, UpdateExpression: "SET #text = :two" },
        ...{ ExpressionAttributeNames: { "#text": "text" }, ExpressionAttributeValues: { ":two": "two" } },
      }),
    );
    await remove("1");
    const all = await records();
    const [one, two] = [
      { id: { S: "1" }, text: { S: "one" } },
      { id: { S: "1" }, text: { S: "two" } },
    ];
    const images = all.map(({ eventName, dynamodb }) => [
      eventName,
      Object(dynamodb).OldImage,
      Object(dynamodb).NewImage,
    ]);
    expect(images).to.deep.equal([
      ["INSERT", undefined, one],
      ["MODIFY", one, two],
      ["REMOVE", two, undefined],
    ]);
    const { eventID, ...first } = all[0] ?? {};
    expect(eventID).to.match(/^[0-9a-f]{32}$/);
    const sequenceNumber = (await stream().read("0", 1))[0]?.sequenceNumber;
    expect(sequenceNumber).to.match(/^\d{21,40}$/);
    expect(first).to.deep.equal({
      ...{ eventName: "INSERT", eventVersion: "1.1", eventSource: "aws:dynamodb", awsRegion: "eu-west-3" },
      dynamodb: {
        ApproximateCreationDateTime: epoch / 1000,
        Keys: { id: { S: "1" } },
        NewImage: one,
        SequenceNumber: sequenceNumber,
        SizeBytes: 13,
        StreamViewType: "NEW_AND_OLD_IMAGES",
      },
      eventSourceARN: streamArn,
    });
  });

  for (const [viewType, images] of [
    ["KEYS_ONLY", []],
    ["NEW_IMAGE", ["NewImage"]],
    ["OLD_IMAGE", ["OldImage"]],
    ["NEW_AND_OLD_IMAGES", ["NewImage", "OldImage"]],
  ] as const)
    it(`have of ${viewType} the keys${images.length > 0 ? ` and ${images.join(" and ")}` : " alone"}`, async () => {
      await open(viewType);
      await put({ id: "1", text: "one" });
      await put({ id: "1", text: "two" });
      const { dynamodb } = (await records())[1] ?? {};
      const others = ["ApproximateCreationDateTime", "Keys", "SequenceNumber", "SizeBytes", "StreamViewType"];
      expect(dynamodb).to.have.all.keys(...others, ...images);
    });

  it("tell of batches and transactions item by item", async () => {
    await open();
    await fixture.client.send(
      new BatchWriteItemCommand({
        RequestItems: { notes: ["1", "2"].map((id) => ({ PutRequest: { Item: { id: { S: id } } } })) },
      }),
    );
    await fixture.client.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { Delete: { TableName, Key: { id: { S: "1" } } } },
          { Put: { TableName, Item: { id: { S: "3" } } } },
          { ConditionCheck: { TableName, Key: { id: { S: "2" } }, ConditionExpression: "attribute_exists(id)" } },
        ],
      }),
    );
    expect(await told()).to.have.members(["INSERT 1", "INSERT 2", "REMOVE 1", "INSERT 3"]);
  });

  it("tell of each item in the order of its changes, however many come at once", async () => {
    await open();
    const count = (id: string) =>
      fixture.documents.send(
        new UpdateCommand({
          ...{ TableName, Key: { id }, UpdateExpression: "ADD n :one" },
          ExpressionAttributeValues: { ":one": 1 },
        }),
      );
    await Promise.all(Array.from({ length: 200 }, (_, index) => count(String(index % 4))));
    const images = (await stream().read("0", 1000)).map(({ record }) => Object(record).dynamodb);
    for (const id of ["0", "1", "2", "3"]) {
      const own = images.filter(({ Keys }) => Keys.id.S === id);
      expect(own.map(({ NewImage }) => Number(NewImage.n.N))).to.deep.equal(
        Array.from({ length: 50 }, (_, index) => index + 1),
      );
    }
    const numbers = images.map(({ SequenceNumber }) => SequenceNumber);
    expect(numbers).to.deep.equal([...new Set(numbers)].sort());
  });

  it("tell nothing of a write that changes nothing, or that is refused", async () => {
    await open();
    await put({ id: "1", text: "one" });
    await put({ text: "one", id: "1" });
    await remove("2");
    await failure(
      fixture.documents.send(
        new PutCommand({ TableName, Item: { id: "1" }, ConditionExpression: "attribute_not_exists(id)" }),
      ),
    );
    expect(await told()).to.deep.equal(["INSERT 1"]);
  });

  it("say of what has expired that DynamoDB deleted it", async () => {
    await open();
    await put({ id: "1", until: epoch / 1000 + 1 });
    await put({ id: "2" });
    clock += 5_000;
    await fixture.service.sweep();
    await remove("2");
    const [byTimeToLive, byHand] = (await records()).slice(2);
    expect(byTimeToLive).to.deep.include({
      eventName: "REMOVE",
      userIdentity: { type: "Service", principalId: "dynamodb.amazonaws.com" },
    });
    expect(byHand).to.not.have.property("userIdentity");
  });

  it("keep records for 24 hours, and numbers grow on when all of them are gone", async () => {
    await open("KEYS_ONLY", { directory });
    await put({ id: "1" });
    const [{ sequenceNumber } = expect.fail()] = await stream().read("0", 1);
    clock += 23 * hour;
    await fixture.service.sweep();
    expect(await told()).to.deep.equal(["INSERT 1"]);
    clock += 2 * hour;
    expect(await told()).to.deep.equal([]);
    await fixture.service.sweep();
    const now = clock;
    await fixture.close();
    await open("KEYS_ONLY", { directory });
    clock = now;
    await put({ id: "2" });
    expect((await stream().read(sequenceNumber, 10)).length).to.equal(1);
  });

  it("have a record of what is written, and none of what is not", async () => {
    const faults = new Faults();
    await open("KEYS_ONLY", { directory, faults });
    let moment = "before";
    faults.onCommit = (now) => {
      if (now === moment) throw new Error("the process ends");
    };
    await failure(put({ id: "1" }));
    moment = "after";
    await failure(put({ id: "2" }));
    await fixture.close();
    await open("KEYS_ONLY", { directory });
    expect(await told()).to.deep.equal(["INSERT 2"]);
    const items = await Promise.all(
      ["1", "2"].map((id) => fixture.documents.send(new GetCommand({ TableName, Key: { id } }))),
    );
    expect(items.map(({ Item }) => Item?.id)).to.deep.equal([undefined, "2"]);
  });

  it("tell those who listen of records, and begin after the latest", async () => {
    await open();
    await put({ id: "1" });
    const latest = stream().latest();
    const heard = new Promise<void>((resolve) => void stream().listen(resolve));
    await put({ id: "2" });
    await heard;
    expect((await records(latest)).map(({ dynamodb }) => Object(dynamodb).Keys)).to.deep.equal([{ id: { S: "2" } }]);
  });

  it("are described with their table, and gone when the program has them no more", async () => {
    const describe = async () => (await fixture.client.send(new DescribeTableCommand({ TableName }))).Table;
    await open("NEW_IMAGE", { directory });
    expect(await describe()).to.deep.include({
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_IMAGE" },
      LatestStreamArn: streamArn,
      LatestStreamLabel: "2015-01-01T00:00:00.000",
    });
    await fixture.close();
    await open("", { directory, tables: [notes] });
    expect(await describe()).to.not.include.any.keys("StreamSpecification", "LatestStreamArn", "LatestStreamLabel");
    expect(fixture.service.target.stream?.(streamArn)).to.equal(undefined);
    await put({ id: "1" });
  });
});
