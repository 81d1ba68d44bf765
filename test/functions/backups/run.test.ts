import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { getChecked, places } from "../../../functions/backups/archive";
import { openProgress } from "../../../functions/backups/progress";
import { type BackupDesk, FastClock, openBackupDesk } from "../../support/backup-desk";

const hour = 3_600_000;

describe("functions/backups: runs", () => {
  let desk: BackupDesk;

  before(async () => {
    desk = await openBackupDesk();
  });

  after(() => desk.close());

  const later = (milliseconds: number) => {
    const clock = new FastClock();
    return { ...clock.bound, now: () => clock.now() + milliseconds };
  };

  it("begin a new backup when the day's schedule asks, or a person", async () => {
    const { backup: first } = await desk.run();
    const { backup: second } = await desk.run();
    expect(second).to.not.equal(first);
    expect((await desk.backup()).id).to.equal(second);
  });

  it("begin none where the event has begun one already that is complete: events come again", async () => {
    let asked = 0;
    const event = { id: "of today" };
    const { backup, status } = await desk.run({ event, clock: new FastClock(() => ++asked > 2).bound });
    expect(status).to.equal("unfinished");
    expect(await desk.run({ event: { mode: "continue" } })).to.deep.equal({ status: "complete", backup });
    expect(await desk.run({ event })).to.deep.equal({ status: "idle" });
    expect(await desk.run({ event: { id: "of tomorrow" } })).to.include({ status: "complete" });
  });

  it("have nothing to do between two backups, until one was missed", async () => {
    await desk.run();
    expect(await desk.run({ event: { mode: "continue" } })).to.deep.equal({ status: "idle" });
    expect(await desk.run({ event: { mode: "continue" }, clock: later(24 * hour) })).to.include({ status: "idle" });
    expect(await desk.run({ event: { mode: "continue" }, clock: later(26 * hour) })).to.include({ status: "complete" });
  });

  it("go on with what is unfinished, whoever asks", async () => {
    let asked = 0;
    const { status, backup } = await desk.run({ clock: new FastClock(() => ++asked > 2).bound });
    expect(status).to.equal("unfinished");
    expect(await desk.run()).to.deep.equal({ status: "complete", backup });
  });

  it("end where another one goes on: never are two of them at a backup", async () => {
    let other: Promise<unknown> | undefined;
    const clock = new FastClock();
    // Another run begins while this one looks at the time.
    const watched = {
      ...clock.bound,
      async sleep(milliseconds: number) {
        other ??= desk.run();
        await other;
        await clock.sleep(milliseconds);
      },
    };
    for (let index = 0; index < 20; index++)
      await desk.put("events", { id: { S: `${index}` }, text: { S: "x".repeat(5000) } });
    expect(await desk.run({ clock: watched })).to.include({ status: "overtaken" });
    expect(await other).to.include({ status: "complete" });
  });

  for (const prefix of ["indexes/", "backups/"]) {
    it(`write over nothing below ${prefix} that another one has made of the same backup`, async () => {
      await desk.drop("cityflow-data", "overtaken.txt", prefix);
      let other: Promise<unknown> | undefined;
      // Another run begins and ends while the first of this one's files is on its way.
      desk.storage.middlewareStack.add(
        (next, { commandName }) =>
          async (args) => {
            const isFile = commandName === "PutObjectCommand" && String(Object(args.input).Key).startsWith(prefix);
            if (isFile && other === undefined) await (other = desk.run());
            return next(args);
          },
        { step: "initialize", name: "late" },
      );
      try {
        expect(await desk.run()).to.include({ status: "overtaken" });
        expect(await other).to.include({ status: "complete" });
      } finally {
        desk.storage.middlewareStack.remove("late");
      }
      const { tables, buckets } = await desk.backup();
      const files = [
        ...tables.map(({ manifest, checksum }) => ({ key: manifest, checksum })),
        ...buckets.flatMap(({ index }) => index),
      ];
      for (const { key, checksum } of files) await getChecked(desk.archive, key, checksum);
    });
  }

  it("call nothing a backup that is not complete: backup.json comes last", async () => {
    let asked = 0;
    const { backup = "" } = await desk.run({ clock: new FastClock(() => ++asked > 2).bound });
    const isThere = async () => (await openProgress(desk.archive)).progress.last?.id === backup;
    expect(await isThere()).to.equal(false);
    await desk.run();
    expect(await isThere()).to.equal(true);
    expect((await desk.backup()).id).to.equal(backup);
  });

  it("drop tables that the program has no more, so that a backup comes to its end", async () => {
    const file = await openProgress(desk.archive);
    const startedAt = new Date().toISOString();
    const stranger = { name: "stranger", physicalName: "stranger", files: [], failures: 0 };
    file.progress.unfinished = { id: "2026-01-01", startedAt, tables: [stranger], buckets: [] };
    await file.save();
    expect(await desk.run()).to.include({ status: "complete", backup: "2026-01-01" });
    expect((await desk.backup()).tables.map(({ name }) => name)).to.have.members([
      "events",
      "comments",
      "cityflow-metrics",
      "cityflow-daily-reports",
    ]);
  });

  it("begin anew where there is no trace of runs before", async () => {
    await desk.storage.send(new DeleteObjectCommand({ Bucket: desk.archive.bucket, Key: places.progress }));
    expect(await desk.run({ event: { mode: "continue" } })).to.include({ status: "complete" });
  });
});
