import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  DeleteObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { copyKeyOf, getChecked, headFile, isLost, places, readBackup } from "../../../functions/backups/archive";
import { entriesOf } from "../../../functions/backups/listings";
import { listBackups } from "../../../functions/backups/restore-choice";
import { runBackup } from "../../../functions/backups/run";
import { bucketsOf } from "../../../packages/offline/src/services/s3/declared";
import { TestClock } from "../../../packages/offline/test/support/clock";
import { only } from "../../../packages/offline/test/support/graph";
import { eventually } from "../../../packages/offline/test/support/poll";
import { type Fixture, startS3 } from "../../../packages/offline/test/support/s3";
import { watched } from "../../support/graphs";

const bucket = "photos";
const retentionDays = 90;

describe("functions/backups: the archive's lifecycle", () => {
  const clock = new TestClock("2026-01-01T02:00:00Z");
  const tables = new DynamoDBClient({});
  let fixture: Fixture;
  let archive: { storage: Fixture["client"]; bucket: string };

  before(async () => {
    const graph = await watched();
    const name = only(graph, "aws:s3/bucket:Bucket", "backups-archive").id;
    const buckets = [...bucketsOf(graph).filter((one) => one.name === name), { name: bucket }];
    fixture = await startS3({ buckets, clock });
    archive = { storage: fixture.client, bucket: name };
  });

  after(async () => {
    tables.destroy();
    await fixture.stop();
  });

  async function backUp(): Promise<void> {
    const settings = { stack: "test", version: "1", usesExports: false, share: 1, tables: [] };
    const buckets = [{ name: bucket, physicalName: bucket }];
    const deadline = { now: () => clock.now(), sleep: async () => undefined, isLate: () => false };
    const { status } = await runBackup({ archive, tables, clock: deadline }, { ...settings, buckets }, {});
    expect(status).to.equal("complete");
  }

  const pass = (days: number): Promise<void> => clock.advance(days * 86_400_000);

  const put = (Key: string, Body: string) => fixture.client.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));

  /** Holds that all of a backup is there. */
  async function expectWhole(id: string): Promise<void> {
    for (const { index } of (await readBackup(archive, id)).buckets) {
      for (const { key, checksum } of index) await getChecked(archive, key, checksum);
      for await (const { key, version } of entriesOf(archive, index))
        await headFile(archive, copyKeyOf(bucket, key), version);
    }
  }

  /** The oldest and the newest of those that there are, once the lifecycle has done what is due: both must be whole. */
  const wholeBackups = (): Promise<string[]> =>
    eventually("the oldest and the newest backup to be whole", async () => {
      const ids = (await listBackups(archive)).map(({ id }) => id);
      try {
        for (const id of ids.slice(0, 1).concat(ids.slice(-1))) await expectWhole(id);
        return ids;
      } catch (error) {
        if (isLost(error)) return undefined;
        throw error;
      }
    });

  it("lets every backup that is there be whole, and takes those that are old, with what only they named", async () => {
    const large = "x".repeat(200_000);
    await put("kept", large);
    await put("small", "small");
    for (let round = 0; round < 34; round++) {
      if (round % 3 === 0) await put("replaced", `${round}`.repeat(100_000));
      if (round === 8) await fixture.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: "small" }));
      if (round === 15) await put("small", "small");
      if (round === 23) await fixture.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: "small" }));
      await backUp();
      await pass(4);
      const oldest = (await wholeBackups()).at(-1) ?? "";
      const age = (clock.now() - Date.parse(oldest.slice(0, 10))) / 86_400_000;
      expect(age).to.be.below(retentionDays + 5);
    }
    const list = new ListObjectVersionsCommand({ Bucket: archive.bucket, Prefix: places.objects(bucket) });
    const { Versions = [] } = await fixture.client.send(list);
    // One every twelve days, and none older than 90 days and a week.
    expect(Versions.filter(({ Key = "" }) => Key.endsWith("replaced"))).to.have.length.within(8, 10);
    expect(Versions.filter(({ Key = "" }) => Key.endsWith("small"))).to.have.length(1);
    expect(Versions.filter(({ Key = "" }) => Key.endsWith("kept"))).to.have.length(1);
  });

  it("sends copies to Glacier, but for small ones, and what a restoration reads first to none", async () => {
    const classOf = async (key: string): Promise<string | undefined> =>
      (await fixture.client.send(new HeadObjectCommand({ Bucket: archive.bucket, Key: key }))).StorageClass;
    expect(await classOf(copyKeyOf(bucket, "kept"))).to.equal("GLACIER");
    const { Versions = [] } = await fixture.client.send(new ListObjectVersionsCommand({ Bucket: archive.bucket }));
    const frozen = Versions.filter(({ StorageClass }) => String(StorageClass) === "GLACIER").map(({ Key = "" }) => Key);
    expect(frozen.map((key) => key.split("/").at(-1)))
      .to.include("replaced")
      .and.not.include("small");
    expect(frozen.filter((key) => !key.startsWith(places.copies))).to.be.empty;
  });
});
