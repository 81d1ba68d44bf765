import { DeleteObjectCommand, HeadObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { restore } from "../../../functions/backups/restore";
import { type BackupDesk, FastClock, openBackupDesk } from "../../support/backup-desk";

// A prefix that notifies no function.
const bucket = "cityflow-data";

describe("functions/backups: objects that a restoration brings back", () => {
  let desk: BackupDesk;

  before(async () => {
    desk = await openBackupDesk();
  });

  after(() => desk.close());

  /** Backs an object up, deletes it and restores it; returns its metadata then, and the backup's id. */
  const bringBack = async (Key: string, Metadata: Record<string, string>) => {
    await desk.drop(bucket, Key, "content", { Metadata });
    const { backup: date } = await desk.run();
    const place = { Bucket: desk.names[bucket] ?? "", Key };
    await desk.storage.send(new DeleteObjectCommand(place));
    const { tables, storage, archive } = desk;
    const own = { stack: "test", archive: archive.bucket, tables: [], buckets: [] };
    const buckets = [{ name: bucket, physicalName: place.Bucket }];
    const tools = { tables, storage, clock: new FastClock().bound };
    const context = { getRemainingTimeInMillis: () => 900_000 };
    await restore(tools, { ...own, buckets }, { date, prefix: Key }, context);
    return { date, metadata: (await desk.storage.send(new HeadObjectCommand(place))).Metadata };
  };

  it("say so beside their own metadata", async () => {
    const { date, metadata } = await bringBack("marked.txt", { source: "a test" });
    expect(metadata).to.deep.equal({ source: "a test", restored: date });
  });

  it("do not where their own metadata is as much as S3 takes", async () => {
    const full = { full: "x".repeat(2044) };
    expect((await bringBack("full.txt", full)).metadata).to.deep.equal(full);
  });
});
