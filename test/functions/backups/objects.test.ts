import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { bareEtag, compareKeys, copyKeyOf, type IndexEntry } from "../../../functions/backups/archive";
import { copyObject } from "../../../functions/backups/copies";
import { type BackupDesk, FastClock, openBackupDesk } from "../../support/backup-desk";

// A prefix that notifies no function.
const bucket = "cityflow-data";

describe("functions/backups: objects", () => {
  let desk: BackupDesk;

  before(async () => {
    desk = await openBackupDesk();
  });

  after(() => desk.close());

  /** Makes a backup; returns the entries of its index, by key. */
  const backUp = async (): Promise<Map<string, IndexEntry>> => {
    expect((await desk.run()).status).to.equal("complete");
    const entries = await desk.index(await desk.backup(), bucket);
    const keys = entries.map(({ key }) => key);
    expect(keys).to.deep.equal([...new Set(keys)].sort(compareKeys));
    return new Map(entries.map((entry) => [entry.key, entry]));
  };
  const physicalName = () => desk.names[bucket] ?? "";
  const copyOf = async ({ key, version }: IndexEntry) => {
    const get = { Bucket: desk.archive.bucket, Key: copyKeyOf(physicalName(), key), VersionId: version };
    const { Body, ...head } = await desk.storage.send(new GetObjectCommand(get));
    return { ...head, text: await Body?.transformToString() };
  };
  const entry = (entries: Map<string, IndexEntry>, key: string): IndexEntry => {
    const found = entries.get(key);
    if (!found) throw new Error(`the index has no ${key}`);
    return found;
  };
  const copied = async (): Promise<number | undefined> =>
    (await desk.backup()).buckets.find(({ name }) => name === bucket)?.copied;

  it("are copied once, with what they carry, and each day's index names the copy", async () => {
    const more = { ContentType: "text/plain", CacheControl: "no-store", Metadata: { source: "a test" } };
    await desk.drop(bucket, "once.txt", "content", more);
    const first = entry(await backUp(), "once.txt");
    expect(first).to.include({ size: 7 });
    expect(await copyOf(first)).to.deep.include({ text: "content", ...more });
    expect(await copied()).to.equal(1);
    const second = entry(await backUp(), "once.txt");
    expect(second).to.deep.equal(first);
    expect(await copied()).to.equal(0);
  });

  it("are copied again where they have changed, and the copy of before stays", async () => {
    await desk.drop(bucket, "changing.txt", "before");
    const before = entry(await backUp(), "changing.txt");
    await desk.drop(bucket, "changing.txt", "after");
    const after = entry(await backUp(), "changing.txt");
    expect((await copyOf(before)).text).to.equal("before");
    expect((await copyOf(after)).text).to.equal("after");
  });

  it("are copied again where the same bytes carry something else, and not where they do not", async () => {
    await desk.drop(bucket, "same.txt", "same", { ContentType: "text/plain" });
    const first = entry(await backUp(), "same.txt");
    await desk.drop(bucket, "same.txt", "same", { ContentType: "text/plain" });
    const second = entry(await backUp(), "same.txt");
    expect(second.version).to.equal(first.version);
    await desk.drop(bucket, "same.txt", "same", { ContentType: "text/csv" });
    const third = entry(await backUp(), "same.txt");
    expect(third.version).to.not.equal(first.version);
    expect((await copyOf(third)).ContentType).to.equal("text/csv");
  });

  it("are in no index any more where they are gone; their copies lie under a marker, and come anew with them", async () => {
    await desk.drop(bucket, "gone.txt", "gone");
    const before = entry(await backUp(), "gone.txt");
    await desk.storage.send(new DeleteObjectCommand({ Bucket: physicalName(), Key: "gone.txt" }));
    expect([...(await backUp()).keys()]).to.not.include("gone.txt");
    expect((await copyOf(before)).text).to.equal("gone");
    const Prefix = copyKeyOf(physicalName(), "gone.txt");
    const list = new ListObjectVersionsCommand({ Bucket: desk.archive.bucket, Prefix });
    const { Versions = [], DeleteMarkers = [] } = await desk.storage.send(list);
    expect(DeleteMarkers.map(({ IsLatest }) => IsLatest)).to.deep.equal([true]);
    expect(Versions.map(({ IsLatest }) => IsLatest)).to.deep.equal([false]);
    await backUp();
    expect((await desk.storage.send(list)).DeleteMarkers).to.have.length(1);
    await desk.drop(bucket, "gone.txt", "gone");
    expect(entry(await backUp(), "gone.txt").version).to.not.equal(before.version);
  });

  it("are copied anew where the latest copy is not the one that the last backup named", async () => {
    await desk.drop(bucket, "latest.txt", "latest");
    const before = entry(await backUp(), "latest.txt");
    // As a run does that is overtaken: its copy would outlive the one that is named.
    const target = { bucket: desk.archive.bucket, key: copyKeyOf(physicalName(), "latest.txt") };
    const other = await copyObject(desk.storage, { ...before, version: undefined, bucket: physicalName() }, target);
    const after = entry(await backUp(), "latest.txt");
    expect(after.version).to.not.be.oneOf([before.version, other.version]);
  });

  it("are all there where a run's time was up again and again, in the order of their keys' bytes", async () => {
    const keys = ["a b+c", "\uE000", "𝕏", "é/ü", "z%20", `${"long/".repeat(190)}${"é".repeat(30)}`];
    const numbers = Array.from({ length: 200 }, (_, index) => `many/${index}`);
    for (const key of [...keys, ...numbers]) await desk.drop(bucket, key, `of ${key}`);
    let [runs, status] = [0, ""];
    while (status !== "complete") {
      let asked = 0;
      ({ status } = await desk.run({ clock: new FastClock(() => ++asked > 3).bound }));
      expect(++runs).to.be.below(100);
    }
    expect(runs).to.be.above(2);
    const entries = await desk.index(await desk.backup(), bucket);
    const found = new Map(entries.map((one) => [one.key, one]));
    expect([...found.keys()]).to.include.members([...keys, ...numbers]);
    expect(entries).to.have.length(found.size);
    for (const key of [...keys, "many/7"]) expect((await copyOf(entry(found, key))).text).to.equal(`of ${key}`);
    const again = await backUp();
    for (const key of [...keys, ...numbers]) expect(entry(again, key)).to.deep.equal(entry(found, key));
  });

  it("are copied in parts where one request does not take them, and carry the same", async () => {
    const body = Buffer.alloc(12 * 1024 ** 2, "0123456789");
    const more = { ContentType: "image/png", Metadata: { a: "b" } };
    await desk.drop(bucket, "large", body.toString(), more);
    const { ETag, ContentLength = 0 } = await desk.storage.send(
      new HeadObjectCommand({ Bucket: physicalName(), Key: "large" }),
    );
    const source = { bucket: physicalName(), key: "large", etag: bareEtag(ETag), size: ContentLength };
    const target = { bucket: desk.archive.bucket, key: "objects/large" };
    const limits = { whole: 10 * 1024 ** 2, part: 5 * 1024 ** 2 };
    const { version, etag } = await copyObject(desk.storage, source, target, undefined, limits);
    const get = { Bucket: target.bucket, Key: target.key, VersionId: version };
    const { Body, ...head } = await desk.storage.send(new GetObjectCommand(get));
    expect(head).to.deep.include(more);
    expect(etag).to.match(/-3$/);
    expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(body)).to.equal(true);
  });
});
