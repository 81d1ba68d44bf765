import { GetObjectCommand, type GetObjectCommandInput, HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { expect } from "chai";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { TestClock } from "../../support/clock";
import { type Fixture, refusal, startS3 } from "../../support/s3";

const Bucket = "photos";
const Key = "digits";

describe("S3 reading", () => {
  let fixture: Fixture;
  let etag: string | undefined;
  const modified = new Date("2026-05-04T03:02:01.500Z");
  before(async () => {
    fixture = await startS3({ clock: new TestClock(modified.toISOString()) });
    etag = (await fixture.client.send(new PutObjectCommand({ Bucket, Key, Body: "0123456789" }))).ETag;
    await fixture.client.send(new PutObjectCommand({ Bucket, Key: "empty", Body: "" }));
  });
  after(() => fixture.stop());

  const get = (input: Partial<GetObjectCommandInput> = {}) =>
    fixture.client.send(new GetObjectCommand({ Bucket, Key, ...input }));

  const ranges: [range: string, content: string, answered: string][] = [
    ["bytes=0-0", "0", "bytes 0-0/10"],
    ["bytes=2-4", "234", "bytes 2-4/10"],
    ["bytes=7-", "789", "bytes 7-9/10"],
    ["bytes=-2", "89", "bytes 8-9/10"],
    ["bytes=-99", "0123456789", "bytes 0-9/10"],
    ["bytes=5-99", "56789", "bytes 5-9/10"],
  ];
  for (const [Range, content, answered] of ranges)
    it(`answers ${Range} with these bytes and no others`, async () => {
      const answer = await get({ Range });
      expect(answer.$metadata.httpStatusCode).to.equal(206);
      expect(answer.ContentRange).to.equal(answered);
      expect(answer.ContentLength).to.equal(content.length);
      expect(await answer.Body?.transformToString()).to.equal(content);
    });

  it("ignores a range it cannot read and several at once", async () => {
    for (const Range of ["bytes=4-2", "lines=1-2", "bytes=0-1,4-5", "bytes=-"]) {
      const answer = await get({ Range });
      expect(answer.$metadata.httpStatusCode, Range).to.equal(200);
      expect(await answer.Body?.transformToString()).to.equal("0123456789");
    }
  });

  it("refuses a range beyond the end with the size", async () => {
    for (const Range of ["bytes=10-", "bytes=-0"]) {
      const error = await refusal(get({ Range }));
      expect(error.$metadata.httpStatusCode).to.equal(416);
      expect(error).to.include({ name: "InvalidRange", ActualObjectSize: "10" });
      expect(error.$response?.headers["content-range"]).to.equal("bytes */10");
    }
    expect((await refusal(get({ Key: "empty", Range: "bytes=0-" }))).name).to.equal("InvalidRange");
  });

  it("answers a head with a range as a read would", async () => {
    const head = await fixture.client.send(new HeadObjectCommand({ Bucket, Key, Range: "bytes=2-4" }));
    expect(head).to.include({ ContentLength: 3, ContentRange: "bytes 2-4/10" });
  });

  it("answers 304, with validators and no body, to a reader who has the object", async () => {
    const url = `${fixture.endpoint}/photos/digits`;
    const conditions: Record<string, string>[] = [
      { "if-none-match": etag ?? "" },
      { "if-none-match": "*" },
      { "if-modified-since": "Mon, 04 May 2026 03:02:01 GMT" },
      { "if-none-match": `"other", ${etag}`, "if-modified-since": "Mon, 04 May 2020 03:02:01 GMT" },
    ];
    for (const headers of conditions) {
      const answer = await fetch(url, { headers });
      expect(answer.status).to.equal(304);
      expect(answer.headers.get("etag")).to.equal(etag);
      expect(await answer.text()).to.equal("");
    }
  });

  it("answers 412 to a reader who wants another state", async () => {
    const past = new Date("2026-05-04T03:02:00Z");
    expect((await refusal(get({ IfMatch: '"other"' }))).name).to.equal("PreconditionFailed");
    expect((await refusal(get({ IfUnmodifiedSince: past }))).name).to.equal("PreconditionFailed");
  });

  it("lets an ETag win over a date", async () => {
    const past = new Date("2026-05-04T03:02:00Z");
    expect((await get({ IfMatch: etag, IfUnmodifiedSince: past })).$metadata.httpStatusCode).to.equal(200);
    const newer = await get({ IfNoneMatch: '"other"', IfModifiedSince: modified });
    expect(newer.$metadata.httpStatusCode).to.equal(200);
  });

  it("shows an object as the URL says, and lets no URL write headers of its own", async () => {
    const answer = await get({
      ResponseContentType: "text/plain; charset=utf-8",
      ResponseContentDisposition: 'attachment; filename="a.txt"',
      ResponseCacheControl: "no-store",
    });
    expect(answer).to.include({
      ContentType: "text/plain; charset=utf-8",
      ContentDisposition: 'attachment; filename="a.txt"',
      CacheControl: "no-store",
    });
    const split = await fetch(`${fixture.endpoint}/photos/digits?response-content-type=a%0d%0aset-cookie:%20b`);
    expect(split.status).to.equal(400);
    expect(split.headers.get("set-cookie")).to.equal(null);
    const unicode = await fetch(`${fixture.endpoint}/photos/digits?response-content-disposition=%E4%B8%96`);
    expect(Buffer.from(unicode.headers.get("content-disposition") ?? "", "latin1").toString()).to.equal("世");
  });

  it("serves a presigned URL as it serves its request", async () => {
    const url = await getSignedUrl(fixture.client, new GetObjectCommand({ Bucket, Key, ResponseContentType: "a/b" }));
    const answer = await fetch(url);
    expect(answer.headers.get("content-type")).to.equal("a/b");
    expect(await answer.text()).to.equal("0123456789");
  });

  it("tells errors in S3's XML, with ids in headers", async () => {
    const answer = await fetch(`${fixture.endpoint}/photos/a%26b`);
    const text = await answer.text();
    expect(answer.status).to.equal(404);
    expect(answer.headers.get("x-amz-id-2")).to.match(/^REQUEST/);
    expect(text).to.include("<Error><Code>NoSuchKey</Code>").and.to.include("<Key>a&amp;b</Key>");
    expect(text).to.include(`<RequestId>${answer.headers.get("x-amz-request-id")}</RequestId>`);
  });

  it("keeps giving the bytes it began with while the object is replaced", async () => {
    const put = (Body: Buffer) => fixture.client.send(new PutObjectCommand({ Bucket, Key: "moving", Body }));
    const first = Buffer.alloc(2_000_000, "a");
    await put(first);
    const request = { method: "GET", path: "/photos/moving", query: "", headers: {}, body: [] };
    const call = { request, requestId: "1", callerArn: "", may: () => true, authorize: () => undefined };
    const { body } = await fixture.s3.aws.handle(call);
    // Nothing of the body has been read; two further writes leave the file's removal all the time it needs.
    for (const content of ["b", "c"]) await put(Buffer.from(content));
    expect(body).to.be.instanceOf(Readable);
    const chunks: Buffer[] = [];
    if (body instanceof Readable) for await (const chunk of body) chunks.push(Buffer.from(chunk));
    expect(Buffer.concat(chunks).equals(first)).to.equal(true);
    await fixture.reopen();
    expect(await readdir(join(fixture.directory, "blobs"))).to.have.length(3);
  });
});
