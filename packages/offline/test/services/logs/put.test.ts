import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  type InputLogEvent,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { type LogsHost, startLogs } from "../../support/logs";
import { refusalOf } from "../../support/sdk";

const hour = 3_600_000;
const day = 24 * hour;

describe("services/logs: PutLogEvents", () => {
  let program: LogsHost;
  const logGroupName: string = randomUUID();

  before(async () => {
    program = await startLogs();
    await program.logs.send(new CreateLogGroupCommand({ logGroupName }));
    await program.logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName: "s" }));
  });

  after(() => program.close());

  const put = (logEvents: InputLogEvent[], logStreamName = "s", group = logGroupName) =>
    program.logs.send(new PutLogEventsCommand({ logGroupName: group, logStreamName, logEvents }));
  /** An event so long ago, with a text of its own. */
  const ago = (milliseconds: number, message: string = randomUUID()) => ({
    timestamp: Date.now() - milliseconds,
    message,
  });

  it("keeps what is put, with its own time", async () => {
    const events = [ago(2000), ago(1000, `${randomUUID()} ü€😀`)];
    expect((await put(events)).rejectedLogEventsInfo).to.equal(undefined);
    const messages = await program.messages(logGroupName);
    expect(messages).to.include.members(events.map(({ message }) => message));
  });

  it("leaves out what is older than two weeks or more than two hours ahead, and says where that begins and ends", async () => {
    const events = [ago(16 * day), ago(15 * day), ago(hour), ago(-hour), ago(-3 * hour)];
    const { rejectedLogEventsInfo } = await put(events);
    expect(rejectedLogEventsInfo).to.deep.equal({ tooOldLogEventEndIndex: 2, tooNewLogEventStartIndex: 4 });
    const messages = await program.messages(logGroupName);
    const kept = events.map(({ message }) => messages.includes(message));
    expect(kept).to.deep.equal([false, false, true, true, false]);
  });

  it("leaves out what the group's retention has taken already", async () => {
    const group = program.name("structuredGroup");
    await program.logs.send(new CreateLogStreamCommand({ logGroupName: group, logStreamName: "s" }));
    const { rejectedLogEventsInfo } = await put([ago(8 * day), ago(hour)], "s", group);
    expect(rejectedLogEventsInfo).to.deep.equal({ expiredLogEventEndIndex: 1 });
    expect(await program.messages(group)).to.have.length(1);
  });

  const refusals: [string, InputLogEvent[]][] = [
    ["events that are not in the order of time", [ago(1000), ago(2000)]],
    ["events of more than a day", [ago(25 * hour), ago(0)]],
    ["no event", []],
    ["an empty message", [ago(0, "")]],
    ["more than 10,000 events", Array.from({ length: 10_001 }, () => ago(0, "x"))],
    ["more than a megabyte, counting 26 bytes more for each event", [ago(0, "x".repeat(1_048_576 - 25))]],
  ];
  for (const [what, events] of refusals) {
    it(`answers InvalidParameterException to ${what}`, async () => {
      expect((await refusalOf(put(events))).name).to.equal("InvalidParameterException");
    });
  }

  it("takes exactly a megabyte", async () => {
    await put([ago(0, "x".repeat(1_048_576 - 26))]);
  });

  it("answers ResourceNotFoundException where there is no such group or stream", async () => {
    expect((await refusalOf(put([ago(0)], "none"))).name).to.equal("ResourceNotFoundException");
    expect((await refusalOf(put([ago(0)], "s", "none"))).name).to.equal("ResourceNotFoundException");
  });
});
