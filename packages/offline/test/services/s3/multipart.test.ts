import {
  AbortMultipartUploadCommand,
  ChecksumAlgorithm,
  CompleteMultipartUploadCommand,
  type CompletedPart,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { expect } from "chai";
import { createHash, randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type Fixture, refusal, startS3 } from "../../support/s3";

const Bucket = "photos";
const megabytes = 1024 ** 2;
const big = randomBytes(5 * megabytes);
const small = randomBytes(1000);

describe("S3 multipart uploads", () => {
  let fixture: Fixture;
  before(async () => (fixture = await startS3()));
  after(() => fixture.stop());
  beforeEach(() => fixture.deny(() => false));

  const begin = async (Key: string): Promise<string> => {
    const command = new CreateMultipartUploadCommand({
      Bucket,
      Key,
      ContentType: "video/mp4",
      Metadata: { a: "1" },
      ChecksumAlgorithm: ChecksumAlgorithm.CRC32,
    });
    return (await fixture.client.send(command)).UploadId ?? "";
  };
  const add = async (Key: string, UploadId: string, PartNumber: number, Body: Buffer): Promise<CompletedPart> => {
    const answer = await fixture.client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
    return { PartNumber, ETag: answer.ETag, ChecksumCRC32: answer.ChecksumCRC32 };
  };
  const complete = (Key: string, UploadId: string, Parts: CompletedPart[], IfNoneMatch?: string) =>
    fixture.client.send(
      new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, IfNoneMatch }),
    );
  const read = async (Key: string, Range?: string) => {
    const answer = await fixture.client.send(new GetObjectCommand({ Bucket, Key, Range }));
    return Buffer.from((await answer.Body?.transformToByteArray()) ?? []);
  };
  const md5 = (bytes: Buffer) => createHash("md5").update(bytes).digest();

  it("makes one object of parts that came in any order, and again after a restart", async () => {
    const id = await begin("film");
    const second = await add("film", id, 7, small);
    await add("film", id, 2, small);
    const first = await add("film", id, 2, big);
    await fixture.reopen();
    const { ETag, ChecksumCRC32, ChecksumType } = await complete("film", id, [first, second]);
    expect(ETag).to.equal(`"${md5(Buffer.concat([md5(big), md5(small)])).toString("hex")}-2"`);
    expect(ChecksumCRC32).to.match(/-2$/);
    expect(ChecksumType).to.equal("COMPOSITE");
    await fixture.reopen();
    expect((await read("film")).equals(Buffer.concat([big, small]))).to.equal(true);
    const across = await read("film", `bytes=${big.length - 3}-${big.length + 2}`);
    expect(across.equals(Buffer.concat([big.subarray(-3), small.subarray(0, 3)]))).to.equal(true);
    const head = await fixture.client.send(new HeadObjectCommand({ Bucket, Key: "film" }));
    expect(head).to.deep.include({ ContentType: "video/mp4", Metadata: { a: "1" } });
    expect(await readdir(join(fixture.directory, "blobs"))).to.have.length(2);
  });

  it("takes the library's managed upload", async () => {
    const Body = Buffer.concat([big, big, small]);
    const upload = new Upload({ client: fixture.client, params: { Bucket, Key: "managed", Body } });
    await upload.done();
    expect((await read("managed")).equals(Body)).to.equal(true);
  });

  it("computes the checksum of the whole object for CRC64NVME", async () => {
    const params = {
      Bucket,
      Key: "whole",
      Body: Buffer.concat([big, small]),
      ChecksumAlgorithm: ChecksumAlgorithm.CRC64NVME,
    };
    await new Upload({ client: fixture.client, params }).done();
    await fixture.client.send(new PutObjectCommand({ ...params, Key: "single" }));
    const head = async (Key: string) =>
      (await fixture.client.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: "ENABLED" }))).ChecksumCRC64NVME;
    expect(await head("whole"))
      .to.be.a("string")
      .and.to.equal(await head("single"));
  });

  it("refuses parts that are unknown, out of order, too small or none", async () => {
    const id = await begin("bad");
    const first = await add("bad", id, 1, small);
    const second = await add("bad", id, 2, small);
    expect((await refusal(complete("bad", id, [second, first]))).name).to.equal("InvalidPartOrder");
    expect((await refusal(complete("bad", id, [{ ...first, ETag: '"0"' }]))).name).to.equal("InvalidPart");
    expect((await refusal(complete("bad", id, [{ ...first, PartNumber: 3 }]))).name).to.equal("InvalidPart");
    expect((await refusal(complete("bad", id, [first, second]))).name).to.equal("EntityTooSmall");
    expect((await refusal(complete("bad", id, []))).name).to.equal("MalformedXML");
    expect((await refusal(add("bad", id, 10_001, small))).name).to.equal("InvalidArgument");
    expect((await refusal(read("bad"))).name).to.equal("NoSuchKey");
  });

  it("knows an upload by its key as well as its id", async () => {
    const id = await begin("mine");
    expect((await refusal(add("theirs", id, 1, small))).name).to.equal("NoSuchUpload");
    expect((await refusal(add("mine", "__proto__", 1, small))).name).to.equal("NoSuchUpload");
  });

  it("leaves nothing of an aborted upload", async () => {
    const before = await readdir(join(fixture.directory, "blobs"));
    const id = await begin("aborted");
    await add("aborted", id, 1, small);
    fixture.asked.length = 0;
    await fixture.client.send(new AbortMultipartUploadCommand({ Bucket, Key: "aborted", UploadId: id }));
    expect(fixture.asked.map(({ action }) => action)).to.deep.equal(["s3:AbortMultipartUpload"]);
    expect((await refusal(add("aborted", id, 2, small))).name).to.equal("NoSuchUpload");
    await fixture.reopen();
    expect(await readdir(join(fixture.directory, "blobs"))).to.have.members(before);
  });

  it("keeps an object that was there when a completion must not replace one, and the upload", async () => {
    await fixture.client.send(new PutObjectCommand({ Bucket, Key: "there", Body: "first" }));
    const id = await begin("there");
    const part = await add("there", id, 1, small);
    expect((await refusal(complete("there", id, [part], "*"))).name).to.equal("PreconditionFailed");
    expect((await read("there")).toString()).to.equal("first");
    await complete("there", id, [part]);
    expect((await read("there")).equals(small)).to.equal(true);
    expect((await refusal(complete("there", id, [part]))).name).to.equal("NoSuchUpload");
  });

  it("lists parts in pages", async () => {
    const id = await begin("parts");
    for (const number of [3, 1, 2]) await add("parts", id, number, small);
    const list = (PartNumberMarker?: string) =>
      fixture.client.send(new ListPartsCommand({ Bucket, Key: "parts", UploadId: id, MaxParts: 2, PartNumberMarker }));
    const first = await list();
    expect(first.Parts?.map((part) => [part.PartNumber, part.Size])).to.deep.equal([
      [1, 1000],
      [2, 1000],
    ]);
    expect(first.IsTruncated).to.equal(true);
    const second = await list(first.NextPartNumberMarker);
    expect(second.Parts?.map((part) => part.PartNumber)).to.deep.equal([3]);
    expect(second.IsTruncated).to.equal(false);
  });

  it("lists uploads in pages, by key", async () => {
    const ids = [await begin("list/b"), await begin("list/a"), await begin("list/a")];
    const found: (string | undefined)[] = [];
    let markers: { KeyMarker?: string; UploadIdMarker?: string } = {};
    for (let more = true; more;) {
      const page = await fixture.client.send(
        new ListMultipartUploadsCommand({ Bucket, Prefix: "list/", MaxUploads: 1, ...markers }),
      );
      found.push(...(page.Uploads ?? []).map((upload) => upload.UploadId));
      markers = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
      more = page.IsTruncated === true;
    }
    expect(found).to.have.members(ids).and.to.have.length(3);
    expect(found.at(-1)).to.equal(ids[0]);
  });
});
