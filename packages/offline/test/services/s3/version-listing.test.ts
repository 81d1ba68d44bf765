import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandInput,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { type Fixture, refusal, startS3 } from "../../support/s3";

const Bucket = "archive";
const buckets = [{ name: Bucket, versioning: "Enabled" as const }];

describe("S3 listing of versions", () => {
  let fixture: Fixture;
  /** Every version and marker as `key id`, in the order in which they are to be listed. */
  let expected: string[];

  before(async () => {
    fixture = await startS3({ buckets });
    const written = new Map<string, string[]>();
    const add = (key: string, id = "") => written.set(key, [`${key} ${id}`, ...(written.get(key) ?? [])]);
    for (const key of ["2025/a", "2025/b", "2026/é", "top"])
      for (let times = 0; times < 3; times++) {
        const put = new PutObjectCommand({ Bucket, Key: key, Body: `${key} ${times}` });
        add(key, (await fixture.client.send(put)).VersionId);
      }
    for (const key of ["2025/b", "absent"])
      add(key, (await fixture.client.send(new DeleteObjectCommand({ Bucket, Key: key }))).VersionId);
    expected = [...written].sort(([left], [right]) => (left < right ? -1 : 1)).flatMap(([, entries]) => entries);
  });
  after(() => fixture.stop());

  const list = (input: Partial<ListObjectVersionsCommandInput> = {}) =>
    fixture.client.send(new ListObjectVersionsCommand({ Bucket, ...input }));

  /** Keys with ids, and groups, of every page, each page's sorted by the order that is expected. */
  async function walk(input: Partial<ListObjectVersionsCommandInput>): Promise<string[]> {
    const found: string[] = [];
    let markers: Partial<ListObjectVersionsCommandInput> = {};
    for (;;) {
      const page = await list({ ...input, ...markers });
      const entries = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(
        ({ Key, VersionId }) => `${Key} ${VersionId}`,
      );
      const groups = (page.CommonPrefixes ?? []).map(({ Prefix }) => `${Prefix}`);
      expect(entries.length + groups.length).to.be.at.most(input.MaxKeys ?? 1000);
      found.push(...groups, ...entries.sort((left, right) => expected.indexOf(left) - expected.indexOf(right)));
      if (!page.IsTruncated) return found;
      markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    }
  }

  for (const MaxKeys of [1, 2, 3, 5, 13, 14, 1000])
    it(`walks every version and marker once, newest first, in pages of ${MaxKeys}`, async () => {
      expect(await walk({ MaxKeys })).to.deep.equal(expected);
    });

  for (const MaxKeys of [1, 2, 4, 1000])
    it(`walks groups and what is in none in pages of ${MaxKeys}`, async () => {
      const found = await walk({ MaxKeys, Delimiter: "/" });
      const alone = expected.filter((entry) => !entry.includes("/"));
      expect(found.filter((entry) => entry.endsWith("/"))).to.deep.equal(["2025/", "2026/"]);
      expect(found.filter((entry) => !entry.endsWith("/"))).to.deep.equal(alone);
      const nested = await walk({ MaxKeys, Delimiter: "/", Prefix: "2025/" });
      expect(nested).to.deep.equal(expected.filter((entry) => entry.startsWith("2025/")));
    });

  it("tells which are latest, markers among them", async () => {
    const { Versions = [], DeleteMarkers = [] } = await list();
    const latest = Versions.filter(({ IsLatest }) => IsLatest).map(({ Key }) => Key);
    expect(latest).to.deep.equal(["2025/a", "2026/é", "top"]);
    expect(DeleteMarkers.map(({ Key, IsLatest }) => `${Key} ${IsLatest}`)).to.deep.equal([
      "2025/b true",
      "absent true",
    ]);
  });

  it("encodes keys and markers when asked", async () => {
    const page = await list({ EncodingType: "url", Prefix: "2026/", MaxKeys: 1 });
    expect([page.Versions?.[0]?.Key, page.NextKeyMarker]).to.deep.equal(["2026/%C3%A9", "2026/%C3%A9"]);
  });

  it("refuses the marker of a version without that of its key, and an empty one", async () => {
    const alone = await refusal(list({ VersionIdMarker: "x" }));
    expect(alone.message).to.equal("A version-id marker cannot be specified without a key marker.");
    const response = await fetch(`${fixture.endpoint}/${Bucket}?versions&key-marker=top&version-id-marker=`);
    expect(await response.text()).to.include("A version-id marker cannot be empty.");
  });

  it("leaves nothing out where each page is deleted before the next is asked for", async () => {
    for (let count = 0; count < 7; count++)
      await fixture.client.send(new PutObjectCommand({ Bucket, Key: `emptied/${count % 2}`, Body: "x" }));
    let page = await list({ Prefix: "emptied/", MaxKeys: 2 });
    for (;;) {
      const Objects = (page.Versions ?? []).map(({ Key, VersionId }) => ({ Key, VersionId }));
      await fixture.client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
      if (!page.IsTruncated) break;
      const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
      page = await list({ Prefix: "emptied/", MaxKeys: 2, KeyMarker, VersionIdMarker });
    }
    expect((await list({ Prefix: "emptied/" })).Versions).to.equal(undefined);
  });
});
