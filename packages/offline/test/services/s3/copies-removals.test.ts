import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { type Fixture, location, refusal, startS3 } from "../../support/s3";

const Bucket = "photos";

describe("S3 copies and removals", () => {
  let fixture: Fixture;
  before(async () => (fixture = await startS3()));
  after(() => fixture.stop());
  beforeEach(() => fixture.deny(() => false));

  const put = (Key: string, Body: string | Uint8Array = "content") =>
    fixture.client.send(new PutObjectCommand({ Bucket, Key, Body }));
  const get = async (Key: string) => {
    const answer = await fixture.client.send(new GetObjectCommand({ Bucket, Key }));
    return Buffer.from((await answer.Body?.transformToByteArray()) ?? []);
  };

  it("copies bytes and metadata, or replaces the metadata", async () => {
    await fixture.client.send(
      new PutObjectCommand({
        Bucket,
        Key: "from é+ x",
        Body: "copied",
        Metadata: { a: "1" },
        ContentType: "text/plain",
      }),
    );
    const CopySource = `photos/${encodeURIComponent("from é+ x")}`;
    await fixture.client.send(new CopyObjectCommand({ Bucket: "other", Key: "same", CopySource }));
    await fixture.client.send(
      new CopyObjectCommand({
        Bucket,
        Key: "replaced",
        CopySource,
        MetadataDirective: "REPLACE",
        Metadata: { b: "2" },
      }),
    );
    await fixture.client.send(new DeleteObjectCommand({ Bucket, Key: "from é+ x" }));
    const same = await fixture.client.send(new GetObjectCommand({ Bucket: "other", Key: "same" }));
    expect(await same.Body?.transformToString()).to.equal("copied");
    expect(same).to.deep.include({ Metadata: { a: "1" }, ContentType: "text/plain" });
    const replaced = await fixture.client.send(new HeadObjectCommand({ Bucket, Key: "replaced" }));
    expect(replaced).to.deep.include({ Metadata: { b: "2" }, ContentType: "binary/octet-stream" });
  });

  it("demands the right to read the source and to write the target of a copy", async () => {
    await put("source");
    const copy = () =>
      fixture.client.send(new CopyObjectCommand({ Bucket: "other", Key: "target", CopySource: "photos/source" }));
    for (const denied of ["arn:aws:s3:::photos/source", "arn:aws:s3:::other/target"]) {
      fixture.deny(({ resource }) => resource === denied);
      expect((await refusal(copy())).name).to.equal("AccessDenied");
    }
  });

  it("deletes no object of which a version or an ETag is named that it does not have", async () => {
    const { ETag } = await put("kept");
    const Objects = [
      { Key: "kept", VersionId: "3/L4kqtJlcpXroDTDmJ" },
      { Key: "kept", ETag: '"00000000000000000000000000000000"' },
    ];
    const { Errors = [], Deleted = [] } = await fixture.client.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects } }),
    );
    expect(Errors.map(({ Code }) => Code)).to.deep.equal(["NoSuchVersion", "PreconditionFailed"]);
    expect(Deleted).to.deep.equal([]);
    expect(String(await get("kept"))).to.equal("content");
    await fixture.client.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: "kept", VersionId: "null", ETag }] } }),
    );
    expect((await refusal(get("kept"))).name).to.equal("NoSuchKey");
  });

  it("does nothing for those who expect the bucket, or the source's, to be another account's", async () => {
    await put("owned");
    const ExpectedBucketOwner = "999999999999";
    for (const sent of [
      fixture.client.send(new DeleteObjectCommand({ Bucket, Key: "owned", ExpectedBucketOwner })),
      fixture.client.send(new PutObjectCommand({ Bucket, Key: "owned", Body: "changed", ExpectedBucketOwner })),
      fixture.client.send(
        new CopyObjectCommand({
          ...{ Bucket, Key: "copy", CopySource: "photos/owned" },
          ExpectedSourceBucketOwner: ExpectedBucketOwner,
        }),
      ),
    ])
      expect((await refusal(sent)).name).to.equal("AccessDenied");
    expect(String(await get("owned"))).to.equal("content");
    const expected = new GetObjectCommand({ Bucket, Key: "owned", ExpectedBucketOwner: location.account });
    expect((await fixture.client.send(expected)).ETag).to.be.a("string");
    expect((await refusal(get("copy"))).name).to.equal("NoSuchKey");
  });

  it("refuses to copy an object onto itself unchanged", async () => {
    await put("self");
    const copy = fixture.client.send(new CopyObjectCommand({ Bucket, Key: "self", CopySource: "photos/self" }));
    expect((await refusal(copy)).name).to.equal("InvalidRequest");
  });

  it("deletes, and deletes again", async () => {
    await put("gone");
    for (let times = 0; times < 2; times++) {
      const { $metadata } = await fixture.client.send(new DeleteObjectCommand({ Bucket, Key: "gone" }));
      expect($metadata.httpStatusCode).to.equal(204);
    }
    expect((await refusal(get("gone"))).name).to.equal("NoSuchKey");
  });

  it("deletes a thousand keys at once, and tells those that IAM keeps", async () => {
    const keys = Array.from({ length: 1000 }, (_, index) => `batch/<&">é ${index}`);
    await Promise.all(keys.slice(0, 50).map((key) => put(key)));
    fixture.deny(({ action, resource }) => action === "s3:DeleteObject" && resource.endsWith(" 7"));
    const Objects = keys.map((Key) => ({ Key }));
    const answer = await fixture.client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(answer.Deleted).to.have.length(999);
    expect(answer.Errors).to.deep.equal([{ Key: keys[7], Code: "AccessDenied", Message: "Access Denied" }]);
    expect((await get(keys[7] ?? "")).toString()).to.equal("content");
    expect((await refusal(get(keys[8] ?? ""))).name).to.equal("NoSuchKey");
  });

  it("tells only errors when asked to be quiet, and refuses 1,001 keys", async () => {
    const remove = (count: number) => {
      const Objects = Array.from({ length: count }, (_, index) => ({ Key: `q${index}` }));
      return fixture.client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
    };
    expect((await remove(3)).Deleted).to.equal(undefined);
    expect((await refusal(remove(1001))).name).to.equal("MalformedXML");
  });

  it("refuses DeleteObjects without a checksum", async () => {
    const body = "<Delete><Object><Key>x</Key></Object></Delete>";
    const response = await fetch(`${fixture.endpoint}/photos?delete`, { method: "POST", body });
    expect(response.status).to.equal(400);
    expect(await response.text()).to.include("<Code>InvalidRequest</Code>");
  });
});
