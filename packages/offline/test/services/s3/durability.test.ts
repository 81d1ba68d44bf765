import {
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { spawn } from "node:child_process";
import { appendFile, cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { S3 } from "../../../src/services/s3/service";
import { type Fixture, location, refusal, startS3 } from "../../support/s3";

const Bucket = "photos";

describe("S3 durability", () => {
  let fixture: Fixture;
  beforeEach(async () => (fixture = await startS3()));
  afterEach(() => fixture.stop());

  const put = (Key: string, Body: string, IfNoneMatch?: string, IfMatch?: string) =>
    fixture.client.send(new PutObjectCommand({ Bucket, Key, Body, IfNoneMatch, IfMatch }));
  const read = async (Key: string) => {
    const answer = await fixture.client.send(new GetObjectCommand({ Bucket, Key }));
    return answer.Body?.transformToString();
  };
  const index = () => join(fixture.directory, "index.jsonl");

  it("drops a torn last line and keeps everything before it", async () => {
    await put("a", "acknowledged");
    const torn = JSON.stringify([{ kind: "delete", bucket: Bucket, key: "a" }]);
    for (const line of [torn, torn.slice(0, 20), '[{"kind":"put","key":"\u00e9'.slice(0, -1)]) {
      await appendFile(index(), line);
      await fixture.reopen();
      expect(await read("a")).to.equal("acknowledged");
    }
    await put("b", "after");
    await fixture.reopen();
    expect(await read("b")).to.equal("after");
  });

  it("refuses to open an index that is damaged elsewhere", async () => {
    await put("a", "acknowledged");
    const text = await readFile(index(), "utf8");
    const directory = await mkdtemp(join(tmpdir(), "s3-test-"));
    await writeFile(join(directory, "index.jsonl"), `{"broken\n${text}`);
    expect(() => new S3({ directory, location, buckets: [] })).to.throw(/damaged at line 1/);
    await rm(directory, { recursive: true });
  });

  it("sets aside blobs that nothing refers to and says so, and removes those of interrupted uploads", async () => {
    await put("a", "acknowledged");
    const blobs = join(fixture.directory, "blobs");
    const [kept] = await readdir(blobs);
    const orphan = "2f4ff5c0-9d4c-4a41-8c3e-3a8f5a0c4b11";
    await writeFile(join(blobs, orphan), "orphan");
    await writeFile(join(blobs, "2f4ff5c0-9d4c-4a41-8c3e-3a8f5a0c4b12.part"), "half");
    const said: string[] = [];
    await fixture.reopen({ opening: { repair: false, report: (text) => said.push(text) } });
    expect(await readdir(blobs)).to.deep.equal([kept]);
    expect(await read("a")).to.equal("acknowledged");
    expect(await readFile(join(fixture.directory, "orphans", orphan), "utf8")).to.equal("orphan");
    expect(said).to.have.length(1);
    expect(said[0]).to.match(/^set aside in \S+orphans: 1 file of \S+blobs that no object refers to$/);
  });

  it("removes the blob of an object whose replacement a crash left in the index alone", async () => {
    await put("a", "before");
    const copy = await mkdtemp(join(tmpdir(), "s3-test-"));
    await cp(fixture.directory, copy, { recursive: true });
    await put("a", "after");
    // As if the process had died between the index and the removal.
    await cp(copy, fixture.directory, { recursive: true, filter: (path) => !/\.(jsonl|seal)$/.test(path) });
    expect(await readdir(join(fixture.directory, "blobs"))).to.have.length(2);
    await fixture.reopen();
    expect(await readdir(join(fixture.directory, "blobs"))).to.have.length(1);
    expect(await readdir(fixture.directory)).to.not.include("orphans");
    await rm(copy, { recursive: true });
  });

  it("compacts its index when it opens", async () => {
    for (let times = 0; times < 50; times++) await put("same", `content ${times}`);
    await fixture.reopen();
    expect((await readFile(index(), "utf8")).trim().split("\n")).to.have.length(3);
    expect(await read("same")).to.equal("content 49");
  });

  it("keeps no blob of an object that was replaced", async () => {
    for (let times = 0; times < 5; times++) await put("same", `content ${times}`);
    await fixture.reopen();
    expect(await readdir(join(fixture.directory, "blobs"))).to.have.length(1);
  });

  it("has every acknowledged object, whole, after it was killed while writing", async () => {
    const directory = await mkdtemp(join(tmpdir(), "s3-test-"));
    const script = join(__dirname, "../../support/s3-writer.ts");
    const writer = spawn(process.execPath, ["--require", "tsx/cjs", script, directory], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const acknowledged: string[] = [];
    for await (const key of createInterface(writer.stdout)) {
      acknowledged.push(key);
      if (acknowledged.length === 300) writer.kill("SIGKILL");
    }
    const { s3 } = fixture;
    fixture.s3 = new S3({ directory, location, buckets: [{ name: Bucket }] });
    expect(acknowledged.length).to.be.at.least(300);
    for (const key of acknowledged) expect(await read(key)).to.equal(key.repeat(100));
    await fixture.s3.close();
    fixture.s3 = s3;
    await rm(directory, { recursive: true });
  });
});

describe("S3 durability of versions", () => {
  it("has every acknowledged version, whole and in order, after it was killed while writing", async () => {
    const fixture = await startS3();
    const directory = await mkdtemp(join(tmpdir(), "s3-test-"));
    const script = join(__dirname, "../../support/s3-writer.ts");
    const writer = spawn(process.execPath, ["--require", "tsx/cjs", script, directory, "versions"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const acknowledged: [name: string, id: string][] = [];
    for await (const line of createInterface(writer.stdout)) {
      const [name = "", id = ""] = line.split(" ");
      acknowledged.push([name, id]);
      if (acknowledged.length === 300) writer.kill("SIGKILL");
    }
    const { s3 } = fixture;
    const buckets = [{ name: Bucket, versioning: "Enabled" as const }];
    // Once from what the journal says, once from its compacted form.
    for (let opening = 0; opening < 2; opening++) {
      fixture.s3 = new S3({ directory, location, buckets });
      const { Versions = [] } = await fixture.client.send(new ListObjectVersionsCommand({ Bucket }));
      const keyOf = new Map(Versions.map(({ VersionId, Key }) => [VersionId, Key]));
      expect(acknowledged.length).to.be.at.least(300);
      for (const [name, VersionId] of acknowledged) {
        const get = new GetObjectCommand({ Bucket, Key: keyOf.get(VersionId), VersionId });
        expect(await (await fixture.client.send(get)).Body?.transformToString()).to.equal(name.repeat(100));
      }
      const order = Versions.filter(({ Key }) => Key === "versions-1").map(({ VersionId }) => VersionId);
      const written = acknowledged.map(([, id]) => id).filter((id) => keyOf.get(id) === "versions-1");
      expect(order.filter((id) => id !== undefined && written.includes(id))).to.deep.equal(written.toReversed());
      await fixture.s3.close();
    }
    fixture.s3 = s3;
    await fixture.stop();
    await rm(directory, { recursive: true });
  });
});

describe("S3 concurrent writes", () => {
  let fixture: Fixture;
  beforeEach(async () => (fixture = await startS3()));
  afterEach(() => fixture.stop());

  const put = (Key: string, Body: string | Buffer, IfNoneMatch?: string, IfMatch?: string) =>
    fixture.client.send(new PutObjectCommand({ Bucket, Key, Body, IfNoneMatch, IfMatch }));
  const read = async (Key: string) => {
    const answer = await fixture.client.send(new GetObjectCommand({ Bucket, Key }));
    return (await answer.Body?.transformToString()) ?? "";
  };

  it("leaves the last acknowledged content, never a mixture", async () => {
    const acknowledged: string[] = [];
    const contents = Array.from({ length: 40 }, (_, index) => String.fromCharCode(65 + index).repeat(50_000));
    const whole = new Set(contents);
    const reading = Array.from({ length: 20 }, async (_, index) => {
      if (index > 0) expect(whole.has(await read("one").catch(() => contents[0] ?? ""))).to.equal(true);
    });
    await Promise.all(contents.map((content) => put("one", content).then(() => acknowledged.push(content))));
    await Promise.all(reading);
    const final = await read("one");
    expect(whole.has(final)).to.equal(true);
    await fixture.reopen();
    expect(await read("one")).to.equal(final);
    await put("one", "last");
    expect(await read("one")).to.equal("last");
    expect(acknowledged).to.have.length(40);
  });

  it("lets exactly one of several win that demand that nothing is there", async () => {
    for (let round = 0; round < 5; round++) {
      const key = `race ${round}`;
      const results = await Promise.allSettled(Array.from({ length: 20 }, (_, index) => put(key, `${index}`, "*")));
      const winners = results.flatMap((result, index) => (result.status === "fulfilled" ? [String(index)] : []));
      expect(winners).to.have.length(1);
      expect(await read(key)).to.equal(winners[0]);
      const lost = results.flatMap((result) => (result.status === "rejected" ? [String(result.reason.name)] : []));
      expect(new Set(lost)).to.deep.equal(new Set(["PreconditionFailed"]));
    }
  });

  it("lets exactly one of several win that replace the same state", async () => {
    const { ETag } = await put("counter", "0");
    const tries = Array.from({ length: 20 }, (_, index) => put("counter", `next ${index}`, undefined, ETag));
    const results = await Promise.allSettled(tries);
    expect(results.filter((result) => result.status === "fulfilled")).to.have.length(1);
    const missing = await refusal(put("missing", "x", undefined, ETag));
    expect(missing.name).to.equal("NoSuchKey");
  });

  it("makes every concurrently written key visible to a listing", async () => {
    await Promise.all(Array.from({ length: 200 }, (_, index) => put(`many/${index}`, "x")));
    const listed = await fixture.client.send(new ListObjectsV2Command({ Bucket, Prefix: "many/" }));
    expect(listed.KeyCount).to.equal(200);
  });
});
