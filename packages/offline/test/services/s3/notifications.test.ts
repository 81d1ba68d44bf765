import { CopyObjectCommand, DeleteObjectCommand, DeleteObjectsCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";
import type { NotificationConfiguration, S3EventNotification, S3Options } from "../../../src/services/s3/settings";
import { until } from "../../../src/clock";
import { TestClock } from "../../support/clock";
import { type Fixture, refusal, startS3 } from "../../support/s3";

const Bucket = "photos";
const functionArn = "arn:aws:lambda:eu-central-1:123456789012:function:resize";

/** A `notify` that collects, and a promise of the moment when it has collected enough. */
function collector() {
  const taken: S3EventNotification[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const notify = (notification: S3EventNotification): void => {
    taken.push(notification);
    for (const one of waiting) if (taken.length >= one.count) one.resolve();
  };
  const reached = (count: number) =>
    taken.length >= count ? Promise.resolve() : new Promise<void>((resolve) => waiting.push({ count, resolve }));
  return { taken, notify, reached };
}

const watched = (...notifications: Partial<NotificationConfiguration>[]) => [
  {
    name: Bucket,
    notifications: notifications.map((one, index) => ({
      id: `configuration-${index}`,
      events: ["s3:ObjectCreated:*"],
      targetArn: functionArn,
      ...one,
    })),
  },
  { name: "other" },
];

const namesOf = (taken: S3EventNotification[]) =>
  taken.map(({ event }) => `${event.Records[0]?.eventName} ${event.Records[0]?.s3.object.key}`);

describe("S3 notifications", () => {
  let fixture: Fixture | undefined;
  afterEach(async () => {
    await fixture?.stop();
    fixture = undefined;
  });
  const start = async (options: Partial<S3Options>) => (fixture = await startS3(options));
  const put = ({ client }: Fixture, Key: string, Body = "content") =>
    client.send(new PutObjectCommand({ Bucket, Key, Body }));
  /** A write that nobody watches: once it is acknowledged, so is that earlier notifications have been taken. */
  const settle = ({ client }: Fixture) => client.send(new PutObjectCommand({ Bucket: "other", Key: "x", Body: "x" }));

  it("are given up by a service that ends, while nobody takes them, for the next one to hand over", async () => {
    const asked: AbortSignal[] = [];
    const notify = async (_: S3EventNotification, ended: AbortSignal): Promise<void> => {
      asked.push(ended);
      await until(new TestClock(), Infinity, ended);
    };
    const s3 = await startS3({ notify, buckets: watched({ id: "resize" }) });
    await put(s3, "a.png");
    await s3.stop();
    expect(asked.map(({ aborted }) => aborted)).to.deep.equal([true]);
  });

  it("tells a function of a new object by an event of version 2.1", async () => {
    const { taken, notify, reached } = collector();
    const clock = new TestClock("2026-05-04T03:02:01.234Z");
    const s3 = await start({ notify, clock, buckets: watched({ id: "resize" }) });
    await put(s3, "in/a b+é.jpg");
    await reached(1);
    const event = taken[0]?.event.Records[0];
    expect(taken[0]?.functionArn).to.equal(functionArn);
    expect(event).to.deep.include({
      eventVersion: "2.1",
      eventSource: "aws:s3",
      awsRegion: "eu-central-1",
      eventTime: "2026-05-04T03:02:01.234Z",
      eventName: "ObjectCreated:Put",
    });
    expect(event?.s3).to.deep.include({ s3SchemaVersion: "1.0", configurationId: "resize" });
    expect(event?.s3.bucket).to.include({ name: Bucket, arn: "arn:aws:s3:::photos" });
    expect(event?.s3.object).to.deep.include({
      key: "in/a+b%2B%C3%A9.jpg",
      size: 7,
      eTag: "9a0364b9e99bb480dd25e1f0284c8555",
    });
  });

  it("tells of puts, copies and removals what their patterns ask for", async () => {
    const { taken, notify, reached } = collector();
    const s3 = await start({
      notify,
      buckets: watched({ events: ["s3:ObjectCreated:Copy", "s3:ObjectRemoved:*"] }),
    });
    await put(s3, "a");
    await s3.client.send(new CopyObjectCommand({ Bucket, Key: "b", CopySource: `${Bucket}/a` }));
    await s3.client.send(new DeleteObjectCommand({ Bucket, Key: "a" }));
    await s3.client.send(new DeleteObjectCommand({ Bucket, Key: "never there" }));
    await s3.client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: "b" }] } }));
    await s3.client.send(new PutObjectCommand({ Bucket: "other", Key: "a", Body: "x" }));
    await reached(3);
    expect(namesOf(taken)).to.deep.equal(["ObjectCreated:Copy b", "ObjectRemoved:Delete a", "ObjectRemoved:Delete b"]);
    expect(taken[1]?.event.Records[0]?.s3.object).to.have.all.keys("key", "sequencer");
  });

  it("tells which version it is about, and removals from delete markers", async () => {
    const { taken, notify, reached } = collector();
    const [bucket] = watched({ events: ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"] });
    const s3 = await start({ notify, buckets: [{ name: Bucket, ...bucket, versioning: "Enabled" }] });
    const { VersionId } = await put(s3, "a");
    const marker = await s3.client.send(new DeleteObjectCommand({ Bucket, Key: "a" }));
    await s3.client.send(new DeleteObjectCommand({ Bucket, Key: "a", VersionId }));
    await reached(3);
    const told = taken.map(({ event }) => `${event.Records[0]?.eventName} ${event.Records[0]?.s3.object.versionId}`);
    expect(told).to.deep.equal([
      `ObjectCreated:Put ${VersionId}`,
      `ObjectRemoved:DeleteMarkerCreated ${marker.VersionId}`,
      `ObjectRemoved:Delete ${VersionId}`,
    ]);
  });

  it("minds prefix and suffix, of the key as it is, and tells each configuration", async () => {
    const { taken, notify, reached } = collector();
    const s3 = await start({ notify, buckets: watched({ prefix: "a b/", suffix: ".jpg" }, { suffix: ".jpg" }) });
    for (const key of ["a b/1.jpg", "a b/1.png", "c/1.jpg"]) await put(s3, key);
    await reached(3);
    const told = taken.map(({ event }) => event.Records[0]?.s3).map((s3) => `${s3?.configurationId} ${s3?.object.key}`);
    expect(told).to.deep.equal(["configuration-0 a+b/1.jpg", "configuration-1 a+b/1.jpg", "configuration-1 c/1.jpg"]);
  });

  it("says at the start which events are asked for and never come", async () => {
    const said: string[] = [];
    const events = ["s3:ObjectCreated:*", "s3:ObjectRestore:*", "s3:ObjectTagging:Put"];
    await start({ buckets: watched({ events }), log: (text) => said.push(text) });
    expect(said).to.deep.equal([
      "bucket photos has notifications that the offline host never sends: s3:ObjectRestore:Completed, s3:ObjectRestore:Delete, s3:ObjectTagging:Put",
    ]);
  });

  it("tells nobody of a write that was refused", async () => {
    const { taken, notify, reached } = collector();
    const s3 = await start({ notify, buckets: watched({}) });
    await put(s3, "a");
    const again = new PutObjectCommand({ Bucket, Key: "a", Body: "x", IfNoneMatch: "*" });
    expect((await refusal(s3.client.send(again))).name).to.equal("PreconditionFailed");
    await put(s3, "b");
    await reached(2);
    expect(namesOf(taken)).to.deep.equal(["ObjectCreated:Put a", "ObjectCreated:Put b"]);
  });

  it("orders changes by sequencers that grow, also across restarts", async () => {
    const { taken, notify, reached } = collector();
    const s3 = await start({ notify, buckets: watched({ events: ["s3:*"] }) });
    for (let round = 0; round < 3; round++) {
      await put(s3, "a");
      await put(s3, "b");
      await s3.client.send(new DeleteObjectCommand({ Bucket, Key: "a" }));
      await reached(3 * (round + 1));
      await settle(s3);
      await s3.reopen();
    }
    const sequencers = taken.map(({ event }) => event.Records[0]?.s3.object.sequencer ?? "");
    expect(sequencers).to.have.length(9);
    expect([...sequencers].sort()).to.deep.equal(sequencers);
    expect(new Set(sequencers).size).to.equal(9);
    for (const sequencer of sequencers) expect(sequencer).to.match(/^[0-9A-F]{16}$/);
  });

  it("tells again after a restart what was not taken, rejected or under way, and then no more", async () => {
    const rejecting = () => Promise.reject(new Error("not now"));
    const s3 = await start({ notify: rejecting, buckets: watched({}) });
    await put(s3, "rejected");
    await s3.reopen({ notify: () => new Promise<void>(() => undefined), buckets: watched({}) });
    await put(s3, "under way");
    const { taken, notify, reached } = collector();
    await s3.reopen({ notify });
    await reached(2);
    expect(namesOf(taken)).to.have.members(["ObjectCreated:Put rejected", "ObjectCreated:Put under+way"]);
    await put(s3, "after");
    await reached(3);
    await settle(s3);
    await s3.reopen({ notify });
    await put(s3, "last");
    await reached(4);
    expect(taken).to.have.length(4);
  });
});
