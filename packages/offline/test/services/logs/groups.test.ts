import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  type DescribeLogStreamsCommandInput,
  DeleteLogGroupCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { type LogsHost, startLogs } from "../../support/logs";
import { refusalOf } from "../../support/sdk";

describe("services/logs: groups and streams", () => {
  let program: LogsHost;

  before(async () => {
    program = await startLogs();
  });

  after(() => program.close());

  const createGroup = (logGroupName: string, more: object = {}) =>
    program.logs.send(new CreateLogGroupCommand({ logGroupName, ...more }));
  const createStream = (logGroupName: string, logStreamName: string) =>
    program.logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
  const put = (logGroupName: string, logStreamName: string, timestamp: number) =>
    program.logs.send(
      new PutLogEventsCommand({ logGroupName, logStreamName, logEvents: [{ timestamp, message: "one" }] }),
    );
  const groups = async (input: object) =>
    (await program.logs.send(new DescribeLogGroupsCommand(input))).logGroups ?? [];
  const streams = (logGroupName: string, more: Partial<DescribeLogStreamsCommandInput> = {}) =>
    program.logs.send(new DescribeLogStreamsCommand({ logGroupName, ...more }));
  const namesOf = async (logGroupName: string, more: Partial<DescribeLogStreamsCommandInput> = {}) =>
    (await streams(logGroupName, more)).logStreams?.map(({ logStreamName }) => logStreamName);

  it("are there as the program declares them, before anything is logged", async () => {
    const name = program.name("structuredGroup");
    const arn = `arn:aws:logs:eu-west-1:000000000000:log-group:${name}`;
    const [group, ...others] = await groups({ logGroupNamePrefix: name });
    expect(others).to.be.empty;
    expect(group).to.include({
      logGroupName: name,
      retentionInDays: 7,
      logGroupArn: arn,
      arn: `${arn}:*`,
      logGroupClass: "STANDARD",
      metricFilterCount: 0,
    });
    expect(group?.creationTime).to.be.within(Date.now() - 60_000, Date.now());
  });

  it("are listed by name, page by page", async () => {
    const prefix = randomUUID();
    for (const name of ["c", "a", "b"]) await createGroup(`${prefix}/${name}`);
    const first = await program.logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: prefix, limit: 2 }));
    expect(first.logGroups?.map(({ logGroupName }) => logGroupName)).to.deep.equal([`${prefix}/a`, `${prefix}/b`]);
    // What comes in between shifts nothing.
    await createGroup(`${prefix}/a2`);
    const { nextToken } = first;
    const second = await program.logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: prefix, nextToken }));
    expect(second.logGroups?.map(({ logGroupName }) => logGroupName)).to.deep.equal([`${prefix}/c`]);
    expect(second.nextToken).to.equal(undefined);
  });

  it("are found by a part of their name, by their ARN and by their class", async () => {
    const name = `made/${randomUUID()}`;
    await createGroup(name, { logGroupClass: "INFREQUENT_ACCESS" });
    const part = name.slice(3, 30);
    expect(await groups({ logGroupNamePattern: part })).to.have.length(1);
    expect(await groups({ logGroupNamePattern: part, logGroupClass: "STANDARD" })).to.be.empty;
    const [found] = await groups({ logGroupIdentifiers: [name] });
    expect(found)
      .to.include({ logGroupName: name, logGroupClass: "INFREQUENT_ACCESS" })
      .and.not.have.property("retentionInDays");
    await createStream(name, "stream");
    const logGroupIdentifier = found?.logGroupArn;
    const { logStreams } = await program.logs.send(new DescribeLogStreamsCommand({ logGroupIdentifier }));
    expect(logStreams?.map(({ arn }) => arn)).to.deep.equal([`${logGroupIdentifier}:log-stream:stream`]);
  });

  it("have streams, listed by name or by their last event, either way, page by page", async () => {
    const name = randomUUID();
    await createGroup(name);
    const now = Date.now();
    for (const [stream, age] of [
      ["x/2", 1000],
      ["x/1", 3000],
      ["y", 2000],
    ] as const) {
      await createStream(name, stream);
      await put(name, stream, now - age);
    }
    await createStream(name, "z");
    expect(await namesOf(name)).to.deep.equal(["x/1", "x/2", "y", "z"]);
    expect(await namesOf(name, { descending: true })).to.deep.equal(["z", "y", "x/2", "x/1"]);
    expect(await namesOf(name, { logStreamNamePrefix: "x/" })).to.deep.equal(["x/1", "x/2"]);
    const orderBy = "LastEventTime";
    expect(await namesOf(name, { orderBy })).to.deep.equal(["z", "x/1", "y", "x/2"]);
    const { logStreams, nextToken } = await streams(name, { orderBy, descending: true, limit: 3 });
    expect(logStreams?.map(({ logStreamName }) => logStreamName)).to.deep.equal(["x/2", "y", "x/1"]);
    expect(await namesOf(name, { orderBy, descending: true, limit: 3, nextToken })).to.deep.equal(["z"]);
  });

  it("tell the times of a stream's events, and of none where there are none", async () => {
    const name = randomUUID();
    await createGroup(name);
    const now = Date.now();
    await createStream(name, "s");
    const [empty] = (await streams(name)).logStreams ?? [];
    expect(empty).to.not.have.any.keys("firstEventTimestamp", "lastEventTimestamp", "lastIngestionTime");
    for (const age of [5000, 9000, 1000]) await put(name, "s", now - age);
    const [stream] = (await streams(name)).logStreams ?? [];
    expect(stream).to.include({ firstEventTimestamp: now - 9000, lastEventTimestamp: now - 1000, storedBytes: 0 });
    expect(stream?.lastIngestionTime).to.be.within(now, Date.now());
  });

  const refusals: [string, () => Promise<unknown>, string][] = [
    ["a group that exists", () => createGroup(program.name("structuredGroup")), "ResourceAlreadyExistsException"],
    ["a group with a name of AWS's", () => createGroup("aws/mine"), "InvalidParameterException"],
    ["a group whose name has a blank", () => createGroup("my group"), "InvalidParameterException"],
    [
      "a group with a key of its own, which is not embedded",
      () => createGroup("k", { kmsKeyId: "arn:key" }),
      "NotImplemented",
    ],
    ["a stream in no group", () => createStream("nowhere", "s"), "ResourceNotFoundException"],
    [
      "a stream whose name has a colon",
      () => createStream(program.name("structuredGroup"), "a:b"),
      "InvalidParameterException",
    ],
    ["streams of no group", () => streams("nowhere"), "ResourceNotFoundException"],
    [
      "a prefix together with an order by time",
      () => streams(program.name("structuredGroup"), { orderBy: "LastEventTime", logStreamNamePrefix: "a" }),
      "InvalidParameterException",
    ],
    [
      "a prefix together with a part",
      () => groups({ logGroupNamePrefix: "a", logGroupNamePattern: "b" }),
      "InvalidParameterException",
    ],
    ["a limit over 50", () => groups({ limit: 51 }), "InvalidParameterException"],
    ["a token that it did not give", () => groups({ nextToken: "?" }), "InvalidParameterException"],
    [
      "an operation that is not embedded",
      () => program.logs.send(new DeleteLogGroupCommand({ logGroupName: "x" })),
      "NotImplemented",
    ],
  ];
  for (const [what, send, name] of refusals) {
    it(`answers ${name} to ${what}`, async () => {
      expect((await refusalOf(send())).name).to.equal(name);
    });
  }

  it("answers ResourceAlreadyExistsException to a stream that exists", async () => {
    const [group, stream] = [program.name("structuredGroup"), randomUUID()];
    await createStream(group, stream);
    expect((await refusalOf(createStream(group, stream))).name).to.equal("ResourceAlreadyExistsException");
  });
});
