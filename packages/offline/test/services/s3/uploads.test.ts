import { ChecksumAlgorithm, GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { expect } from "chai";
import { createHash, randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { crc32 } from "node:zlib";
import { createClient, type Fixture, refusal, startS3 } from "../../support/s3";

const Bucket = "photos";

const crcOf = (body: string): string => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(body));
  return bytes.toString("base64");
};

/** An `aws-chunked` body, of as many chunks as given, with trailing headers. */
const framed = (chunks: string[], trailers: Record<string, string>, extension = ""): string =>
  [
    ...[...chunks, ""].map((chunk, index) =>
      index < chunks.length ? `${chunk.length.toString(16)}${extension}\r\n${chunk}\r\n` : `0${extension}\r\n`,
    ),
    ...Object.entries(trailers).map(([name, value]) => `${name}:${value}\r\n`),
    "\r\n",
  ].join("");

describe("S3 uploads", () => {
  let fixture: Fixture;
  before(async () => (fixture = await startS3()));
  after(() => fixture.stop());

  const send = (key: string, body: string, headers: Record<string, string>) =>
    fetch(`${fixture.endpoint}/photos/${key}`, { method: "PUT", body, headers });
  const read = async (Key: string) => {
    const answer = await fixture.client.send(new GetObjectCommand({ Bucket, Key }));
    return answer.Body?.transformToString();
  };
  const blobs = () => readdir(join(fixture.directory, "blobs"));
  const streaming = (length: number, trailer = "x-amz-checksum-crc32") => ({
    "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
    "content-encoding": "aws-chunked",
    "x-amz-decoded-content-length": String(length),
    "x-amz-trailer": trailer,
  });

  for (const algorithm of Object.values(ChecksumAlgorithm).filter((name) => /^(CRC|SHA1|SHA256)/.test(name)))
    it(`verifies and gives back a ${algorithm} checksum as the SDK computes it`, async () => {
      const Body = randomBytes(5000);
      const Key = `sum/${algorithm}`;
      await fixture.client.send(new PutObjectCommand({ Bucket, Key, Body, ChecksumAlgorithm: algorithm }));
      const answer = await fixture.client.send(new GetObjectCommand({ Bucket, Key, ChecksumMode: "ENABLED" }));
      expect(Buffer.from((await answer.Body?.transformToByteArray()) ?? []).equals(Body)).to.equal(true);
      expect(answer).to.have.property(`Checksum${algorithm}`).that.is.a("string");
      expect(answer.ChecksumType).to.equal("FULL_OBJECT");
    });

  it("computes the check values of the CRC catalogue", async () => {
    const checks = { crc32: "y/Q5Jg==", crc32c: "4waSgw==", crc64nvme: "rosUhgp5mIg=" };
    for (const [name, value] of Object.entries(checks)) {
      const right = await send(`check/${name}`, "123456789", { [`x-amz-checksum-${name}`]: value });
      expect(right.status, name).to.equal(200);
      const wrong = await send(`check/${name}`, "12345678", { [`x-amz-checksum-${name}`]: value });
      expect(await wrong.text(), name).to.include("<Code>BadDigest</Code>");
    }
  });

  it("takes a stream that the SDK sends in chunks out of its framing", async () => {
    const Body = randomBytes(300_000);
    const stream = Readable.from([Body.subarray(0, 70_000), Body.subarray(70_000)], { objectMode: false });
    const command = new PutObjectCommand({ Bucket, Key: "stream", Body: stream, ContentLength: Body.length });
    await fixture.client.send(command);
    const answer = await fixture.client.send(new GetObjectCommand({ Bucket, Key: "stream" }));
    expect(Buffer.from((await answer.Body?.transformToByteArray()) ?? []).equals(Body)).to.equal(true);
    expect(answer.ContentEncoding).to.equal(undefined);
  });

  it("takes signed chunks out of their framing", async () => {
    const body = framed(["hello ", "world"], {}, `;chunk-signature=${"a".repeat(64)}`);
    const headers = {
      "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
      "content-encoding": "gzip,aws-chunked",
      "x-amz-decoded-content-length": "11",
    };
    expect((await send("signed", body, headers)).status).to.equal(200);
    const stored = await fixture.client.send(new GetObjectCommand({ Bucket, Key: "signed" }));
    expect(await stored.Body?.transformToString()).to.equal("hello world");
    expect(stored.ContentEncoding).to.equal("gzip");
  });

  it("refuses a chunked body whose trailer checksum differs, and keeps nothing of it", async () => {
    const before = await blobs();
    const good = framed(["hello ", "world"], { "x-amz-checksum-crc32": crcOf("hello world") });
    const bad = framed(["hello ", "w0rld"], { "x-amz-checksum-crc32": crcOf("hello world") });
    const refused = await send("trailer", bad, streaming(11));
    expect(refused.status).to.equal(400);
    expect(await refused.text()).to.include("<Code>BadDigest</Code>");
    expect((await refusal(read("trailer"))).name).to.equal("NoSuchKey");
    expect(await blobs()).to.deep.equal(before);
    expect((await send("trailer", good, streaming(11))).status).to.equal(200);
    expect(await read("trailer")).to.equal("hello world");
  });

  it("refuses a chunked body that is cut short, ill-framed, or lacks its trailer", async () => {
    const trailer = { "x-amz-checksum-crc32": crcOf("hello") };
    const whole = framed(["hello"], trailer);
    const bodies = [whole.slice(0, 7), whole.slice(0, -6), whole.replace("hello", "hello!"), `zz\r\n${whole}`];
    for (const body of bodies)
      expect(await (await send("cut", body, streaming(5))).text(), body).to.include("<Code>IncompleteBody</Code>");
    expect(await (await send("cut", framed(["hello"], {}), streaming(5))).text()).to.include("InvalidRequest");
    expect(await (await send("cut", whole, streaming(6))).text()).to.include("<Code>IncompleteBody</Code>");
    expect((await refusal(read("cut"))).name).to.equal("NoSuchKey");
  });

  it("refuses a body that is not what Content-MD5 or the signed hash says", async () => {
    const md5 = createHash("md5").update("right").digest("base64");
    const sha256 = createHash("sha256").update("right").digest("hex");
    expect((await send("digest", "right", { "content-md5": md5, "x-amz-content-sha256": sha256 })).status).to.equal(
      200,
    );
    expect(await (await send("digest", "wrong", { "content-md5": md5 })).text()).to.include("BadDigest");
    expect(await (await send("digest", "wrong", { "content-md5": "x" })).text()).to.include("InvalidDigest");
    const mismatch = await send("digest", "wrong", { "x-amz-content-sha256": sha256 });
    expect(await mismatch.text()).to.include("XAmzContentSHA256Mismatch");
    expect(await read("digest")).to.equal("right");
  });

  it("refuses a real body sent to a URL that was presigned with the checksum of nothing", async () => {
    const url = await getSignedUrl(fixture.client, new PutObjectCommand({ Bucket, Key: "presigned" }));
    expect(url).to.include("x-amz-checksum-crc32=AAAAAA");
    const refused = await fetch(url, { method: "PUT", body: "a real file" });
    expect(await refused.text()).to.include("BadDigest");
    const client = createClient(fixture.endpoint, { requestChecksumCalculation: "WHEN_REQUIRED" });
    const plain = await getSignedUrl(client, new PutObjectCommand({ Bucket, Key: "presigned", Metadata: { a: "b" } }));
    expect((await fetch(plain, { method: "PUT", body: "a real file" })).status).to.equal(200);
    client.destroy();
    const stored = await fixture.client.send(new GetObjectCommand({ Bucket, Key: "presigned" }));
    expect(stored.Metadata).to.deep.equal({ a: "b" });
  });

  it("refuses a body of unknown length and one beyond 5 GB before reading it", async () => {
    const body = new Blob(["x"]).stream();
    const unknown = await fetch(`${fixture.endpoint}/photos/unknown`, { method: "PUT", body, duplex: "half" });
    expect(unknown.status).to.equal(411);
    const headers = { ...streaming(5 * 1024 ** 3 + 1) };
    const large = await send("large", framed(["x"], {}), headers);
    expect(await large.text()).to.include("<Code>EntityTooLarge</Code>");
  });

  it("keeps nothing of a body whose sender goes away", async () => {
    const before = await blobs();
    async function* body() {
      yield Buffer.from("half");
      throw new Error("aborted");
    }
    const request = { method: "PUT", path: "/photos/half", query: "", headers: {}, body: body() };
    const call = { request, requestId: "1", callerArn: "", may: () => true, authorize: () => undefined };
    const failure: unknown = await fixture.s3.aws.handle(call).catch((error: unknown) => error);
    expect(failure).to.be.an("error").with.property("message", "aborted");
    expect(await blobs()).to.deep.equal(before);
    expect((await refusal(read("half"))).name).to.equal("NoSuchKey");
  });

  it("refuses features that are not embedded rather than ignore them", async () => {
    expect((await send("tagged", "x", { "x-amz-tagging": "a=b" })).status).to.equal(501);
    expect((await send("kms", "x", { "x-amz-server-side-encryption": "aws:kms" })).status).to.equal(501);
    expect(await (await send("acl", "x", { "x-amz-acl": "public-read" })).text()).to.include(
      "AccessControlListNotSupported",
    );
  });
});
