import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { createHash, randomBytes } from "node:crypto";
import { type Fixture, refusal, startS3 } from "../../support/s3";

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

  it("demands the right to read for a write that depends on what is there", async () => {
    const { ETag } = await put("conditional", "first");
    fixture.deny(({ action }) => action === "s3:GetObject");
    const replace = new PutObjectCommand({ Bucket, Key: "conditional", Body: "second", IfMatch: ETag });
    expect((await refusal(fixture.client.send(replace))).name).to.equal("AccessDenied");
    await put("conditional", "third");
  });

  it("answers an unknown bucket and an operation that is not embedded by name", async () => {
    const unknown = fixture.client.send(new GetObjectCommand({ Bucket: "unknown", Key: "x" }));
    expect((await refusal(unknown)).name).to.equal("NoSuchBucket");
    const response = await fetch(`${fixture.endpoint}/photos/x?tagging`);
    expect(response.status).to.equal(501);
    expect(await response.text()).to.include("<Code>NotImplemented</Code>");
  });

  it("refuses more metadata than 2 KB and a key longer than 1,024 bytes", async () => {
    const heavy = new PutObjectCommand({ Bucket, Key: "heavy", Body: "", Metadata: { a: "x".repeat(2048) } });
    expect((await refusal(fixture.client.send(heavy))).name).to.equal("MetadataTooLarge");
    expect((await refusal(put("é".repeat(513)))).name).to.equal("KeyTooLongError");
  });
});
