import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { readdir } from "node:fs/promises";
import { relative } from "node:path";
import { type Fixture, startS3 } from "../../support/s3";

const Bucket = "photos";

const hostile = [
  "../../etc/passwd",
  "x/../../../esc",
  "..",
  ".",
  "./a",
  "a/./b",
  "%2e%2e",
  "%2e%2e%2fescape",
  "%",
  "nul\u0000byte",
  "line\r\nfeed",
  "/leading",
  "//leading//twice",
  "trailing/",
  "a//b",
  "__proto__",
  "constructor",
  "with space",
  "plus+plus",
  "a?b=c&d#e",
  "back\\slash",
  "ünï/世界/🙂",
  "\uffff sorts before",
  "\u{10000} in UTF-8, and after in UTF-16",
  "<&>\"'",
  "k".repeat(1024),
  "é".repeat(512),
  "index.jsonl",
];

describe("S3 hostile keys", () => {
  let fixture: Fixture;
  before(async () => (fixture = await startS3()));
  after(() => fixture.stop());

  /** Every path under the folder, and all that lies around it. */
  const paths = async () => {
    const { directory, surroundings } = fixture;
    const folder = relative(surroundings, directory);
    const all = await readdir(surroundings, { recursive: true });
    return {
      inside: await readdir(directory, { recursive: true }),
      beside: all.filter((path) => !folder.startsWith(path) && !path.startsWith(folder)),
    };
  };

  for (const [index, Key] of hostile.entries())
    it(`keeps ${JSON.stringify(Key.slice(0, 30))} as it is, inside the folder`, async () => {
      const Body = `body ${index}`;
      await fixture.client.send(new PutObjectCommand({ Bucket, Key, Body }));
      const answer = await fixture.client.send(new GetObjectCommand({ Bucket, Key }));
      expect(await answer.Body?.transformToString()).to.equal(Body);
      await fixture.client.send(new HeadObjectCommand({ Bucket, Key }));
      const { inside, beside } = await paths();
      expect(beside).to.deep.equal([]);
      expect(inside.every((name) => /^(blobs|index\.jsonl(\.seal)?|blobs\/[0-9a-f-]{36})$/.test(name))).to.equal(true);
    });

  it("lists them all in the order of their bytes, url-encoded, and deletes them", async () => {
    await fixture.reopen();
    const listing = await fixture.client.send(new ListObjectsV2Command({ Bucket, EncodingType: "url" }));
    const keys = (listing.Contents ?? []).map(({ Key = "" }) => decodeURIComponent(Key.replaceAll("+", " ")));
    const byBytes = [...hostile].sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
    expect(keys).to.deep.equal(byBytes);
    for (const Key of hostile) await fixture.client.send(new DeleteObjectCommand({ Bucket, Key }));
    expect((await fixture.client.send(new ListObjectsV2Command({ Bucket }))).KeyCount).to.equal(0);
  });

  it("refuses a path that is not UTF-8", async () => {
    const answer = await fetch(`${fixture.endpoint}/photos/%ff`);
    expect(answer.status).to.equal(400);
    expect(await answer.text()).to.include("<Code>InvalidURI</Code>");
  });

  it("keeps metadata named like parts of an object", async () => {
    const Metadata = { constructor: "a", tostring: "b", ["__proto__"]: "c" };
    await fixture.client.send(new PutObjectCommand({ Bucket, Key: "meta", Body: "", Metadata }));
    const answer = await fetch(`${fixture.endpoint}/photos/meta`, { method: "HEAD" });
    expect(answer.headers.get("x-amz-meta-constructor")).to.equal("a");
    expect(answer.headers.get("x-amz-meta-__proto__")).to.equal("c");
  });
});
