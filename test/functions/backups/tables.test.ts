import { expect } from "chai";
import { gunzipSync } from "node:zlib";
import { checksumOf, getFile } from "../../../functions/backups/archive";
import type { Item } from "../../../functions/backups/items";
import { Faults } from "../../../packages/offline/src/services/dynamodb/faults";
import { type BackupDesk, FastClock, openBackupDesk } from "../../support/backup-desk";

describe("functions/backups: tables", () => {
  const faults = new Faults();
  let desk: BackupDesk;

  before(async () => {
    desk = await openBackupDesk({ faults });
  });

  after(() => desk.close());

  const put = (table: string, ...items: Item[]) => Promise.all(items.map((item) => desk.put(table, item)));
  const many = (prefix: string, count: number, size: number): Item[] =>
    Array.from({ length: count }, (_, index) => ({
      id: { S: `${prefix}-${index}` },
      text: { S: "x".repeat(size) },
    }));
  const ids = (items: unknown[]): string[] => items.map((item) => Object(item).id.S).sort();

  it("are written in the layout of DynamoDB's exports, with counts and checksums", async () => {
    const item: Item = {
      id: { S: "é𝕏 \u0001" },
      bytes: { B: Buffer.from([0, 255, 10]) },
      blobs: { BS: [Buffer.from("a"), Buffer.from("b")] },
      list: { L: [{ N: "1.50" }, { NULL: true }, { M: { deep: { BOOL: false } } }] },
      numbers: { NS: ["1", "2"] },
    };
    await put("events", item);
    expect((await desk.run()).status).to.equal("complete");
    const backup = await desk.backup();
    expect(backup).to.include({ stack: "test", version: "1" });
    const events = backup.tables.find(({ name }) => name === "events");
    expect(events)
      .to.include({ physicalName: desk.names.events, items: 1 })
      .and.deep.include({ keys: ["id"] });
    const [file, ...others] = await desk.files(backup, "events");
    expect(others).to.be.empty;
    expect(file?.itemCount).to.equal(1);
    expect(file?.dataFileS3Key).to.match(
      /^tables\/events-\w+\/[\dTZ-]+\/AWSDynamoDB\/\d{14}-[\da-f]{8}\/data\/\w+\.json\.gz$/,
    );
    const body = await getFile(desk.archive, file?.dataFileS3Key ?? "");
    expect(checksumOf(body)).to.equal(file?.md5Checksum);
    expect(JSON.parse(gunzipSync(body).toString())).to.deep.equal({
      Item: {
        id: { S: "é𝕏 \u0001" },
        bytes: { B: "AP8K" },
        blobs: { BS: ["YQ==", "Yg=="] },
        list: { L: [{ N: "1.5" }, { NULL: true }, { M: { deep: { BOOL: false } } }] },
        numbers: { NS: ["1", "2"] },
      },
    });
    const summary = JSON.parse(
      Buffer.from(await getFile(desk.archive, `${events?.folder}/manifest-summary.json`)).toString(),
    );
    expect(summary).to.include({ itemCount: 1, manifestFilesS3Key: `${events?.folder}/manifest-files.json` });
  });

  it("have one file even where they are empty", async () => {
    const backup = await desk.backup();
    expect(await desk.files(backup, "comments")).to.have.length(1);
    expect(await desk.items(backup, "comments")).to.be.empty;
  });

  it("are gone on with where a run's time was up, and each item is there once", async () => {
    await put("comments", ...many("late", 60, 1000));
    let runs = 0;
    let status = "";
    while (status !== "complete") {
      let asked = 0;
      ({ status } = await desk.run({ clock: new FastClock(() => ++asked > 3).bound, share: 0.5 }));
      expect(++runs).to.be.below(500);
      if (status !== "complete") expect(status).to.equal("unfinished");
    }
    expect(runs).to.be.above(10);
    expect(ids(await desk.items(await desk.backup(), "comments"))).to.deep.equal(ids(many("late", 60, 0)));
  });

  it("are read below their share of capacity, by counted units and the clock", async () => {
    await put("comments", ...many("paced", 200, 2000));
    const clock = new FastClock();
    const began = clock.now();
    let units = 0;
    const rates: number[] = [];
    desk.tables.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const consumed = Object(result.output).ConsumedCapacity;
        // Of a table that has three units a second: half of them, and what is read before the first second is over.
        if (consumed?.TableName === desk.names.comments) {
          units += consumed.CapacityUnits;
          rates.push((units - consumed.CapacityUnits) / Math.max(1, (clock.now() - began) / 1000));
        }
        return result;
      },
      { step: "initialize", name: "units" },
    );
    try {
      await desk.run({ clock: clock.bound, share: 0.5 });
    } finally {
      desk.tables.middlewareStack.remove("units");
    }
    expect(units).to.be.above(50);
    expect(rates.length).to.be.above(20);
    for (const rate of rates) expect(rate).to.be.at.most(1.5);
  });

  it("are read whole where DynamoDB refuses reads for a while", async () => {
    const lift = faults.plan({ operation: "Scan", error: "ProvisionedThroughputExceededException" });
    const clock = new FastClock();
    const patient = {
      ...clock.bound,
      async sleep(milliseconds: number) {
        await clock.sleep(milliseconds);
        if (clock.slept > 10_000) lift();
      },
    };
    expect((await desk.run({ clock: patient })).status).to.equal("complete");
    expect(clock.slept).to.be.above(10_000);
  });
});
