import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { type Backup, checksumOf, readManifest } from "../../../functions/backups/archive";
import { refusalOf } from "../../../packages/offline/test/support/sdk";
import { counts, notes, Scene } from "../../support/restore-scene";

const writes = ["PutItem", "BatchWriteItem", "CopyObject", "DeleteObjects", "DeleteObject"];

describe("functions/backups/restore: a backup is verified before anything is written", () => {
  let scene: Scene;
  let backup: Backup;
  /** Keys of the data files of the table. */
  let dataFiles: string[];

  beforeEach(async () => {
    scene = await Scene.open();
    await scene.putItems("wide", notes(20));
    for (const key of ["a", "b", "c", "d"]) await scene.put("images", key, `content of ${key}`);
    backup = await scene.backUp({ perFile: 5, perPart: 2 });
    await scene.deleteItems("wide", notes(20));
    for (const key of ["a", "b", "c", "d"]) await scene.remove("images", key);
    dataFiles = readManifest((await scene.read("archive", manifestKey())).text ?? "").map((file) => file.dataFileS3Key);
  });

  afterEach(() => scene.close());

  const manifestKey = (): string => backup.tables[0]?.manifest ?? "";
  const lastFile = (): string => dataFiles.at(-1) ?? "";
  const partKey = (): string => backup.buckets[0]?.index[1]?.key ?? "";
  const item = (text: string): string => `${JSON.stringify({ Item: { id: { S: text } } })}\n`;

  for (const [what, damage, message] of [
    [
      "a data file of other content",
      () => scene.put("archive", lastFile(), gzipSync(["1", "2", "3", "4", "5"].map(item).join(""))),
      () => `${lastFile()} is damaged: its MD5 is not the one in the manifest`,
    ],
    [
      "a data file that is cut off",
      () => scene.put("archive", lastFile(), gzipSync(item("x".repeat(10_000))).subarray(0, 60)),
      () => `${lastFile()} is damaged: unexpected end of file`,
    ],
    [
      "a data file that is no archive",
      () => scene.put("archive", lastFile(), "no archive"),
      () => `${lastFile()} is damaged: incorrect header check`,
    ],
    [
      "a data file that is gone",
      () => scene.remove("archive", lastFile()),
      () => `${lastFile()} is missing: the manifest lists it`,
    ],
    [
      "a manifest of other content",
      () => scene.put("archive", manifestKey(), "x"),
      () => `${manifestKey()} is damaged: its MD5 is not the one that the backup has`,
    ],
    [
      "a manifest that is gone",
      () => scene.remove("archive", manifestKey()),
      () => `${manifestKey()} is missing: the backup has it`,
    ],
    [
      "a part of an index of other content",
      () => scene.put("archive", partKey(), gzipSync("{}")),
      () => `${partKey()} is damaged: its MD5 is not the one that the backup has`,
    ],
    [
      "a part of an index that is gone",
      () => scene.remove("archive", partKey()),
      () => `${partKey()} is missing: the backup has it`,
    ],
  ] as const) {
    it(`names ${what}`, async () => {
      await damage();
      scene.takeCalls();
      expect((await refusalOf(scene.restore())).message).to.equal(message());
      expect(scene.takeCalls()).to.not.have.any.keys(...writes);
      expect(await scene.items("wide")).to.deep.equal([]);
      expect(await scene.keys("images")).to.deep.equal([]);
    });
  }

  /** Writes the manifest anew, with the backup's checksum of it. */
  async function rewriteManifest(change: (text: string) => string): Promise<void> {
    const text = change((await scene.read("archive", manifestKey())).text ?? "");
    await scene.put("archive", manifestKey(), text);
    const tables = backup.tables.map((table) =>
      table.name === "the-wide" ? { ...table, checksum: checksumOf(text) } : table,
    );
    await scene.writeBackup({ ...backup, tables });
  }

  it("names a data file that has not as many items as its manifest says", async () => {
    await rewriteManifest((text) =>
      text
        .split("\n")
        .map((line, at) => line.replace('"itemCount":5', `"itemCount":${[6, 4][at] ?? 5}`))
        .join("\n"),
    );
    expect((await refusalOf(scene.restore())).message).to.equal(
      `${dataFiles[0]} is damaged: it has 5 items, and the manifest says 6`,
    );
  });

  it("names a manifest that has not as many items as the backup says", async () => {
    await rewriteManifest((text) => text.slice(0, text.indexOf("\n") + 1));
    expect((await refusalOf(scene.restore())).message).to.equal(
      `${manifestKey()} is damaged: its files have 5 items, and the backup says 20`,
    );
  });

  it("looks only at what is to be restored", async () => {
    await scene.remove("archive", partKey());
    expect((await scene.restore({ tables: ["wide"] })).tables).to.deep.equal({ "the-wide": counts({ restored: 20 }) });
    expect((await scene.restore({ prefix: "a" })).buckets["the-images"]).to.deep.equal(counts({ restored: 1 }));
    await scene.remove("archive", lastFile());
    const { message } = await refusalOf(scene.restore({ prefix: "c" }));
    expect(message).to.equal(`${partKey()} is missing: the backup has it`);
  });

  it("finds damage in a later invocation, and nothing is written in those before", async () => {
    await scene.put("archive", partKey(), "damaged");
    scene.onCall = () => scene.clock.pass(10_000);
    let next = (await scene.restore({ seconds: 5 })).next;
    let message = "";
    for (let invocations = 1; message === "" && invocations < 30; invocations++) {
      const answer = await scene.restore({ seconds: 5, next }).catch((error: Error) => error);
      if (answer instanceof Error) message = answer.message;
      else next = answer.next;
    }
    expect(message).to.match(/ is damaged: /);
    expect(await scene.items("wide")).to.deep.equal([]);
  });
});
