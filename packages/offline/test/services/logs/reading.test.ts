import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
  GetLogEventsCommand,
  type GetLogEventsCommandInput,
  paginateFilterLogEvents,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { type LogsHost, startLogs } from "../../support/logs";
import { refusalOf } from "../../support/sdk";

describe("services/logs: reading events", () => {
  let program: LogsHost;
  let logGroupName: string;
  const start = Date.now() - 60_000;

  before(async () => {
    program = await startLogs();
  });

  after(() => program.close());

  /** Streams with events at so many milliseconds after the start. */
  const fill = async (streams: Record<string, [number, string][]>): Promise<void> => {
    logGroupName = randomUUID();
    await program.logs.send(new CreateLogGroupCommand({ logGroupName }));
    for (const [logStreamName, events] of Object.entries(streams)) {
      await program.logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
      const logEvents = events.map(([after, message]) => ({ timestamp: start + after, message }));
      if (events.length > 0)
        await program.logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
    }
  };
  const numbered = (count: number): [number, string][] => Array.from({ length: count }, (_, at) => [at, String(at)]);

  describe("GetLogEvents", () => {
    const get = async (more: Partial<GetLogEventsCommandInput> = {}) => {
      const input = { logGroupName, logStreamName: "s", ...more };
      const { events = [], ...tokens } = await program.logs.send(new GetLogEventsCommand(input));
      const { nextForwardToken: forward, nextBackwardToken: backward } = tokens;
      return { texts: events.map(({ message }) => message), forward, backward, events };
    };

    it("gives the last events of one stream, in the order of time, and walks back to its beginning", async () => {
      await fill({ s: numbered(7), other: [[1, "not this"]] });
      const last = await get({ limit: 3 });
      expect(last.texts).to.deep.equal(["4", "5", "6"]);
      const before = await get({ limit: 3, nextToken: last.backward });
      expect(before.texts).to.deep.equal(["1", "2", "3"]);
      const first = await get({ limit: 3, nextToken: before.backward });
      expect(first.texts).to.deep.equal(["0"]);
      const none = await get({ limit: 3, nextToken: first.backward });
      expect([none.texts, none.backward]).to.deep.equal([[], first.backward]);
      expect((await get({ limit: 2, nextToken: none.forward, startFromHead: true })).texts).to.deep.equal(["0", "1"]);
    });

    it("gives the first ones where it starts from the head, and walks on to what comes later", async () => {
      await fill({ s: numbered(3) });
      const first = await get({ startFromHead: true, limit: 2 });
      expect(first.texts).to.deep.equal(["0", "1"]);
      const rest = await get({ startFromHead: true, nextToken: first.forward });
      expect(rest.texts).to.deep.equal(["2"]);
      const none = await get({ startFromHead: true, nextToken: rest.forward });
      expect([none.texts, none.forward]).to.deep.equal([[], rest.forward]);
      expect((await get({ nextToken: none.backward, limit: 1 })).texts).to.deep.equal(["2"]);
      const logEvents = [{ timestamp: start + 50, message: "later" }];
      await program.logs.send(new PutLogEventsCommand({ logGroupName, logStreamName: "s", logEvents }));
      expect((await get({ startFromHead: true, nextToken: none.forward })).texts).to.deep.equal(["later"]);
    });

    it("finds what comes into a stream that was empty", async () => {
      await fill({ s: [] });
      const empty = await get();
      expect(empty.texts).to.deep.equal([]);
      const logEvents = [{ timestamp: start, message: "first" }];
      await program.logs.send(new PutLogEventsCommand({ logGroupName, logStreamName: "s", logEvents }));
      expect((await get({ nextToken: empty.forward, startFromHead: true })).texts).to.deep.equal(["first"]);
    });

    it("takes a time range that excludes its end", async () => {
      await fill({ s: numbered(5) });
      const { texts, events } = await get({ startTime: start + 1, endTime: start + 3 });
      expect(texts).to.deep.equal(["1", "2"]);
      expect(events[0]).to.include({ timestamp: start + 1 });
      expect(events[0]?.ingestionTime).to.be.within(start, Date.now());
    });

    it("gives at most a megabyte at once, and the rest with the next page", async () => {
      const long = "x".repeat(400_000);
      await fill({
        s: [
          [0, `${long}0`],
          [1, `${long}1`],
        ],
      });
      const logEvents = [{ timestamp: start + 2, message: `${long}2` }];
      await program.logs.send(new PutLogEventsCommand({ logGroupName, logStreamName: "s", logEvents }));
      const first = await get({ startFromHead: true });
      expect(first.texts.map((text) => text?.at(-1))).to.deep.equal(["0", "1"]);
      const second = await get({ startFromHead: true, nextToken: first.forward });
      expect(second.texts.map((text) => text?.at(-1))).to.deep.equal(["2"]);
    });

    it("refuses streams and groups that are not there, and tokens that it did not give", async () => {
      await fill({ s: numbered(1) });
      const names = [get({ logStreamName: "none" }), get({ logGroupName: "none" }), get({ nextToken: "f/1" })].map(
        async (call) => (await refusalOf(call)).name,
      );
      expect(await Promise.all(names)).to.deep.equal([
        "ResourceNotFoundException",
        "ResourceNotFoundException",
        "InvalidParameterException",
      ]);
    });
  });

  describe("FilterLogEvents", () => {
    const filter = (more: Partial<FilterLogEventsCommandInput> = {}) =>
      program.logs.send(new FilterLogEventsCommand({ logGroupName, ...more }));
    const texts = async (more: Partial<FilterLogEventsCommandInput> = {}) =>
      (await filter(more)).events?.map(({ message }) => message);

    it("gives the events of all streams by time, each with its stream and an id of its own", async () => {
      await fill({
        a: [
          [0, "a0"],
          [2, "a2"],
        ],
        b: [
          [1, "b1"],
          [2, "b2"],
        ],
      });
      const { events = [], nextToken, searchedLogStreams } = await filter();
      expect(events.map(({ message }) => message)).to.deep.equal(["a0", "b1", "a2", "b2"]);
      expect(events.map(({ logStreamName }) => logStreamName)).to.deep.equal(["a", "b", "a", "b"]);
      expect(new Set(events.map(({ eventId }) => eventId)).size).to.equal(4);
      expect([nextToken, searchedLogStreams]).to.deep.equal([undefined, []]);
    });

    it("keeps to streams by name or by prefix, and to a time range that includes its end", async () => {
      await fill({
        "a/1": [
          [0, "0"],
          [1, "1"],
        ],
        "a/2": [[2, "2"]],
        b: [[3, "3"]],
      });
      expect(await texts({ logStreamNames: ["a/2", "b"] })).to.deep.equal(["2", "3"]);
      expect(await texts({ logStreamNamePrefix: "a/" })).to.deep.equal(["0", "1", "2"]);
      expect(await texts({ startTime: start + 1, endTime: start + 2 })).to.deep.equal(["1", "2"]);
    });

    it("gives page after page of what matches, and no token after the last", async () => {
      await fill({ s: Array.from({ length: 50 }, (_, at) => [at, at % 7 === 0 ? `seven ${at}` : `${at}`]) });
      const pages: unknown[] = [];
      const input = { logGroupName, filterPattern: "seven", limit: 3 };
      for await (const { events = [] } of paginateFilterLogEvents({ client: program.logs, pageSize: 3 }, input)) {
        pages.push(events.map(({ message }) => message?.slice(6)));
      }
      expect(pages).to.deep.equal([
        ["0", "7", "14"],
        ["21", "28", "35"],
        ["42", "49"],
      ]);
    });

    it("goes from the end where it is asked to, page after page", async () => {
      await fill({ s: numbered(5) });
      const { events, nextToken } = await filter({ startFromHead: false, limit: 3 });
      expect(events?.map(({ message }) => message)).to.deep.equal(["4", "3", "2"]);
      expect(await texts({ nextToken })).to.deep.equal(["1", "0"]);
    });

    it("takes a group's ARN", async () => {
      await fill({ s: numbered(1) });
      const logGroupIdentifier = `arn:aws:logs:eu-west-1:000000000000:log-group:${logGroupName}`;
      expect(await texts({ logGroupName: undefined, logGroupIdentifier })).to.deep.equal(["0"]);
    });

    const refusals: [string, Partial<FilterLogEventsCommandInput>, string][] = [
      ["a group that is not there", { logGroupName: "none" }, "ResourceNotFoundException"],
      ["a stream that is not there", { logStreamNames: ["s", "none"] }, "ResourceNotFoundException"],
      ["names and a prefix at once", { logStreamNames: ["s"], logStreamNamePrefix: "s" }, "InvalidParameterException"],
      ["a name and an ARN at once", { logGroupIdentifier: "x" }, "InvalidParameterException"],
      ["no group at all", { logGroupName: undefined }, "InvalidParameterException"],
      ["a pattern that is none", { filterPattern: "{ $.level = }" }, "InvalidParameterException"],
      ["a space-delimited pattern, which is not embedded", { filterPattern: "[ip, user]" }, "NotImplemented"],
      ["a limit of none", { limit: 0 }, "InvalidParameterException"],
    ];
    for (const [what, input, name] of refusals) {
      it(`answers ${name} to ${what}`, async () => {
        await fill({ s: numbered(1) });
        expect((await refusalOf(filter(input))).name).to.equal(name);
      });
    }
  });
});
