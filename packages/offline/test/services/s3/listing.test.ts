import {
  GetBucketLocationCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  type ListObjectsV2CommandInput,
  ListObjectsV2Command,
  paginateListObjectsV2,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { type Fixture, refusal, startS3 } from "../../support/s3";

const Bucket = "photos";
const folders = ["2024/", "2025/", "2026/é/"];
const keys = [
  ...folders.flatMap((folder) => Array.from({ length: 40 }, (_, index) => `${folder}${index}.jpg`)),
  ...Array.from({ length: 30 }, (_, index) => `top ${index}+`),
].sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));

describe("S3 listing", () => {
  let fixture: Fixture;
  before(async () => {
    fixture = await startS3();
    for (const Key of keys) await fixture.client.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
  });
  after(() => fixture.stop());
  beforeEach(() => fixture.deny(() => false));

  const list = (input: Partial<ListObjectsV2CommandInput> = {}) =>
    fixture.client.send(new ListObjectsV2Command({ Bucket, ...input }));

  /** Every entry of every page, keys and groups, in the order in which pages give them. */
  async function walk(input: Partial<ListObjectsV2CommandInput>): Promise<string[]> {
    const found: string[] = [];
    for await (const page of paginateListObjectsV2({ client: fixture.client }, { Bucket, ...input })) {
      const entries = [
        ...(page.Contents ?? []).map((entry) => entry.Key ?? ""),
        ...(page.CommonPrefixes ?? []).map((entry) => entry.Prefix ?? ""),
      ];
      expect(entries.length)
        .to.equal(page.KeyCount)
        .and.to.be.at.most(input.MaxKeys ?? 1000);
      found.push(...entries);
    }
    return found;
  }

  for (const MaxKeys of [1, 7, 50, 149, 150, 151, 1000])
    it(`walks all keys exactly once in pages of ${MaxKeys}`, async () => {
      expect(await walk({ MaxKeys })).to.deep.equal(keys);
    });

  for (const MaxKeys of [1, 2, 3, 5, 1000])
    it(`walks groups and keys exactly once in pages of ${MaxKeys}`, async () => {
      const found = await walk({ MaxKeys, Delimiter: "/" });
      const expected = ["2024/", "2025/", "2026/", ...keys.filter((key) => !key.includes("/"))];
      expect(found.sort()).to.deep.equal(expected.sort());
      const nested = await walk({ MaxKeys, Delimiter: "/", Prefix: "2026/" });
      expect(nested).to.deep.equal(["2026/é/"]);
    });

  it("begins after the key that is asked for, there or not", async () => {
    const after = (StartAfter: string) => list({ StartAfter, MaxKeys: 1 });
    expect((await after("2024/0.jpg")).Contents?.[0]?.Key).to.equal("2024/1.jpg");
    expect((await after("2024/~")).Contents?.[0]?.Key).to.equal("2025/0.jpg");
    expect((await after("~")).Contents).to.equal(undefined);
  });

  it("describes each object, with its owner when asked for", async () => {
    const [plain] = (await list({ MaxKeys: 1 })).Contents ?? [];
    expect(plain).to.include({ Key: "2024/0.jpg", Size: 10, StorageClass: "STANDARD" });
    expect(plain?.Owner).to.equal(undefined);
    const [owned] = (await list({ MaxKeys: 1, FetchOwner: true })).Contents ?? [];
    expect(owned?.Owner?.ID).to.equal("123456789012");
  });

  it("encodes keys as in a form when asked to", async () => {
    const answer = await list({ EncodingType: "url", Prefix: "2026/é/0" });
    expect(answer.Prefix).to.equal("2026/%C3%A9/0");
    expect(answer.Contents?.map((entry) => entry.Key)).to.deep.equal(["2026/%C3%A9/0.jpg"]);
    expect((await list({ EncodingType: "url", Prefix: "top 1+" })).Contents?.[0]?.Key).to.equal("top+1%2B");
  });

  it("gives an empty page of no keys, and at most a thousand", async () => {
    expect(await list({ MaxKeys: 0 })).to.include({ KeyCount: 0, IsTruncated: false });
    expect((await list({ MaxKeys: 5000 })).MaxKeys).to.equal(1000);
  });

  it("refuses a token it did not issue, and a number that is none", async () => {
    expect((await refusal(list({ ContinuationToken: "forged" }))).name).to.equal("InvalidArgument");
    expect((await refusal(list({ MaxKeys: -1 }))).name).to.equal("InvalidArgument");
  });

  it("goes on after a restart with the token of before", async () => {
    const first = await list({ MaxKeys: 10 });
    await fixture.reopen();
    const second = await list({ MaxKeys: 10, ContinuationToken: first.NextContinuationToken });
    expect(second.Contents?.[0]?.Key).to.equal(keys[10]);
  });

  it("walks all by markers as the first version does", async () => {
    const found: (string | undefined)[] = [];
    let Marker: string | undefined;
    do {
      const page = await fixture.client.send(new ListObjectsCommand({ Bucket, MaxKeys: 20, Delimiter: "/", Marker }));
      found.push(...(page.CommonPrefixes ?? []).map((entry) => entry.Prefix));
      found.push(...(page.Contents ?? []).map((entry) => entry.Key));
      Marker = page.NextMarker;
    } while (Marker);
    expect(found).to.have.length(33);
    expect(new Set(found).size).to.equal(33);
  });

  it("asks IAM for the bucket, with prefix, delimiter and size as context", async () => {
    fixture.asked.length = 0;
    await list({ Prefix: "2024/", Delimiter: "/", MaxKeys: 3 });
    const context = { "s3:prefix": "2024/", "s3:delimiter": "/", "s3:max-keys": "3" };
    expect(fixture.asked).to.deep.equal([{ action: "s3:ListBucket", resource: "arn:aws:s3:::photos", context }]);
    fixture.deny(({ context }) => context?.["s3:prefix"] !== "2024/");
    expect((await refusal(list())).name).to.equal("AccessDenied");
  });

  it("tells buckets, their region and whether they exist", async () => {
    fixture.asked.length = 0;
    const { Buckets } = await fixture.client.send(new ListBucketsCommand({}));
    expect(Buckets?.map((bucket) => bucket.Name)).to.deep.equal(["other", "photos"]);
    expect(fixture.asked).to.deep.equal([{ action: "s3:ListAllMyBuckets", resource: "*" }]);
    const location = await fixture.client.send(new GetBucketLocationCommand({ Bucket }));
    expect(location.LocationConstraint).to.equal("eu-central-1");
    const head = await fixture.client.send(new HeadBucketCommand({ Bucket }));
    expect(head.BucketRegion).to.equal("eu-central-1");
    const missing = await refusal(fixture.client.send(new HeadBucketCommand({ Bucket: "nothing" })));
    expect(missing.$metadata.httpStatusCode).to.equal(404);
  });
});
