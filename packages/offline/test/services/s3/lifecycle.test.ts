import {
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Lifecycle, LifecycleRule } from "../../../src/services/s3/lifecycle/rules";
import type { S3EventNotification, S3Options, Versioning } from "../../../src/services/s3/settings";
import { TestClock } from "../../support/clock";
import { eventually } from "../../support/poll";
import { type Fixture, startS3 } from "../../support/s3";

const Bucket = "archive";
const rule = (more: Partial<LifecycleRule>): LifecycleRule => ({
  ...{ id: "rule", filter: { prefix: "" }, expiresMarkers: false, transitions: [], noncurrentTransitions: [] },
  ...more,
});
const large = Buffer.alloc(128 * 1024);

describe("S3 lifecycle", () => {
  let fixture: Fixture | undefined;
  let clock: TestClock;
  let said: string[];
  beforeEach(() => {
    clock = new TestClock("2026-01-15T10:30:00Z");
    said = [];
  });
  afterEach(async () => {
    await fixture?.stop();
    fixture = undefined;
  });

  const bucketWith = (rules: LifecycleRule[], versioning?: Versioning, more: Partial<Lifecycle> = {}) => ({
    ...{ name: Bucket, versioning, lifecycle: { rules, tagged: [], takeSmall: [], ...more } },
  });
  async function start(rules: LifecycleRule[], versioning?: Versioning, options: Partial<S3Options> = {}) {
    const buckets = [bucketWith(rules, versioning)];
    return (fixture = await startS3({ buckets, clock, log: (text) => said.push(text), ...options }));
  }
  const client = () => {
    if (!fixture) throw new Error("nothing was started");
    return fixture.client;
  };
  const put = async (Key: string, Body: string | Buffer = "content") =>
    (await client().send(new PutObjectCommand({ Bucket, Key, Body }))).VersionId;
  const remove = (Key: string) => client().send(new DeleteObjectCommand({ Bucket, Key }));
  /** What there is of a bucket: objects as `key class`, markers as `key marker`, the newest first. */
  async function held(): Promise<string[]> {
    const { Versions = [], DeleteMarkers = [] } = await client().send(new ListObjectVersionsCommand({ Bucket }));
    return [
      ...Versions.map(({ Key, StorageClass }) => `${Key} ${StorageClass}`),
      ...DeleteMarkers.map(({ Key }) => `${Key} marker`),
    ];
  }
  const holds = (expected: string[]) =>
    eventually(`the bucket to hold ${expected.join(", ") || "nothing"}`, async () =>
      JSON.stringify(await held()) === JSON.stringify(expected) ? true : undefined,
    );
  /** Lets midnights pass up to a moment, and what they began come to its end. */
  async function pass(instant: string): Promise<void> {
    await clock.advanceTo(instant);
    // Opened again it has ended what was under way, and has nothing due left.
    await fixture?.reopen();
  }

  it("expires objects at the midnight after their days, for good where no versions are kept", async () => {
    await start([rule({ filter: { prefix: "logs/" }, expiration: { days: 3 } })]);
    await put("logs/a");
    await put("other");
    await pass("2026-01-18T23:59:59Z");
    expect(await held()).to.deep.equal(["logs/a STANDARD", "other STANDARD"]);
    await clock.advanceTo("2026-01-19T00:00:00Z");
    await holds(["other STANDARD"]);
    expect(await eventually("the line", async () => said[0])).to.equal("lifecycle of bucket archive: 1 expired");
    await fixture?.reopen();
    expect(await readdir(join(fixture?.directory ?? "", "blobs"))).to.have.length(1);
  });

  it("does at the start what became due while the host was off", async () => {
    await start([rule({ expiration: { days: 1 } })]);
    await put("a");
    clock.sleep(10 * 24 * 60 * 60 * 1000);
    await fixture?.reopen();
    await holds([]);
  });

  it("expires from a date on, whenever an object was made", async () => {
    await start([rule({ expiration: { date: Date.parse("2026-02-01T00:00:00Z") } })]);
    await put("early");
    await pass("2026-01-31T12:00:00Z");
    expect(await held()).to.deep.equal(["early STANDARD"]);
    await clock.advanceTo("2026-02-01T12:00:00Z");
    await holds([]);
    await put("late");
    await clock.advanceTo("2026-02-02T00:00:00Z");
    await holds([]);
  });

  for (const [versioning, id] of [
    ["Enabled", /^[\w-]{32}$/],
    ["Suspended", /^null$/],
  ] as const)
    it(`hides an expired object behind a delete marker where versions are ${versioning}`, async () => {
      await start([rule({ expiration: { days: 1 } })], "Enabled");
      await put("a");
      await fixture?.reopen({ buckets: [bucketWith([rule({ expiration: { days: 1 } })], versioning)] });
      await clock.advanceTo("2026-01-17T00:00:00Z");
      await holds(["a STANDARD", "a marker"]);
      const { DeleteMarkers } = await client().send(new ListObjectVersionsCommand({ Bucket }));
      expect(DeleteMarkers?.[0]?.VersionId).to.match(id);
    });

  it("removes noncurrent versions after their days as such, and keeps as many as it is told", async () => {
    await start([rule({ noncurrentExpiration: { days: 2, newer: 1 } })], "Enabled");
    const first = await put("a", "first");
    for (const instant of ["2026-01-16T10:30:00Z", "2026-01-17T10:30:00Z"]) {
      await clock.advanceTo(instant);
      await put("a", "next");
    }
    expect(await held()).to.have.length(3);
    await pass("2026-01-18T12:00:00Z");
    expect(await held()).to.have.length(3);
    await clock.advanceTo("2026-01-19T00:00:00Z");
    await holds(["a STANDARD", "a STANDARD"]);
    const { Versions } = await client().send(new ListObjectVersionsCommand({ Bucket }));
    expect(Versions?.map(({ VersionId }) => VersionId)).to.not.include(first);
    await pass("2026-06-01T00:00:00Z");
    expect(await held()).to.have.length(2);
  });

  it("removes a delete marker that nothing is behind any more, and no other", async () => {
    await start([rule({ expiresMarkers: true, noncurrentExpiration: { days: 3, newer: 0 } })], "Enabled");
    await put("a");
    await remove("a");
    await remove("never there");
    await clock.advanceTo("2026-01-16T00:00:00Z");
    await holds(["a STANDARD", "a marker"]);
    await clock.advanceTo("2026-01-19T00:00:00Z");
    await holds(["a marker"]);
    await clock.advanceTo("2026-01-20T00:00:00Z");
    await holds([]);
  });

  it("moves objects through colder and colder classes, and no object under 128 KB", async () => {
    const transitions = [
      { days: 30, to: "STANDARD_IA" as const },
      { days: 90, to: "GLACIER" as const },
    ];
    await start([rule({ transitions })]);
    await put("large", large);
    await put("small", large.subarray(1));
    await clock.advanceTo("2026-02-15T00:00:00Z");
    await holds(["large STANDARD_IA", "small STANDARD"]);
    await clock.advanceTo("2026-04-16T00:00:00Z");
    await holds(["large GLACIER", "small STANDARD"]);
    const head = await client().send(new HeadObjectCommand({ Bucket, Key: "large" }));
    expect(head.LastModified?.toISOString()).to.equal("2026-01-15T10:30:00.000Z");
    await fixture?.reopen();
    expect(await held()).to.deep.equal(["large GLACIER", "small STANDARD"]);
  });

  it("archives small objects where the bucket asks for it or the rule's filter has a size", async () => {
    const toGlacier = { transitions: [{ days: 0, to: "GLACIER" as const }] };
    const sized = rule({ ...toGlacier, filter: { prefix: "sized/", greaterThan: 3, lessThan: 5 } });
    await start([sized]);
    for (const key of ["sized/3", "sized/4", "sized/5"]) await put(key, "x".repeat(Number(key.at(-1))));
    await clock.advanceTo("2026-01-16T00:00:00Z");
    await holds(["sized/3 STANDARD", "sized/4 GLACIER", "sized/5 STANDARD"]);
    const varied = rule({ ...toGlacier, filter: { prefix: "sized/3" } });
    await fixture?.reopen({ buckets: [bucketWith([varied], undefined, { takeSmall: ["GLACIER", "DEEP_ARCHIVE"] })] });
    await holds(["sized/3 GLACIER", "sized/4 GLACIER", "sized/5 STANDARD"]);
  });

  it("moves noncurrent versions by the time when they were replaced", async () => {
    await start([rule({ noncurrentTransitions: [{ days: 1, newer: 0, to: "DEEP_ARCHIVE" }] })], "Enabled");
    await put("a", large);
    await clock.advanceTo("2026-03-01T10:00:00Z");
    await put("a", large);
    await pass("2026-03-02T12:00:00Z");
    expect(await held()).to.deep.equal(["a STANDARD", "a STANDARD"]);
    await clock.advanceTo("2026-03-03T00:00:00Z");
    await holds(["a STANDARD", "a DEEP_ARCHIVE"]);
  });

  it("aborts uploads in parts that were not completed, and deletes their parts", async () => {
    await start([rule({ filter: { prefix: "in/" }, abortAfter: 1 })]);
    for (const Key of ["in/a", "out"]) {
      const { UploadId } = await client().send(new CreateMultipartUploadCommand({ Bucket, Key }));
      await client().send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: "part" }));
    }
    await pass("2026-01-16T23:00:00Z");
    const uploads = async () => {
      const { Uploads = [] } = await client().send(new ListMultipartUploadsCommand({ Bucket }));
      return Uploads.map(({ Key }) => Key);
    };
    expect(await uploads()).to.deep.equal(["in/a", "out"]);
    await pass("2026-01-17T00:00:00Z");
    expect(await uploads()).to.deep.equal(["out"]);
    expect(await readdir(join(fixture?.directory ?? "", "blobs"))).to.have.length(1);
  });

  it("tells those who want to know, and says which rules never act", async () => {
    const taken: string[] = [];
    const notify = ({ event }: S3EventNotification): void => void taken.push(event.Records[0]?.eventName ?? "");
    const events = ["s3:LifecycleExpiration:*", "s3:LifecycleTransition"];
    const rules = [
      rule({ filter: { prefix: "a" }, expiration: { days: 1 }, noncurrentExpiration: { days: 1, newer: 0 } }),
      rule({ filter: { prefix: "b" }, transitions: [{ days: 1, to: "GLACIER" }] }),
    ];
    const bucket = bucketWith(rules, "Enabled", { tagged: ["for-tags"] });
    await start([], undefined, {
      buckets: [{ ...bucket, notifications: [{ id: "one", events, targetArn: "arn:aws:sns:eu-central-1:1:t" }] }],
      notify,
    });
    expect(said[0]).to.match(/rule for-tags of bucket archive is for tags.* it never acts/);
    await put("a");
    await put("b", large);
    await clock.advanceTo("2026-01-17T00:00:00Z");
    await holds(["a STANDARD", "b GLACIER", "a marker"]);
    await clock.advanceTo("2026-01-18T00:00:00Z");
    await holds(["b GLACIER", "a marker"]);
    expect(taken.sort()).to.deep.equal([
      ...["LifecycleExpiration:Delete", "LifecycleExpiration:DeleteMarkerCreated", "LifecycleTransition"],
    ]);
  });

  it("looks at more keys than it takes at once", async () => {
    await start([rule({ filter: { prefix: "due/" }, expiration: { days: 1 } })]);
    const keys = Array.from({ length: 600 }, (_, index) => `${index % 2 ? "due" : "kept"}/${index}`);
    await Promise.all(keys.map((key) => put(key, "x")));
    await clock.advanceTo("2026-01-17T00:00:00Z");
    await holds(
      keys
        .filter((key) => key.startsWith("kept"))
        .sort()
        .map((key) => `${key} STANDARD`),
    );
  });
});
