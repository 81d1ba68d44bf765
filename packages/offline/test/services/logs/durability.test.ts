import { randomUUID } from "node:crypto";
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  FilterLogEventsCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { expect } from "chai";
import { LogStore, type LogStoreOptions } from "../../../src/services/logs/store/store";
import { DataFolder } from "../../../src/storage/data-folder";
import { UserError } from "../../../src/errors";
import { flipBit, repairing } from "../../support/damage";
import { messagesOf, report, say } from "../../support/log-store";
import { startLogs } from "../../support/logs";

const day = 86_400_000;

describe("services/logs: what is kept", () => {
  let directory: string;
  let now: number;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "logs-test-"));
    now = Date.UTC(2026, 10, 21);
  });

  afterEach(() => rmSync(directory, { recursive: true }));

  const open = (options: Partial<LogStoreOptions> = {}): LogStore =>
    new LogStore({ directory, declared: [], report: (text) => expect.fail(text), now: () => now, ...options });
  const fileOf = () => join(directory, readdirSync(directory).find((name) => name.endsWith(".jsonl")) ?? "");

  it("outlives the host: groups, streams and events, with their ids", async () => {
    const data = join(directory, "data");
    const first = await startLogs({ data });
    const group = first.name("structuredGroup");
    const stream = String(await first.invoke(first.name("structured"), { say: [["info", "kept"]] }));
    const idsOf = async ({ logs }: typeof first) =>
      (await logs.send(new FilterLogEventsCommand({ logGroupName: group }))).events?.map(({ eventId }) => eventId);
    const ids = await idsOf(first);
    await first.close();
    const second = await startLogs({ data });
    try {
      expect(await idsOf(second)).to.deep.equal(ids);
      expect((await second.records(group, stream)).map(({ message }) => message)).to.include("kept");
      expect(await second.streams(group)).to.deep.equal([stream]);
      const next = String(await second.invoke(second.name("structured")));
      expect(next).to.not.equal(stream);
      expect((await idsOf(second))?.slice(0, ids?.length)).to.deep.equal(ids);
    } finally {
      await second.close();
    }
  });

  it("is on the disk when it is acknowledged to who put it", async () => {
    const data = join(directory, "data");
    const { logs, close } = await startLogs({ data });
    try {
      const place = { logGroupName: "made", logStreamName: randomUUID() };
      await logs.send(new CreateLogGroupCommand({ logGroupName: "made" }));
      await logs.send(new CreateLogStreamCommand(place));
      const logEvents = [{ timestamp: Date.now(), message: "acknowledged" }];
      await logs.send(new PutLogEventsCommand({ ...place, logEvents }));
      // As after a kill: the host that wrote it has not closed anything.
      const group = open({ directory: join(data, "logs") }).find("made");
      expect(group?.streams().map(({ name }) => name)).to.deep.equal([place.logStreamName]);
      expect(group?.events().map(({ message }) => message)).to.deep.equal(["acknowledged"]);
    } finally {
      await close();
    }
  });

  it("loses no more than a line that a crash tore, and goes on after it", async () => {
    const first = open();
    say(first, now, "one", "two");
    await first.save();
    appendFileSync(fileOf(), '{"kind":"event","mess');
    const second = open();
    say(second, now, "three");
    await second.save();
    expect(messagesOf(open())).to.deep.equal(["one", "two", "three"]);
  });

  it("does not open what is damaged elsewhere, and says where and what can be done", async () => {
    const store = open();
    say(store, now, "one");
    await store.save();
    appendFileSync(fileOf(), "damaged\n");
    expect(() => open()).to.throw(
      UserError,
      /damaged at line 5 \(byte \d+\): 4 records before it and 0 after it are whole; .*--repair/,
    );
  });

  const harms: [what: string, harm: () => void, message: RegExp, left: string[]][] = [
    [
      "a line with a bit that has flipped",
      () => flipBit(fileOf(), '"two"'),
      /damaged at line 5 \(byte/,
      ["one", "three"],
    ],
    [
      "an end that is missing",
      () => truncateSync(fileOf(), statSync(fileOf()).size - 9),
      /ends at byte/,
      ["one", "two"],
    ],
    ["a file that was emptied", () => truncateSync(fileOf(), 0), /is empty, and had/, []],
    ["a file that was deleted", () => rmSync(fileOf()), /is missing, and had/, []],
  ];
  for (const [what, harm, message, left] of harms)
    it(`does not open ${what}, and keeps what is whole when it is repaired`, async () => {
      const store = open();
      say(store, now, "one", "two", "three");
      await store.close();
      harm();
      expect(() => open()).to.throw(UserError, message);
      const { opening, said } = repairing();
      const repaired = open({ opening });
      expect(messagesOf(repaired)).to.deep.equal(left);
      expect(said).to.have.length(1);
      await repaired.close();
      expect(messagesOf(open())).to.deep.equal(left);
    });

  it("of a version before is read, and written anew", async () => {
    const lines = [
      { kind: "group", creationTime: now, name: "group", logGroupClass: "STANDARD" },
      { kind: "stream", name: "s", creationTime: now },
      {
        kind: "event",
        logStreamName: "s",
        source: "application",
        sequence: 1,
        ingestionTime: now,
        timestamp: now,
        message: "old",
      },
    ];
    writeFileSync(join(directory, "old.jsonl"), lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    const store = open();
    expect(messagesOf(store)).to.deep.equal(["old"]);
    await store.close();
    expect(readFileSync(join(directory, "old.jsonl"), "utf8")).to.match(/^[0-9a-f]{8} \{"journal":1/);
    expect(messagesOf(open())).to.deep.equal(["old"]);
  });

  it("is readable by nobody else", async () => {
    const store = open();
    say(store, now, "one");
    await store.save();
    expect(statSync(fileOf()).mode & 0o777).to.equal(0o600);
  });

  it("is nothing where the host keeps nothing", async () => {
    const data = DataFolder.open(undefined);
    expect(data.directory("logs")).to.equal(undefined);
    data.close();
    const store = open({ directory: undefined });
    say(store, now, "one");
    await store.save();
    expect(messagesOf(store)).to.deep.equal(["one"]);
    expect(readdirSync(directory)).to.be.empty;
  });

  it("is gone after the days that the group is kept for, from the disk with the next new file", async () => {
    const declared = [{ name: "group", logGroupClass: "STANDARD", retentionInDays: 7 }];
    const first = open({ declared });
    say(first, now, "old");
    now += 6 * day;
    say(first, now, "new");
    expect(messagesOf(first)).to.deep.equal(["old", "new"]);
    await first.save();
    now += 2 * day;
    expect(messagesOf(first)).to.deep.equal(["new"]);
    appendFileSync(fileOf(), "torn");
    const second = open({ declared });
    expect(messagesOf(second)).to.deep.equal(["new"]);
    await second.save();
    expect(readFileSync(fileOf(), "utf8")).to.contain('"new"').and.not.contain('"old"');
  });

  it("takes little room on the disk, however much is logged", async () => {
    const store = open();
    for (let round = 0; round < 20; round++) {
      report(store, now, 2_000);
      say(store, now, "x".repeat(10_000));
      await store.save();
    }
    expect(statSync(fileOf()).size).to.be.below(4_000_000);
    const again = messagesOf(open());
    expect(again.at(-1)).to.equal(messagesOf(store).at(-1));
    expect(again.filter((message) => message.startsWith("x"))).to.have.length(20);
  });
});
