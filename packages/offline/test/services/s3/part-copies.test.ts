import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  UploadPartCopyCommand,
  type UploadPartCopyCommandInput,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { createHash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import { type Fixture, refusal, startS3 } from "../../support/s3";

const Bucket = "photos";
const megabyte = 1024 * 1024;
const buckets = [{ name: Bucket }, { name: "archive", versioning: "Enabled" as const }];

describe("S3 parts copied from objects", () => {
  let fixture: Fixture;
  const content = randomBytes(6 * megabyte);
  before(async () => {
    fixture = await startS3({ buckets });
    await fixture.client.send(new PutObjectCommand({ Bucket: "archive", Key: "é+ 1", Body: content }));
  });
  after(() => fixture.stop());
  beforeEach(() => fixture.deny(() => false));

  const CopySource = `archive/${encodeURIComponent("é+ 1")}`;
  const begin = async (Key: string, more: Partial<CreateMultipartUploadCommandInput> = {}) =>
    (await fixture.client.send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }))).UploadId;
  const copy = (input: Pick<UploadPartCopyCommandInput, "Key" | "UploadId"> & Partial<UploadPartCopyCommandInput>) =>
    fixture.client.send(new UploadPartCopyCommand({ Bucket, PartNumber: 1, CopySource, ...input }));
  const read = async (Key: string) => {
    const answer = await fixture.client.send(new GetObjectCommand({ Bucket, Key, ChecksumMode: "ENABLED" }));
    return { ...answer, bytes: Buffer.from((await answer.Body?.transformToByteArray()) ?? []) };
  };

  it("become an object of ranges of another, with metadata of its own and the checksum asked for", async () => {
    const Key = "assembled";
    const UploadId = await begin(Key, { Metadata: { a: "1" }, ContentType: "text/plain", ChecksumAlgorithm: "CRC32" });
    const ranges = [`bytes=0-${5 * megabyte - 1}`, `bytes=${5 * megabyte}-${6 * megabyte - 1}`];
    const Parts = await Promise.all(
      ranges.map(async (CopySourceRange, index) => {
        const { CopyPartResult } = await copy({ Key, UploadId, PartNumber: index + 1, CopySourceRange });
        return { PartNumber: index + 1, ETag: CopyPartResult?.ETag, ChecksumCRC32: CopyPartResult?.ChecksumCRC32 };
      }),
    );
    const first = content.subarray(0, 5 * megabyte);
    expect(Parts[0]?.ETag).to.equal(`"${createHash("md5").update(first).digest("hex")}"`);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(first));
    expect(Parts[0]?.ChecksumCRC32).to.equal(sum.toString("base64"));
    const complete = { Bucket, Key, UploadId, MultipartUpload: { Parts } };
    await fixture.client.send(new CompleteMultipartUploadCommand(complete));
    const made = await read(Key);
    expect(made.bytes.equals(content)).to.equal(true);
    expect(made).to.deep.include({ Metadata: { a: "1" }, ContentType: "text/plain", ChecksumType: "COMPOSITE" });
    expect(made.ETag).to.match(/-2"$/);
  });

  it("are of the version that is named, though it is no longer current, and say so", async () => {
    const put = (Body: string) => fixture.client.send(new PutObjectCommand({ Bucket: "archive", Key: "old", Body }));
    const { VersionId } = await put("first");
    await put("second");
    const Key = "restored";
    const UploadId = await begin(Key);
    const answer = await copy({ Key, UploadId, CopySource: `archive/old?versionId=${VersionId}` });
    expect(answer.CopySourceVersionId).to.equal(VersionId);
    const Parts = [{ PartNumber: 1, ETag: answer.CopyPartResult?.ETag }];
    const complete = { Bucket, Key, UploadId, MultipartUpload: { Parts } };
    await fixture.client.send(new CompleteMultipartUploadCommand(complete));
    expect(String((await read(Key)).bytes)).to.equal("first");
  });

  it("outlive the object that they come from", async () => {
    const source = { Bucket, Key: "gone" };
    await fixture.client.send(new PutObjectCommand({ ...source, Body: "bytes" }));
    const Key = "kept";
    const UploadId = await begin(Key);
    const { CopyPartResult } = await copy({ Key, UploadId, CopySource: `${Bucket}/gone` });
    await fixture.client.send(new DeleteObjectCommand(source));
    await fixture.reopen();
    const Parts = [{ PartNumber: 1, ETag: CopyPartResult?.ETag }];
    const complete = { Bucket, Key, UploadId, MultipartUpload: { Parts } };
    await fixture.client.send(new CompleteMultipartUploadCommand(complete));
    expect(String((await read(Key)).bytes)).to.equal("bytes");
  });

  it("take the rights to read the source and to write the target, and hold its conditions", async () => {
    const Key = "refused";
    const UploadId = await begin(Key);
    for (const denied of ["s3:GetObject", "s3:PutObject"]) {
      fixture.deny(({ action }) => action === denied);
      expect((await refusal(copy({ Key, UploadId }))).name).to.equal("AccessDenied");
    }
    fixture.deny(() => false);
    expect((await refusal(copy({ Key, UploadId, CopySourceIfMatch: '"x"' }))).name).to.equal("PreconditionFailed");
  });

  it("refuse a range that is none or goes beyond the source, and a source or an upload that is not there", async () => {
    const Key = "ranges";
    const UploadId = await begin(Key);
    for (const CopySourceRange of ["bytes=1-", "bytes=-5", "0-5", "bytes=5-1", `bytes=0-${6 * megabyte}`])
      expect((await refusal(copy({ Key, UploadId, CopySourceRange }))).name).to.equal("InvalidArgument");
    expect((await refusal(copy({ Key, UploadId, CopySource: "archive/none" }))).name).to.equal("NoSuchKey");
    expect((await refusal(copy({ Key, UploadId: "none" }))).name).to.equal("NoSuchUpload");
  });
});
