import { expect } from "chai";
import { type BackupDesk, FastClock, openBackupDesk } from "../../support/backup-desk";

describe("functions/backups: tables that have recovery of their own", () => {
  let desk: BackupDesk;

  before(async () => {
    desk = await openBackupDesk({ stack: "prod" });
  });

  after(() => desk.close());

  /** Has DynamoDB say something else of exports, once unless told otherwise. */
  const say = (answer: object, times = 1): void => {
    let left = times;
    desk.tables.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          const result = await next(args);
          if (commandName !== "DescribeExportCommand") return result;
          left -= 1;
          if (left === 0) desk.tables.middlewareStack.remove("once");
          Object.assign(Object(result.output).ExportDescription, answer);
          return result;
        },
      { step: "initialize", name: "once" },
    );
  };

  it("are exported by DynamoDB, which takes none of their capacity", async () => {
    await desk.put("events", { id: { S: "exported" } });
    const { status } = await desk.run({ usesExports: true });
    expect(status).to.equal("complete");
    const backup = await desk.backup();
    expect(await desk.items(backup, "events")).to.deep.equal([{ id: { S: "exported" } }]);
    expect(backup.tables.map(({ items }) => items)).to.deep.equal([1, 0, 0, 0]);
  });

  it("are waited for by a later run where an export takes longer", async () => {
    const clock: FastClock = new FastClock(() => clock.slept > 0);
    say({ ExportStatus: "IN_PROGRESS" }, Infinity);
    const begun = await desk.run({ usesExports: true, clock: clock.bound });
    desk.tables.middlewareStack.remove("once");
    expect(begun.status).to.equal("unfinished");
    expect(await desk.run({ usesExports: true, event: { mode: "continue" } })).to.deep.equal({
      ...begun,
      status: "complete",
    });
  });

  it("are exported again after an export that failed, which fails the run", async () => {
    say({ ExportStatus: "FAILED", FailureCode: "S3NoSuchBucket", FailureMessage: "no bucket" });
    const failure = await desk.run({ usesExports: true }).catch(String);
    expect(failure).to.equal(`Error: the export of ${desk.names.events} failed: S3NoSuchBucket: no bucket`);
    expect((await desk.run({ usesExports: true })).status).to.equal("complete");
  });

  it("are all exported again by the next run, however many of their exports failed", async () => {
    const answer = { ExportStatus: "FAILED", FailureCode: "InternalServerError", FailureMessage: "stopped" };
    say(answer, 4);
    const failure = await desk.run({ usesExports: true }).catch(String);
    expect(String(failure).split("; ")).to.have.length(4);
    expect((await desk.run({ usesExports: true })).status).to.equal("complete");
  });
});
