import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { createHash, randomBytes } from "node:crypto";
import { type Fixture, refusal, startS3 } from "../../../../support/s3";

const Bucket = "photos";

describe("S3 objects", () => {
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

  it("gives back what was put: bytes, type, metadata, ETag and encryption", async () => {
    const Body = randomBytes(10_000);
    const written = await fixture.client.send(
      new PutObjectCommand({
        Bucket,
        Key: "a/b.jpg",
        Body,
        ContentType: "image/jpeg",
        CacheControl: "max-age=60",
        ContentDisposition: 'attachment; filename="b.jpg"',
        ContentLanguage: "fr",
        ContentEncoding: "gzip",
        Metadata: { owner: "me", __proto__x: "y" },
      }),
    );
    const read = await fixture.client.send(new GetObjectCommand({ Bucket, Key: "a/b.jpg" }));
    expect(Buffer.from((await read.Body?.transformToByteArray()) ?? []).equals(Body)).to.equal(true);
    expect(read.ETag).to.equal(`"${createHash("md5").update(Body).digest("hex")}"`);
    expect(read.ETag).to.equal(written.ETag);
    expect(written.ServerSideEncryption).to.equal("AES256");
    expect(read).to.include({
      ContentType: "image/jpeg",
      CacheControl: "max-age=60",
      ContentDisposition: 'attachment; filename="b.jpg"',
      ContentLanguage: "fr",
      ContentEncoding: "gzip",
      ContentLength: 10_000,
      AcceptRanges: "bytes",
      ServerSideEncryption: "AES256",
    });
    expect(read.Metadata).to.deep.equal({ owner: "me", __proto__x: "y" });
    expect(read.$metadata.requestId).to.match(/^REQUEST/);
  });

  it("streams a large object back unchanged", async () => {
    const Body = randomBytes(3_000_000);
    await put("large", Body);
    expect((await get("large")).equals(Body)).to.equal(true);
  });

  it("keeps an empty object", async () => {
    await put("empty", "");
    expect((await get("empty")).length).to.equal(0);
    expect((await fixture.client.send(new HeadObjectCommand({ Bucket, Key: "empty" }))).ContentLength).to.equal(0);
  });

  it("answers a head with what a read answers, under the right to read", async () => {
    await put("head");
    fixture.asked.length = 0;
    const head = await fixture.client.send(new HeadObjectCommand({ Bucket, Key: "head" }));
    expect(head.ContentLength).to.equal(7);
    expect(fixture.asked).to.deep.equal([{ action: "s3:GetObject", resource: "arn:aws:s3:::photos/head" }]);
  });

  it("says that a key is missing to those who may list the bucket, and to nobody else", async () => {
    const missing = () => fixture.client.send(new GetObjectCommand({ Bucket, Key: "nothing" }));
    const headMissing = () => fixture.client.send(new HeadObjectCommand({ Bucket, Key: "nothing" }));
    expect(await refusal(missing())).to.include({ name: "NoSuchKey" });
    expect(await refusal(headMissing())).to.include({ name: "NotFound" });
    fixture.deny(({ action }) => action === "s3:ListBucket");
    expect(await refusal(missing())).to.include({ name: "AccessDenied" });
    expect((await refusal(headMissing())).$metadata.httpStatusCode).to.equal(403);
  });

  it("does nothing for a caller that IAM denies", async () => {
    await put("kept", "first");
    fixture.deny(({ action }) => action === "s3:PutObject" || action === "s3:DeleteObject");
    expect((await refusal(put("kept", "second"))).name).to.equal("AccessDenied");
    const removal = fixture.client.send(new DeleteObjectCommand({ Bucket, Key: "kept" }));
    expect((await refusal(removal)).name).to.equal("AccessDenied");
    expect((await get("kept")).toString()).to.equal("first");
  });

  it("answers an unknown bucket and an operation that is not embedded by name", async () => {
    const unknown = fixture.client.send(new GetObjectCommand({ Bucket: "unknown", Key: "x" }));
    expect((await refusal(unknown)).name).to.equal("NoSuchBucket");
    const response = await fetch(`${fixture.endpoint}/photos/x?tagging`);
    expect(response.status).to.equal(501);
    expect(await response.text()).to.include("<Code>NotImplemented</Code>");
  });

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

  it("refuses more metadata than 2 KB and a key longer than 1,024 bytes", async () => {
    const heavy = new PutObjectCommand({ Bucket, Key: "heavy", Body: "", Metadata: { a: "x".repeat(2048) } });
    expect((await refusal(fixture.client.send(heavy))).name).to.equal("MetadataTooLarge");
    expect((await refusal(put("é".repeat(513)))).name).to.equal("KeyTooLongError");
  });
});
