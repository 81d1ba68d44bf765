import { expect } from "chai";
import { counts, notes, Scene } from "../../support/restore-scene";

const hour = 3_600_000;
const inFiveHours = "what is in Glacier was asked for, and is there in five hours at the latest: run it again then";

describe("functions/backups/restore: what is in Glacier", () => {
  let scene: Scene;

  beforeEach(async () => {
    scene = await Scene.open();
    await scene.putItems("wide", notes(20));
    await scene.putItems("narrow", [{ day: { S: "d" }, at: { N: "1" }, topic: { S: "t" } }]);
    for (const key of ["a", "b", "c"]) await scene.put("images", key, `content of ${key}`);
  });

  afterEach(() => scene.close());

  async function loseAll(): Promise<void> {
    await scene.deleteItems("wide", notes(20));
    await scene.deleteItems("narrow", [{ day: { S: "d" }, at: { N: "1" } }]);
    for (const key of ["a", "b"]) await scene.remove("images", key);
    await scene.put("images", "c", "another");
    scene.takeCalls();
  }

  it("is asked for, with nothing written before it is there; then all is restored", async () => {
    await scene.backUp({ perFile: 10, storageClass: "GLACIER" });
    await loseAll();
    const { status, when, tables, buckets } = await scene.restore();
    expect(status).to.equal("pending");
    expect(when).to.equal(inFiveHours);
    expect(tables).to.deep.equal({
      "the-wide": counts({ pending: 20 }),
      "the-narrow": counts({ pending: 1 }),
      "the-binary": counts({}),
    });
    expect(buckets["the-images"]).to.deep.equal(counts({ pending: 2, different: 1 }));
    const calls = scene.takeCalls();
    // Two files of one table, one of each other, and two copies; the third is of an object that is left as it is.
    expect(calls.RestoreObject).to.equal(6);
    expect(calls).to.not.have.any.keys("PutItem", "BatchWriteItem", "CopyObject");

    await scene.s3Clock.advance(hour);
    const again = await scene.restore();
    expect(again).to.include({ status: "pending", when: inFiveHours });
    expect(again.tables).to.deep.equal(tables);

    await scene.s3Clock.advance(4 * hour);
    const last = await scene.restore();
    expect(last.status).to.equal("complete");
    expect(last.tables["the-wide"]).to.deep.equal(counts({ restored: 20 }));
    expect(last.buckets["the-images"]).to.deep.equal(counts({ restored: 2, different: 1 }));
    expect((await scene.read("images", "a")).text).to.equal("content of a");
    expect((await scene.head("images", "a")).StorageClass).to.equal(undefined);
  });

  it("is asked for in slices as well as in one go", async () => {
    await scene.backUp({ perFile: 5, storageClass: "GLACIER" });
    await loseAll();
    scene.onCall = () => scene.clock.pass(10_000);
    const { last, invocations } = await scene.restoreAll({ mode: "replace", confirm: "dev", seconds: 5 });
    expect(invocations).to.be.at.least(6);
    expect(last).to.include({ status: "pending", when: inFiveHours });
    expect(last.tables["the-wide"]).to.deep.equal(counts({ pending: 20 }));
    expect(last.buckets["the-images"]).to.deep.equal(counts({ pending: 3 }));
    expect(await scene.items("wide")).to.deep.equal([]);
  });

  it("of objects alone keeps nothing else from being restored", async () => {
    await scene.backUp();
    await loseAll();
    const [frozen, ready] = ["a", "b"];
    await scene.put("images", frozen, "frozen");
    await scene.backUp({ only: ["the-images"], storageClass: "GLACIER", id: "2026-11-29T02-00-00-000Z" });
    await scene.remove("images", frozen);
    const first = await scene.restore({ date: "2026-11-29" });
    expect(first.status).to.equal("pending");
    expect(first.buckets["the-images"]).to.deep.equal(counts({ pending: 1, equal: 1 }));
    const tables = await scene.restore();
    expect(tables.status).to.equal("complete");
    expect(tables.buckets["the-images"]).to.include({ restored: 2 });
    expect(await scene.keys("images")).to.include(ready);
  });

  it("is only counted by a dry run, which looks at all the rest", async () => {
    await scene.backUp({ perFile: 10, storageClass: "GLACIER" });
    await loseAll();
    const input = { mode: "replace", dryRun: true } as const;
    const { status, tables, buckets } = await scene.restore(input);
    expect(status).to.equal("complete");
    expect(tables["the-wide"]).to.deep.equal(counts({ pending: 20 }));
    expect(buckets["the-images"]).to.deep.equal(counts({ pending: 3 }));
    expect(scene.takeCalls()).to.not.have.any.keys("RestoreObject", "PutItem", "CopyObject", "DeleteObjects");
  });

  it("of a deep archive takes twelve hours", async () => {
    await scene.backUp({ storageClass: "DEEP_ARCHIVE" });
    await loseAll();
    const { when } = await scene.restore();
    expect(when).to.equal(inFiveHours.replace("five", "twelve"));
    await scene.s3Clock.advance(12 * hour);
    expect((await scene.restore()).tables["the-wide"]).to.deep.equal(counts({ restored: 20 }));
  });
});
