import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { closeSync, openSync } from "node:fs";
import { readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../../../src/errors";
import { S3 } from "../../../src/services/s3/service";
import { flipBit } from "../../support/damage";
import { type Fixture, location, refusal, startS3 } from "../../support/s3";

const Bucket = "photos";

describe("S3, closed twice", () => {
  it("closes no file of others, which may have the numbers of its own by then", async () => {
    const fixture = await startS3();
    await fixture.client.send(new PutObjectCommand({ Bucket, Key: "a", Body: "content" }));
    await fixture.s3.close();
    const others = Array.from({ length: 8 }, () => openSync(fixture.directory, "r"));
    await fixture.stop();
    for (const other of others) closeSync(other);
  });
});

describe("S3 does not open, and says why in one line, until it is told to repair", () => {
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

  const strict = () => new S3({ directory: fixture.directory, location, buckets: [{ name: Bucket }] });
  const repaired = async (): Promise<string[]> => {
    const said: string[] = [];
    await fixture.reopen({ opening: { repair: true, report: (text) => said.push(text) } });
    return said;
  };

  beforeEach(async () => {
    for (const key of ["a", "b", "c"]) await put(key, `content of ${key}`);
  });

  for (const [what, harm] of [
    ["missing", () => rm(index())],
    ["empty", () => truncate(index(), 0)],
  ] as const)
    it(`an index that is ${what}: no object's bytes are deleted for that`, async () => {
      await fixture.s3.close();
      await harm();
      expect(strict).to.throw(UserError, new RegExp(`index.jsonl is ${what}, and there are 3 files .*--repair`));
      const said = await repaired();
      expect(said.join("\n")).to.match(/set aside in \S+orphans: 3 files/);
      expect(await readdir(join(fixture.directory, "orphans"))).to.have.length(3);
    });

  it("an index that was cut at a record's end after the host had ended", async () => {
    await fixture.s3.close();
    const lines = (await readFile(index(), "utf8")).trimEnd().split("\n");
    await writeFile(index(), `${lines.slice(0, -1).join("\n")}\n`);
    expect(strict).to.throw(UserError, /ends at byte \d+ and had \d+ bytes: \d records before that are whole/);
    const said = await repaired();
    expect(said).to.have.length(2);
    expect([await read("a"), await read("b")]).to.deep.equal(["content of a", "content of b"]);
  });

  it("an index with a bit that has flipped", async () => {
    await fixture.s3.close();
    flipBit(index(), '"key":"b"');
    expect(strict).to.throw(
      UserError,
      /damaged at line \d \(byte \d+\): \d records before it and 1 after it are whole/,
    );
    await repaired();
    expect([await read("a"), await read("c")]).to.deep.equal(["content of a", "content of c"]);
    expect((await refusal(read("b"))).name).to.equal("NoSuchKey");
  });

  it("an object without its bytes", async () => {
    await fixture.s3.close();
    const [blob = ""] = await readdir(join(fixture.directory, "blobs"));
    await rm(join(fixture.directory, "blobs", blob));
    expect(strict).to.throw(UserError, /blobs lacks the bytes of 1 object, photos\/[abc] the first; .*--repair/);
    expect(await repaired()).to.have.length(1);
    const readable = await Promise.allSettled(["a", "b", "c"].map(read));
    expect(readable.filter(({ status }) => status === "fulfilled")).to.have.length(2);
  });
});
