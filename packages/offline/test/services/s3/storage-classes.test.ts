import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  type CopyObjectCommandInput,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  RestoreObjectCommand,
  type StorageClass,
  type Tier,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { TestClock } from "../../support/clock";
import { type Fixture, refusal, startS3 } from "../../support/s3";

const Bucket = "archive";
const buckets = [{ name: Bucket, versioning: "Enabled" as const }];
const minute = 60_000;
const hour = 60 * minute;

describe("S3 storage classes", () => {
  let fixture: Fixture;
  let clock: TestClock;
  beforeEach(async () => {
    clock = new TestClock("2026-05-04T10:30:00Z");
    fixture = await startS3({ buckets, clock });
  });
  afterEach(() => fixture.stop());

  const put = (Key: string, StorageClass?: StorageClass, more: Partial<PutObjectCommandInput> = {}) =>
    fixture.client.send(new PutObjectCommand({ Bucket, Key, Body: "content", StorageClass, ...more }));
  const head = (Key: string, VersionId?: string) =>
    fixture.client.send(new HeadObjectCommand({ Bucket, Key, VersionId }));
  const read = async (Key: string, VersionId?: string) => {
    const answer = await fixture.client.send(new GetObjectCommand({ Bucket, Key, VersionId }));
    return answer.Body?.transformToString();
  };
  const copy = (input: Partial<CopyObjectCommandInput>) =>
    fixture.client.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/a`, ...input }));
  const restore = async (Key: string, Days: number, Tier?: Tier, VersionId?: string) => {
    const RestoreRequest = { Days, ...(Tier && { GlacierJobParameters: { Tier } }) };
    const answer = await fixture.client.send(new RestoreObjectCommand({ Bucket, Key, VersionId, RestoreRequest }));
    return answer.$metadata.httpStatusCode;
  };

  it("are shown by reads and listings; the usual one by listings alone", async () => {
    const classes = ["STANDARD", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR"] as const;
    for (const one of classes) await put(one, one);
    for (const one of classes) {
      expect((await head(one)).StorageClass).to.equal(one === "STANDARD" ? undefined : one);
      expect(await read(one)).to.equal("content");
    }
    const { Contents = [] } = await fixture.client.send(new ListObjectsV2Command({ Bucket }));
    expect(Contents.map((entry) => entry.StorageClass)).to.deep.equal(Contents.map(({ Key }) => Key));
  });

  it("are those of uploads in parts and of copies, which fall back to the usual one", async () => {
    const Key = "parts";
    const create = new CreateMultipartUploadCommand({ Bucket, Key, StorageClass: "STANDARD_IA" });
    const { UploadId } = await fixture.client.send(create);
    const upload = { Bucket, Key, UploadId };
    const { ETag } = await fixture.client.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: "x" }));
    expect((await fixture.client.send(new ListPartsCommand(upload))).StorageClass).to.equal("STANDARD_IA");
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    await fixture.client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload }));
    expect((await head(Key)).StorageClass).to.equal("STANDARD_IA");
    await copy({ CopySource: `${Bucket}/parts` });
    expect((await head("copy")).StorageClass).to.equal(undefined);
    await copy({ CopySource: `${Bucket}/parts`, StorageClass: "GLACIER" });
    expect((await head("copy")).StorageClass).to.equal("GLACIER");
  });

  it("change by a copy of an object onto itself, which keeps the rest", async () => {
    await put("a", undefined, { Metadata: { kept: "yes" }, ContentType: "text/plain" });
    await copy({ Key: "a", StorageClass: "STANDARD_IA" });
    const { StorageClass, Metadata, ContentType } = await head("a");
    expect({ StorageClass, Metadata, ContentType }).to.deep.equal({
      ...{ StorageClass: "STANDARD_IA", Metadata: { kept: "yes" }, ContentType: "text/plain" },
    });
  });

  it("are refused where S3 has none of that name, and where the host has not", async () => {
    const unknown = fetch(`${fixture.endpoint}/${Bucket}/x`, {
      ...{ method: "PUT", body: "x", headers: { "x-amz-storage-class": "FROZEN" } },
    });
    expect(await (await unknown).text()).to.include("<Code>InvalidStorageClass</Code>");
    expect((await refusal(put("x", "REDUCED_REDUNDANCY"))).name).to.equal("NotImplemented");
  });

  for (const one of ["GLACIER", "DEEP_ARCHIVE"] as const)
    it(`keep an object in ${one} from being read and copied until it is restored, but not from being deleted`, async () => {
      await put("a", one);
      const refused = await refusal(read("a"));
      expect(refused).to.include({
        name: "InvalidObjectState",
        message: "The operation is not valid for the object's storage class",
        StorageClass: one,
      });
      expect(refused.$metadata.httpStatusCode).to.equal(403);
      const uncopied = await refusal(copy({}));
      expect(uncopied.message).to.equal("Operation is not valid for the source object's storage class");
      expect((await head("a")).ContentLength).to.equal(7);
      await fixture.client.send(new DeleteObjectCommand({ Bucket, Key: "a" }));
      expect((await refusal(read("a"))).name).to.equal("NoSuchKey");
    });

  it("give an object back after the time of its tier, for so many days, to the midnight after", async () => {
    await put("a", "GLACIER");
    expect(await restore("a", 3)).to.equal(202);
    expect((await head("a")).Restore).to.equal('ongoing-request="true"');
    await clock.advance(5 * hour - minute);
    expect((await refusal(read("a"))).name).to.equal("InvalidObjectState");
    await clock.advance(minute);
    expect(await read("a")).to.equal("content");
    const { Restore, StorageClass } = await head("a");
    expect(Restore).to.equal('ongoing-request="false", expiry-date="Fri, 08 May 2026 00:00:00 GMT"');
    expect(StorageClass).to.equal("GLACIER");
    await copy({});
    expect(await read("copy")).to.equal("content");
    await clock.advanceTo("2026-05-07T23:59:59Z");
    expect(await read("a")).to.equal("content");
    await clock.advanceTo("2026-05-08T00:00:00Z");
    expect((await refusal(read("a"))).name).to.equal("InvalidObjectState");
    expect((await head("a")).Restore).to.equal(undefined);
  });

  for (const [one, tier, hours] of [
    ["GLACIER", "Expedited", 1 / 12],
    ["GLACIER", "Bulk", 12],
    ["DEEP_ARCHIVE", "Standard", 12],
    ["DEEP_ARCHIVE", "Bulk", 48],
  ] as const)
    it(`take at most ${hours.toFixed(1)} hours to give an object in ${one} back by ${tier}, as S3 says`, async () => {
      await put("a", one);
      await restore("a", 1, tier);
      await clock.advance(hours * hour - 1000);
      expect((await head("a")).Restore).to.equal('ongoing-request="true"');
      await clock.advance(1000);
      expect(await read("a")).to.equal("content");
    });

  it("refuse a second restoration under way unless it is faster, and prolong one that is there", async () => {
    await put("a", "GLACIER");
    expect(await restore("a", 1, "Bulk")).to.equal(202);
    const again = await refusal(restore("a", 1, "Bulk"));
    expect([again.name, again.$metadata.httpStatusCode]).to.deep.equal(["RestoreAlreadyInProgress", 409]);
    expect(await restore("a", 1, "Expedited")).to.equal(202);
    await clock.advance(5 * minute);
    expect(await read("a")).to.equal("content");
    expect(await restore("a", 10, "Bulk")).to.equal(200);
    expect((await head("a")).Restore).to.include('expiry-date="Fri, 15 May 2026 00:00:00 GMT"');
  });

  it("refuse to restore what is not archived, by a tier that a deep archive has not, and for no days", async () => {
    await put("a");
    await put("deep", "DEEP_ARCHIVE");
    expect((await refusal(restore("a", 1))).message).to.equal(
      "Restore is not allowed for the object's current storage class",
    );
    expect((await refusal(restore("deep", 1, "Expedited"))).name).to.equal("InvalidArgument");
    expect((await refusal(restore("deep", 0))).name).to.equal("MalformedXML");
    expect((await refusal(restore("none", 1))).name).to.equal("NoSuchKey");
    fixture.deny(({ action }) => action === "s3:RestoreObject");
    expect((await refusal(restore("deep", 1))).name).to.equal("AccessDenied");
  });

  it("restore one version and no other, and remember it when the host starts again", async () => {
    const first = await put("a", "GLACIER");
    const second = await put("a", "GLACIER");
    await restore("a", 1, "Expedited", first.VersionId);
    await fixture.reopen();
    await clock.advance(5 * minute);
    expect(await read("a", first.VersionId)).to.equal("content");
    expect((await refusal(read("a", second.VersionId))).name).to.equal("InvalidObjectState");
  });

  it("tell restorations in listings that ask for them", async () => {
    await put("a", "GLACIER");
    await put("b", "GLACIER");
    await restore("a", 1, "Expedited");
    await clock.advance(5 * minute);
    await restore("b", 1);
    const asking = { Bucket, OptionalObjectAttributes: ["RestoreStatus" as const] };
    const { Contents = [] } = await fixture.client.send(new ListObjectsV2Command(asking));
    expect(Contents.map(({ RestoreStatus }) => RestoreStatus)).to.deep.equal([
      { IsRestoreInProgress: false, RestoreExpiryDate: new Date("2026-05-06T00:00:00Z") },
      { IsRestoreInProgress: true },
    ]);
    const { Versions = [] } = await fixture.client.send(new ListObjectVersionsCommand(asking));
    expect(Versions.map(({ StorageClass }) => StorageClass)).to.deep.equal(["GLACIER", "GLACIER"]);
    expect(Versions[1]?.RestoreStatus).to.deep.equal({ IsRestoreInProgress: true });
    const plain = await fixture.client.send(new ListObjectsV2Command({ Bucket }));
    expect(plain.Contents?.[0]?.RestoreStatus).to.equal(undefined);
  });
});
