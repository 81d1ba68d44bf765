import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import { expect } from "chai";
import { type Fixture, refusal, startS3 } from "../../support/s3";

const Bucket = "archive";
const plain = "other";
const buckets = [{ name: Bucket, versioning: "Enabled" as const }, { name: plain }];

describe("S3 versions", () => {
  let fixture: Fixture;
  before(async () => (fixture = await startS3({ buckets })));
  after(() => fixture.stop());
  beforeEach(() => fixture.deny(() => false));

  const put = async (Key: string, Body: string, more: object = {}) =>
    (await fixture.client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }))).VersionId ?? "";
  const get = (Key: string, VersionId?: string) =>
    fixture.client.send(new GetObjectCommand({ Bucket, Key, VersionId }));
  const read = async (Key: string, VersionId?: string) => (await get(Key, VersionId)).Body?.transformToString();
  const remove = (Key: string, VersionId?: string) =>
    fixture.client.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
  const history = async (Prefix: string, of = Bucket) => {
    const answer = await fixture.client.send(new ListObjectVersionsCommand({ Bucket: of, Prefix }));
    return { versions: answer.Versions ?? [], markers: answer.DeleteMarkers ?? [] };
  };

  it("keep what is replaced, each readable by its id, and answer the current one without", async () => {
    const first = await put("kept", "first", { Metadata: { n: "1" } });
    const second = await put("kept", "second", { Metadata: { n: "2" } });
    expect(first).to.match(/^[\w-]{32}$/);
    expect(await read("kept")).to.equal("second");
    expect(await read("kept", first)).to.equal("first");
    const head = new HeadObjectCommand({ Bucket, Key: "kept", VersionId: first });
    expect(await fixture.client.send(head)).to.deep.include({ VersionId: first, Metadata: { n: "1" } });
    expect((await get("kept")).VersionId).to.equal(second);
  });

  it("bear ids whichever way they are written", async () => {
    const ids = [await put("ways", "put")];
    const copy = new CopyObjectCommand({ Bucket, Key: "ways", CopySource: `${Bucket}/ways?versionId=${ids[0]}` });
    ids.push((await fixture.client.send(copy)).VersionId ?? "");
    const Key = "ways";
    const { UploadId } = await fixture.client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const part = new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: "part" });
    const { ETag } = await fixture.client.send(part);
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    const complete = new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload });
    ids.push((await fixture.client.send(complete)).VersionId ?? "");
    const { url, fields } = await createPresignedPost(fixture.client, { Bucket, Key });
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append("file", new Blob(["form"]));
    ids.push((await fetch(url, { method: "POST", body: form })).headers.get("x-amz-version-id") ?? "");
    const { versions } = await history("ways");
    expect(versions.map(({ VersionId }) => VersionId)).to.deep.equal(ids.toReversed());
    expect(await read("ways")).to.equal("form");
  });

  it("are hidden by a deletion behind a delete marker, and come back when that is deleted", async () => {
    const id = await put("hidden", "still there");
    const marker = await remove("hidden");
    expect(marker.DeleteMarker).to.equal(true);
    const missing = await refusal(get("hidden"));
    expect(missing.name).to.equal("NoSuchKey");
    expect(missing.$response?.headers).to.include({
      "x-amz-delete-marker": "true",
      "x-amz-version-id": marker.VersionId,
    });
    const listed = new ListObjectsV2Command({ Bucket, Prefix: "hidden" });
    expect((await fixture.client.send(listed)).KeyCount).to.equal(0);
    expect(await read("hidden", id)).to.equal("still there");
    const named = await refusal(get("hidden", marker.VersionId));
    expect([named.name, named.$metadata.httpStatusCode]).to.deep.equal(["MethodNotAllowed", 405]);
    expect(named.$response?.headers).to.include({ "x-amz-delete-marker": "true", allow: "DELETE" });
    expect(await remove("hidden", marker.VersionId)).to.include({ DeleteMarker: true, VersionId: marker.VersionId });
    expect(await read("hidden")).to.equal("still there");
  });

  it("go for good when they are deleted by their ids; then the one before is current", async () => {
    const first = await put("undone", "first");
    const second = await put("undone", "second");
    for (let times = 0; times < 2; times++) expect((await remove("undone", second)).VersionId).to.equal(second);
    expect(await read("undone")).to.equal("first");
    expect((await refusal(get("undone", second))).name).to.equal("NoSuchVersion");
    await remove("undone", first);
    expect((await refusal(get("undone"))).name).to.equal("NoSuchKey");
    expect(await history("undone")).to.deep.equal({ versions: [], markers: [] });
  });

  it("are deleted many at a time, with markers for keys alone", async () => {
    const id = await put("many/a", "a");
    await put("many/b", "b");
    const Objects = [{ Key: "many/a", VersionId: id }, { Key: "many/b" }, { Key: "many/c", VersionId: "no id" }];
    const answer = await fixture.client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    const marker = answer.Deleted?.find(({ Key }) => Key === "many/b");
    expect(answer.Deleted).to.deep.include({ Key: "many/a", VersionId: id });
    expect(marker?.DeleteMarker).to.equal(true);
    expect(answer.Errors?.map(({ Key, Code }) => `${Key} ${Code}`)).to.deep.equal(["many/c NoSuchVersion"]);
    const again = { Objects: [{ Key: "many/b", VersionId: marker?.DeleteMarkerVersionId }] };
    const gone = await fixture.client.send(new DeleteObjectsCommand({ Bucket, Delete: again }));
    expect(gone.Deleted?.[0]).to.include({ DeleteMarker: true, DeleteMarkerVersionId: again.Objects[0]?.VersionId });
    expect(await read("many/b")).to.equal("b");
  });

  it("are copied by their ids, also back onto their own key, and markers never", async () => {
    const first = await put("source", "first");
    await put("source", "second");
    const copy = (Key: string, id?: string, to = Bucket) =>
      fixture.client.send(
        new CopyObjectCommand({ Bucket: to, Key, CopySource: `${Bucket}/source${id ? `?versionId=${id}` : ""}` }),
      );
    const back = await copy("source", first);
    expect(back.CopySourceVersionId).to.equal(first);
    expect(await read("source", back.VersionId)).to.equal("first");
    const out = await copy("out", undefined, plain);
    expect([out.CopySourceVersionId, out.VersionId]).to.deep.equal([back.VersionId, undefined]);
    const { VersionId } = await remove("source");
    expect((await refusal(copy("never"))).name).to.equal("NoSuchKey");
    const named = await refusal(copy("never", VersionId));
    expect([named.name, named.message]).to.deep.equal([
      "InvalidRequest",
      "The source of a copy request may not specifically refer to a delete marker by version id.",
    ]);
  });

  it("are of no account to conditions of writes: the current one is", async () => {
    const put = (IfNoneMatch?: string, IfMatch?: string) =>
      fixture.client.send(new PutObjectCommand({ Bucket, Key: "conditional", Body: "x", IfNoneMatch, IfMatch }));
    const { ETag } = await put("*");
    expect((await refusal(put("*"))).name).to.equal("PreconditionFailed");
    await put(undefined, ETag);
    await remove("conditional");
    expect((await refusal(put(undefined, ETag))).name).to.equal("NoSuchKey");
    await put("*");
  });

  it("are told apart by IAM: what names a version takes another action", async () => {
    const id = await put("guarded", "x");
    const asked = async (request: Promise<unknown>) => {
      fixture.asked.length = 0;
      await request;
      return fixture.asked.map(({ action, context }) => `${action} ${context?.["s3:versionid"] ?? ""}`.trim());
    };
    expect(await asked(get("guarded"))).to.deep.equal(["s3:GetObject"]);
    expect(await asked(get("guarded", id))).to.deep.equal([`s3:GetObjectVersion ${id}`]);
    const CopySource = `${Bucket}/guarded?versionId=${id}`;
    const copy = fixture.client.send(new CopyObjectCommand({ Bucket: plain, Key: "copy", CopySource }));
    expect(await asked(copy)).to.deep.equal([`s3:GetObjectVersion ${id}`, "s3:PutObject"]);
    expect(await asked(history("guarded"))).to.deep.equal(["s3:ListBucketVersions"]);
    const status = fixture.client.send(new GetBucketVersioningCommand({ Bucket }));
    expect(await asked(status)).to.deep.equal(["s3:GetBucketVersioning"]);
    fixture.deny(({ action }) => action === "s3:DeleteObjectVersion");
    expect((await refusal(remove("guarded", id))).name).to.equal("AccessDenied");
    const Objects = [{ Key: "guarded", VersionId: id }, { Key: "guarded" }];
    const both = await fixture.client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(both.Errors?.map(({ Code }) => Code)).to.deep.equal(["AccessDenied"]);
    expect(both.Deleted?.[0]).to.include({ Key: "guarded", DeleteMarker: true });
  });

  it("are refused by ids that no version could have", async () => {
    for (const id of ["short", "$".repeat(32)])
      expect(await refusal(get("kept", id))).to.include({ name: "InvalidArgument" });
    expect((await refusal(get("kept", "A".repeat(32)))).name).to.equal("NoSuchVersion");
    const empty = await fetch(`${fixture.endpoint}/${Bucket}/kept?versionId=`);
    expect(await empty.text()).to.include("Version id cannot be the empty string");
  });

  it("are none of a bucket that is not declared to keep them, whose objects are called null", async () => {
    const Key = "plain";
    const answer = await fixture.client.send(new PutObjectCommand({ Bucket: plain, Key, Body: "x" }));
    expect(answer.VersionId).to.equal(undefined);
    const { versions } = await history(Key, plain);
    expect(versions).to.have.length(1);
    expect(versions[0]).to.include({ VersionId: "null", IsLatest: true, Key });
    const named = await fixture.client.send(new GetObjectCommand({ Bucket: plain, Key, VersionId: "null" }));
    expect(named.VersionId).to.equal(undefined);
    const status = await fixture.client.send(new GetBucketVersioningCommand({ Bucket: plain }));
    expect(status.Status).to.equal(undefined);
    const removed = await fixture.client.send(new DeleteObjectCommand({ Bucket: plain, Key }));
    expect([removed.DeleteMarker, removed.VersionId]).to.deep.equal([undefined, undefined]);
    expect(await history(Key, plain)).to.deep.equal({ versions: [], markers: [] });
  });
});

describe("S3 versions of a bucket whose declaration changes", () => {
  let fixture: Fixture;
  beforeEach(async () => (fixture = await startS3({ buckets: [{ name: Bucket }] })));
  afterEach(() => fixture.stop());

  const declare = (versioning?: "Enabled" | "Suspended") => fixture.reopen({ buckets: [{ name: Bucket, versioning }] });
  const put = async (Key: string, Body: string) =>
    (await fixture.client.send(new PutObjectCommand({ Bucket, Key, Body }))).VersionId;
  const read = async (Key: string, VersionId?: string) => {
    const answer = await fixture.client.send(new GetObjectCommand({ Bucket, Key, VersionId }));
    return answer.Body?.transformToString();
  };
  const ids = async (Key: string) => {
    const answer = await fixture.client.send(new ListObjectVersionsCommand({ Bucket, Prefix: Key }));
    return [...(answer.Versions ?? []), ...(answer.DeleteMarkers ?? [])].map(({ VersionId }) => VersionId);
  };
  const status = async () => (await fixture.client.send(new GetBucketVersioningCommand({ Bucket }))).Status;

  it("keep what was there before as the version null", async () => {
    await put("old", "before");
    await declare("Enabled");
    expect(await status()).to.equal("Enabled");
    const id = await put("old", "after");
    expect(await ids("old")).to.deep.equal([id, "null"]);
    expect(await read("old", "null")).to.equal("before");
    await fixture.reopen({ buckets: [{ name: Bucket, versioning: "Enabled" }] });
    expect(await ids("old")).to.deep.equal([id, "null"]);
    expect([await read("old"), await read("old", "null")]).to.deep.equal(["after", "before"]);
  });

  it("are suspended: writes replace the version null, and a deletion marks it", async () => {
    await declare("Enabled");
    const id = await put("x", "kept");
    await declare("Suspended");
    expect(await put("x", "one")).to.equal("null");
    expect(await put("x", "two")).to.equal("null");
    expect(await ids("x")).to.deep.equal(["null", id]);
    const removed = await fixture.client.send(new DeleteObjectCommand({ Bucket, Key: "x" }));
    expect(removed).to.include({ DeleteMarker: true, VersionId: "null" });
    expect((await ids("x")).sort()).to.deep.equal([id, "null"].sort());
    expect((await refusal(read("x"))).name).to.equal("NoSuchKey");
    expect(await read("x", id)).to.equal("kept");
  });

  it("are suspended as well where they are no longer declared, as the provider leaves them", async () => {
    await declare("Enabled");
    const id = await put("x", "kept");
    await declare(undefined);
    expect(await status()).to.equal("Suspended");
    await put("x", "new");
    expect(await ids("x")).to.deep.equal(["null", id]);
  });
});
