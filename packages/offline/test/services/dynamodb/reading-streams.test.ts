import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  ListStreamsCommand,
} from "@aws-sdk/client-dynamodb-streams";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import { failure, type Fixture, location, notes, readings, start } from "./support/fixture";

const StreamArn = "arn:aws:dynamodb:eu-west-3:000000000000:table/notes/stream/2015-01-01T00:00:00.000";

describe("DynamoDB streams, read by clients", () => {
  let clock: number;
  let fixture: Fixture;
  let client: DynamoDBStreamsClient;
  let ShardId: string | undefined;

  beforeEach(async () => {
    clock = Date.UTC(2026, 0, 1);
    const stream = { viewType: "NEW_IMAGE", arn: StreamArn, label: "2015-01-01T00:00:00.000" };
    fixture = await start({ now: () => clock, tables: [{ ...notes, stream }, readings] });
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    client = new DynamoDBStreamsClient({
      endpoint: fixture.endpoint.url,
      region: location.region,
      credentials,
      maxAttempts: 1,
    });
    const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn }));
    ShardId = StreamDescription?.Shards?.[0]?.ShardId;
  });
  afterEach(async () => {
    client.destroy();
    await fixture.close();
  });

  const put = (id: string, text = "") =>
    fixture.documents.send(new PutCommand({ TableName: "notes", Item: { id, text } }));

  const iterator = async (how: Pick<GetShardIteratorCommandInput, "ShardIteratorType" | "SequenceNumber">) =>
    (await client.send(new GetShardIteratorCommand({ StreamArn, ShardId, ...how }))).ShardIterator;

  const get = async (ShardIterator: string | undefined, Limit?: number) => {
    const { Records = [], NextShardIterator } = await client.send(new GetRecordsCommand({ ShardIterator, Limit }));
    return { Records, ids: Records.map(({ dynamodb }) => dynamodb?.Keys?.id?.S), next: NextShardIterator };
  };

  it("are listed, and described with one shard", async () => {
    expect((await client.send(new ListStreamsCommand({}))).Streams).to.deep.equal([
      { StreamArn, TableName: "notes", StreamLabel: "2015-01-01T00:00:00.000" },
    ]);
    expect((await client.send(new ListStreamsCommand({ TableName: "readings" }))).Streams).to.deep.equal([]);
    const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn }));
    expect(StreamDescription).to.deep.include({
      ...{ StreamArn, TableName: "notes", StreamStatus: "ENABLED", StreamViewType: "NEW_IMAGE" },
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    });
    expect(StreamDescription?.CreationRequestDateTime).to.deep.equal(new Date("2015-01-01T00:00:00Z"));
    expect(StreamDescription?.Shards?.length).to.equal(1);
  });

  it("are read from the first record, after the last, and at a number or behind it", async () => {
    await put("1");
    const latest = await iterator({ ShardIteratorType: "LATEST" });
    await put("2");
    const all = await get(await iterator({ ShardIteratorType: "TRIM_HORIZON" }));
    expect(all.ids).to.deep.equal(["1", "2"]);
    expect(all.Records[0]).to.deep.include({ eventName: "INSERT", awsRegion: "eu-west-3" });
    expect(all.Records[0]?.dynamodb?.ApproximateCreationDateTime).to.deep.equal(new Date(clock));
    expect(all.Records[0]).to.not.have.property("eventSourceARN");
    expect((await get(latest)).ids).to.deep.equal(["2"]);
    const SequenceNumber = all.Records[0]?.dynamodb?.SequenceNumber;
    const at = await iterator({ ShardIteratorType: "AT_SEQUENCE_NUMBER", SequenceNumber });
    expect((await get(at)).ids).to.deep.equal(["1", "2"]);
    const after = await iterator({ ShardIteratorType: "AFTER_SEQUENCE_NUMBER", SequenceNumber });
    expect((await get(after)).ids).to.deep.equal(["2"]);
  });

  it("are read on by the iterator that comes with an answer, as many at a time as is asked, and a megabyte at most", async () => {
    await put("1", "x".repeat(390_000));
    await put("2", "x".repeat(390_000));
    await put("3", "x".repeat(390_000));
    const first = await get(await iterator({ ShardIteratorType: "TRIM_HORIZON" }));
    expect(first.ids).to.deep.equal(["1", "2"]);
    const second = await get(first.next, 1);
    expect(second.ids).to.deep.equal(["3"]);
    const third = await get(second.next);
    expect(third.ids).to.deep.equal([]);
    await put("4");
    expect((await get(third.next)).ids).to.deep.equal(["4"]);
  });

  it("refuse iterators that are old or none, numbers that are forgotten, and what is no stream", async () => {
    await put("1");
    const old = await iterator({ ShardIteratorType: "TRIM_HORIZON" });
    const SequenceNumber = (await get(old)).Records[0]?.dynamodb?.SequenceNumber;
    clock += 16 * 60_000;
    expect(await failure(get(old))).to.include({ name: "ExpiredIteratorException" });
    clock += 24 * 60 * 60_000;
    const trimmed = iterator({ ShardIteratorType: "AT_SEQUENCE_NUMBER", SequenceNumber });
    expect(await failure(trimmed)).to.include({ name: "TrimmedDataAccessException" });
    expect(await failure(get("none"))).to.include({ name: "ValidationException" });
    const nothing = client.send(new DescribeStreamCommand({ StreamArn: `${StreamArn}1` }));
    expect(await failure(nothing)).to.include({ name: "ResourceNotFoundException" });
  });
});
