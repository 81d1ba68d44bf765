import { expect } from "chai";
import type { Backup } from "../../../functions/backups/archive";
import { refusalOf } from "../../../packages/offline/test/support/sdk";
import { counts, notes, Scene } from "../../support/restore-scene";

describe("functions/backups/restore: which backup, and what of it", () => {
  let scene: Scene;
  let backup: Backup;

  before(async () => {
    scene = await Scene.open();
    await scene.putItems("wide", notes(3));
    await scene.put("images", "a", "content");
    for (const id of ["2026-11-27T02-00-00-000Z", "2026-11-28T02-00-00-000Z", "2026-11-28T14-00-00-000Z"])
      backup = await scene.backUp({ id });
    // A backup that is not complete has no backup.json yet.
    await scene.put("archive", "backups/2026-11-29T02-00-00-000Z/wide.manifest-files.json", "x");
  });

  after(() => scene.close());

  it("lists complete backups, the newest first", async () => {
    const completedAt = "2026-11-28T02:01:00.000Z";
    expect(await scene.ask({})).to.deep.equal({
      backups: ["2026-11-28T14-00-00-000Z", "2026-11-28T02-00-00-000Z", "2026-11-27T02-00-00-000Z"].map((id) => ({
        ...{ id, completedAt, items: 3, objects: 1 },
      })),
    });
    expect(await scene.ask(null)).to.have.property("backups");
    expect(await scene.ask({ archive: "elsewhere" })).to.deep.equal({ backups: [] });
  });

  it("lists the newest hundred of many", async () => {
    const elsewhere = await Scene.open();
    const days = Array.from({ length: 120 }, (_, day) => new Date(Date.UTC(2026, 0, day + 1)).toISOString());
    for (const day of days) await elsewhere.writeBackup({ ...backup, id: day.replace(/[:.]/g, "-") });
    const answer = await elsewhere.ask({});
    const ids = "backups" in answer ? answer.backups.map(({ id }) => id) : [];
    expect(ids).to.have.length(100);
    expect([ids[0], ids[99]]).to.deep.equal(["2026-04-30T00-00-00-000Z", "2026-01-21T00-00-00-000Z"]);
    const { message } = await refusalOf(elsewhere.restore({ date: "2026-05-04" }));
    const near = Array.from({ length: 10 }, (_, day) => `2026-04-${21 + day}`);
    expect(message).to.equal(`archive has no complete backup of 2026-05-04; the nearest are ${near.join(", ")}`);
    await elsewhere.close();
  });

  it("restores the last backup of a day, or one by its id", async () => {
    expect((await scene.restore({ date: "2026-11-28" })).backup).to.equal("2026-11-28T14-00-00-000Z");
    expect((await scene.restore({ date: "2026-11-28T02-00-00-000Z" })).backup).to.equal("2026-11-28T02-00-00-000Z");
  });

  for (const [date, message] of [
    ["2026-11-29", "archive has no complete backup of 2026-11-29; the nearest are 2026-11-27, 2026-11-28"],
    [
      "2026-11-28T03-00-00-000Z",
      "archive has no complete backup of 2026-11-28T03-00-00-000Z; the nearest are 2026-11-27T02-00-00-000Z, 2026-11-28T02-00-00-000Z, 2026-11-28T14-00-00-000Z",
    ],
  ] as const) {
    it(`names what there is where there is nothing of ${date}`, async () => {
      expect((await refusalOf(scene.restore({ date }))).message).to.equal(message);
    });
  }

  it("says so where there is no backup at all", async () => {
    const { message } = await refusalOf(scene.restore({ archive: "elsewhere" }));
    expect(message).to.equal("elsewhere has no complete backup yet");
  });

  it("names the tables that there are for one that there is not", async () => {
    const { message } = await refusalOf(scene.restore({ tables: ["the-wide", "of-contents"] }));
    expect(message).to.equal("the backup has no table of-contents: there are the-wide, the-narrow, the-binary");
  });

  describe("of a program that has less by now", () => {
    before(async () => {
      const gone = { name: "the-past", physicalName: "past" };
      const { tables, buckets } = backup;
      await scene.writeBackup({
        ...{ ...backup, id: "2026-11-30T02-00-00-000Z" },
        tables: [...tables, ...tables.slice(0, 1).map((table) => ({ ...table, ...gone }))],
        buckets: [...buckets, ...buckets.slice(0, 1).map((bucket) => ({ ...bucket, ...gone }))],
      });
    });

    const date = "2026-11-30";

    it("restores everything only when all has a place", async () => {
      const { message } = await refusalOf(scene.restore({ date }));
      expect(message).to.equal(
        "this program no longer has the table the-past and the bucket the-past of the backup: name the tables to restore as tables, and the objects by prefix",
      );
    });

    it("refuses a table that has none, by either name", async () => {
      for (const name of ["the-past", "past"]) {
        const { message } = await refusalOf(scene.restore({ date, tables: [name] }));
        expect(message).to.equal(`this program has no table ${name} any more, into which to restore it`);
      }
    });

    it("restores what is named, and tells of buckets that have none", async () => {
      const { tables, buckets, absent } = await scene.restore({ date, tables: ["wide"], prefix: "" });
      expect(tables).to.deep.equal({ "the-wide": counts({ equal: 3 }) });
      expect(buckets).to.deep.equal({ "the-images": counts({ equal: 1 }), "the-files": counts({}) });
      expect(absent).to.deep.equal(["the-past"]);
    });
  });
});
