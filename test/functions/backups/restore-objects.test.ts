import { gunzipSync, gzipSync } from "node:zlib";
import { expect } from "chai";
import { checksumOf, copyKeyOf, getFile, type IndexEntry } from "../../../functions/backups/archive";
import { restoredMark } from "../../../functions/kit/object-events";
import { refusalOf } from "../../../packages/offline/test/support/sdk";
import { counts, Scene } from "../../support/restore-scene";
import { id } from "../../support/written-backup";

const hour = 3_600_000;

/** Keys that are hard on addresses, lists and sorting: the last two are in another order in JavaScript than in UTF-8. */
const hostileKeys = [
  "a b/é+%20?&=#",
  "dots/../and//slashes/",
  "control \u0001 \n key",
  '<xml attr="\'">&amp;',
  "x".repeat(1000),
  "\uff5e after",
  "\u{1f600} last",
];

describe("functions/backups/restore: objects", () => {
  let scene: Scene;

  beforeEach(async () => {
    scene = await Scene.open();
  });

  afterEach(() => scene.close());

  const objects = { prefix: "" };
  const put = (Key: string, text: string, Metadata: Record<string, string> = {}) =>
    scene.put("images", Key, text, { ContentType: "image/png", Metadata });

  it("come back from nothing with what they carry and the mark of the restoration", async () => {
    for (const key of hostileKeys) await put(key, `content of ${key}`, { of: "somebody" });
    await scene.put("files", "f", "file", { ContentType: "text/csv" });
    await scene.backUp({ perPart: 3 });
    for (const key of hostileKeys) await scene.remove("images", key);
    await scene.remove("files", "f");
    const { status, buckets } = await scene.restore(objects);
    expect(status).to.equal("complete");
    expect(buckets).to.deep.equal({
      "the-images": counts({ restored: hostileKeys.length }),
      "the-files": counts({ restored: 1 }),
    });
    expect(await scene.keys("images")).to.have.members(hostileKeys);
    for (const key of hostileKeys)
      expect(await scene.read("images", key)).to.deep.equal({
        ...{ text: `content of ${key}`, ContentType: "image/png", Metadata: { of: "somebody", [restoredMark]: id } },
      });
    expect(await scene.read("files", "f")).to.deep.equal({
      ...{ text: "file", ContentType: "text/csv", Metadata: { [restoredMark]: id } },
    });
  });

  it("are told apart by what they carry where S3's times cannot, within the second in which a backup began", async () => {
    await scene.s3Clock.advanceTo("2026-11-28T02:00:00Z");
    await put("a", "content", { of: "somebody" });
    await scene.backUp();
    await put("a", "content", { of: "somebody else" });
    const { buckets } = await scene.restore({ ...objects, mode: "replace", confirm: "dev" });
    expect(buckets["the-images"]).to.deep.equal(counts({ restored: 1 }));
    expect((await scene.read("images", "a")).Metadata).to.include({ of: "somebody" });
  });

  it("are equal once they are restored, also after another backup and under another mark", async () => {
    await put("a", "content");
    await scene.backUp();
    await scene.remove("images", "a");
    await scene.s3Clock.advance(hour);
    await scene.restore(objects);
    const replace = { ...objects, mode: "replace", confirm: "dev" } as const;
    expect((await scene.restore(replace)).buckets["the-images"]).to.deep.equal(counts({ equal: 1 }));
    await scene.backUp({ id: "2026-11-29T02-00-00-000Z" });
    await scene.remove("images", "a");
    await scene.restore({ date: "2026-11-29", ...objects });
    expect((await scene.read("images", "a")).Metadata).to.deep.equal({ [restoredMark]: "2026-11-29T02-00-00-000Z" });
    expect((await scene.restore(replace)).buckets["the-images"]).to.deep.equal(counts({ equal: 1 }));
  });

  /** A backup of six objects, after which one is deleted, four change somehow, and two are added. */
  async function aged(): Promise<void> {
    for (const key of ["deleted", "equal", "other content", "other metadata", "other type", "written again"])
      await put(key, `content of ${key}`, { of: "somebody" });
    await scene.backUp({ perPart: 2 });
    await scene.s3Clock.advance(hour);
    await scene.remove("images", "deleted");
    await put("other content", "another of CONTENT", { of: "somebody" });
    await put("other metadata", "content of other metadata", { of: "somebody else" });
    await scene.put("images", "other type", "content of other type", {
      ...{ ContentType: "image/gif", Metadata: { of: "somebody" } },
    });
    await put("written again", "content of written again", { of: "somebody" });
    await put("added \u0002", "x");
    await put("z added", "x");
  }

  it("get what is missing, and keep what is different or came later", async () => {
    await aged();
    const { buckets } = await scene.restore(objects);
    expect(buckets["the-images"]).to.deep.equal(counts({ restored: 1, equal: 2, different: 3 }));
    expect(await scene.keys("images")).to.have.length(8);
    expect((await scene.read("images", "other content")).text).to.equal("another of CONTENT");
    expect((await scene.read("images", "other type")).ContentType).to.equal("image/gif");
  });

  it("are exactly those of the backup after mode replace", async () => {
    await aged();
    const { buckets } = await scene.restore({ ...objects, mode: "replace", confirm: "dev" });
    expect(buckets["the-images"]).to.deep.equal(counts({ restored: 4, equal: 2, removed: 2 }));
    const keys = ["deleted", "equal", "other content", "other metadata", "other type", "written again"];
    expect(await scene.keys("images")).to.have.members(keys);
    for (const key of keys) {
      const { text, ContentType, Metadata } = await scene.read("images", key);
      expect({ text, ContentType }, key).to.deep.equal({ text: `content of ${key}`, ContentType: "image/png" });
      expect(Metadata?.of, key).to.equal("somebody");
    }
  });

  for (const mode of ["missing", "replace"] as const) {
    it(`are not changed by a dry run in mode ${mode}, which tells what would be`, async () => {
      await aged();
      scene.takeCalls();
      const { buckets } = await scene.restore({ ...objects, mode, dryRun: true });
      const removed = mode === "replace" ? 2 : 0;
      expect(buckets["the-images"]).to.deep.equal(counts({ missing: 1, equal: 2, different: 3, removed }));
      expect(scene.takeCalls()).to.not.have.any.keys("CopyObject", "PutObject", "DeleteObjects", "DeleteObject");
      expect(await scene.keys("images")).to.have.length(7);
    });
  }

  it("whose keys begin so are restored, and no other is, nor a table", async () => {
    for (const key of ["a/1", "a/2", "a/3", "a/4", "b/1", "a", "a0"]) await put(key, key);
    await scene.putItems("wide", [{ id: { S: "1" } }]);
    await scene.backUp({ perPart: 2 });
    for (const key of await scene.keys("images")) await scene.remove("images", key);
    await scene.deleteItems("wide", [{ id: { S: "1" } }]);
    for (const key of ["a/5", "b/2"]) await put(key, "later");
    const { tables, buckets } = await scene.restore({ prefix: "a/", mode: "replace", confirm: "dev" });
    expect(tables).to.deep.equal({});
    expect(buckets["the-images"]).to.deep.equal(counts({ restored: 4, removed: 1 }));
    expect(await scene.keys("images")).to.deep.equal(["a/1", "a/2", "a/3", "a/4", "b/2"]);
    expect(await scene.items("wide")).to.deep.equal([]);
  });

  it("keep one that somebody uploads while they are restored", async () => {
    await put("a", "of the backup");
    await scene.backUp();
    await scene.remove("images", "a");
    let uploading: Promise<unknown> | undefined;
    const { storage } = scene;
    storage.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          if (commandName === "CopyObjectCommand") await (uploading ??= put("a", "of somebody"));
          return next(args);
        },
      { step: "initialize" },
    );
    const { buckets } = await scene.restore(objects);
    expect(buckets["the-images"]).to.deep.equal(counts({ different: 1 }));
    expect((await scene.read("images", "a")).text).to.equal("of somebody");
  });

  it("whose copies are gone stay missing, and are named", async () => {
    for (const key of ["a", "b", "c"]) await put(key, key);
    const { version = "" } = await scene.put("archive", copyKeyOf("images", "b"), "an older copy");
    await scene.backUp();
    for (const key of ["a", "b", "c"]) await scene.remove("images", key);
    const copy = (key: string) => copyKeyOf("images", key);
    const versionOf = async (key: string): Promise<string> => (await scene.head("archive", copy(key))).VersionId ?? "";
    await scene.remove("archive", copy("b"), await versionOf("b"));
    for (const options of [{ dryRun: true }, {}]) {
      const { status, lost, buckets } = await scene.restore({ ...objects, ...options });
      expect(status).to.equal("complete");
      expect(lost).to.deep.equal(["the-images/b"]);
      const some = "dryRun" in options ? { missing: 3 } : { restored: 2, missing: 1 };
      expect(buckets["the-images"]).to.deep.equal(counts(some));
    }
    expect(version).to.not.equal("");
    expect(await scene.keys("images")).to.deep.equal(["a", "c"]);
  });

  it("come back as the version that the backup names, whatever was copied since", async () => {
    await put("a", "of the day");
    await scene.backUp();
    await put("a", "of another day");
    await scene.backUp({ id: "2026-11-29T02-00-00-000Z" });
    await scene.remove("images", "a");
    await scene.remove("archive", copyKeyOf("images", "a"));
    await scene.restore(objects);
    expect((await scene.read("images", "a")).text).to.equal("of the day");
  });

  it("say which one cannot be brought back", async () => {
    await put("a", "content");
    const backup = await scene.backUp();
    await scene.remove("images", "a");
    // An index that is right in itself, of another copy than there is.
    const other = await scene.put("archive", copyKeyOf("images", "a"), "another");
    const [part] = backup.buckets[0]?.index ?? [];
    const entry: IndexEntry = JSON.parse(gunzipSync(await getFile(scene.archive, part?.key ?? "")).toString());
    const body = gzipSync(`${JSON.stringify({ ...entry, version: other.version })}\n`);
    await scene.put("archive", part?.key ?? "", body);
    const buckets = backup.buckets.map((bucket) => ({
      ...bucket,
      index: bucket.index.map((one) => ({ ...one, checksum: one === part ? checksumOf(body) : one.checksum })),
    }));
    await scene.writeBackup({ ...backup, buckets });
    const { message } = await refusalOf(scene.restore({ ...objects, mode: "replace", confirm: "dev" }));
    expect(message).to.match(/^a cannot be copied back into images: PreconditionFailed/);
  });
});
