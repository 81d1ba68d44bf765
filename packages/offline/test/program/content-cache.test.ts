import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { ContentCache } from "../../src/program/content-cache";

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

describe("program/content-cache", () => {
  let folder: string;
  let cache: ContentCache;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "content-cache-"));
    cache = new ContentCache(folder);
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const recalled = (content: string) => cache.recall("graph", "one", digest(content))?.toString();

  it("recalls what was made of the same content, and of no other", () => {
    expect(recalled("a")).to.equal(undefined);
    cache.remember("graph", "one", digest("a"), Buffer.from("made of a"));
    expect(recalled("a")).to.equal("made of a");
    expect(recalled("b")).to.equal(undefined);
    cache.remember("graph", "one", digest("b"), Buffer.from("made of b"));
    expect([recalled("a"), recalled("b")]).to.deep.equal([undefined, "made of b"]);
  });

  it("takes a damaged entry for none", () => {
    cache.remember("graph", "one", digest("a"), Buffer.from("made of a"));
    const [name = ""] = readdirSync(folder);
    const whole = readFileSync(join(folder, name));
    for (const damaged of [whole.subarray(0, -1), whole.subarray(0, 10), Buffer.alloc(0), flipped(whole)]) {
      writeFileSync(join(folder, name), damaged);
      expect(recalled("a")).to.equal(undefined);
    }
  });

  it("remembers nothing where its folder cannot be written, and says nothing of it", () => {
    const file = join(folder, "no folder");
    writeFileSync(file, "");
    const useless = new ContentCache(join(file, "cache"));
    useless.remember("graph", "one", digest("a"), Buffer.from("made of a"));
    expect(useless.recall("graph", "one", digest("a"))).to.equal(undefined);
  });

  it("is for its owner alone", () => {
    cache.remember("graph", "one", digest("a"), Buffer.from("made of a"));
    const [name = ""] = readdirSync(folder);
    expect(statSync(join(folder, name)).mode & 0o777).to.equal(0o600);
  });

  it("forgets the oldest where there are many", () => {
    for (let number = 0; number < 40; number++)
      cache.remember("graph", String(number), digest("a"), Buffer.from(String(number)));
    expect(readdirSync(folder)).to.have.length(32);
    expect(cache.recall("graph", "39", digest("a"))?.toString()).to.equal("39");
  });
});

function flipped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy[copy.length - 1] = (copy.at(-1) ?? 0) ^ 1;
  return copy;
}
