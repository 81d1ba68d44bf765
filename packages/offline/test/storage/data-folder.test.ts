import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { expect } from "chai";
import { UserError } from "../../src/errors";
import { DataFolder } from "../../src/storage/data-folder";
import { flipBit, repairing, TestFolder } from "../support/damage";

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((text) => typeof text === "string");

describe("storage/data-folder", () => {
  let folder: TestFolder;
  let path: string;

  beforeEach(() => {
    folder = new TestFolder();
    path = folder.file("data");
  });

  afterEach(() => folder.remove());

  const within = <Result>(use: (data: DataFolder) => Result, opening = repairing().opening): Result => {
    const data = DataFolder.open(path, opening, ["dynamodb", "s3", "sqs"]);
    try {
      return use(data);
    } finally {
      data.close();
    }
  };
  const strictly = <Result>(use: (data: DataFolder) => Result): Result =>
    within(use, { repair: false, report: expect.fail });
  const load = (data: DataFolder) => data.load("texts", isTexts);
  const file = (name: string) => folder.file("data", name);

  it("has documents again, and one secret for ever", () => {
    const secret = strictly((data) => {
      data.save("texts", ["one", "two"]);
      return data.secret("test");
    });
    strictly((data) => {
      expect(load(data)).to.deep.equal(["one", "two"]);
      expect(data.secret("test")).to.equal(secret);
    });
  });

  it("is its owner's alone, also where it was open to others", () => {
    strictly(() => undefined);
    mkdirSync(file("s3/blobs"), { recursive: true });
    writeFileSync(file("s3/blobs/blob"), "text");
    const names = ["", "seed", "s3", "s3/blobs", "s3/blobs/blob"];
    for (const name of names) chmodSync(file(name), statSync(file(name)).isDirectory() ? 0o755 : 0o644);
    strictly(() => undefined);
    for (const name of names)
      expect(statSync(file(name)).mode & 0o777, name).to.equal(statSync(file(name)).isDirectory() ? 0o700 : 0o600);
  });

  it("leaves other people's things in it as they are, and does not miss them", () => {
    mkdirSync(file("theirs"), { recursive: true });
    writeFileSync(file("notes.txt"), "text", { mode: 0o644 });
    chmodSync(path, 0o755);
    strictly(() => undefined);
    expect([statSync(path).mode & 0o777, statSync(file("notes.txt")).mode & 0o777]).to.deep.equal([0o755, 0o644]);
    expect(statSync(file("seed")).mode & 0o777).to.equal(0o600);
    rmSync(file("theirs"), { recursive: true });
    strictly(() => undefined);
  });

  it("of a version before, with documents and a seed without checksums, is read", () => {
    mkdirSync(path);
    writeFileSync(file("texts.json"), '["one"]');
    writeFileSync(file("seed"), "0123456789abcdef".repeat(4));
    const secret = strictly((data) => {
      expect(load(data)).to.deep.equal(["one"]);
      return data.secret("test");
    });
    expect(readFileSync(file("seed"), "utf8")).to.match(/^(0123456789abcdef){4} [0-9a-f]{8}\n$/);
    expect(strictly((data) => data.secret("test"))).to.equal(secret);
  });

  describe("refuses a document, and starts without it when it is repaired:", () => {
    const harms: [what: string, harm: () => void, problem: RegExp][] = [
      ["with a bit that has flipped", () => flipBit(file("texts.json"), "two"), /texts\.json is damaged/],
      ["that is cut off", () => truncateSync(file("texts.json"), 50), /texts\.json is damaged/],
      ["that was emptied", () => truncateSync(file("texts.json"), 0), /texts\.json is damaged/],
      ["of another shape", () => writeFileSync(file("texts.json"), '[{"text":"one"}]'), /texts\.json is damaged/],
      ["that was deleted", () => rmSync(file("texts.json")), /texts\.json is missing, and was there/],
    ];
    for (const [what, harm, problem] of harms)
      it(what, () => {
        strictly((data) => data.save("texts", ["one", "two"]));
        harm();
        const harmed = existsSync(file("texts.json")) ? readFileSync(file("texts.json"), "utf8") : undefined;
        expect(() => strictly(load))
          .to.throw(UserError, problem)
          .with.property("message")
          .that.matches(/; restore it, or start once with --repair, which/)
          .and.does.not.contain("\n");
        const { opening, said } = repairing();
        expect(within(load, opening)).to.equal(undefined);
        expect(said).to.have.length(1);
        expect(strictly(load)).to.equal(undefined);
        const aside = readdirSync(path).find((name) => name.startsWith("texts.json.damaged-"));
        expect(aside && readFileSync(file(aside), "utf8")).to.equal(harmed);
      });
  });

  it("refuses a damaged or missing seed: with another, every key would be another", () => {
    for (const harm of [
      () => flipBit(file("seed"), 5),
      () => truncateSync(file("seed"), 0),
      () => rmSync(file("seed")),
    ]) {
      strictly(() => undefined);
      harm();
      expect(() => strictly(() => undefined)).to.throw(UserError, /seed is (damaged|missing).*--repair/);
      within(() => undefined);
    }
  });

  it("notices that a store's folder is gone", () => {
    strictly(() => mkdirSync(file("s3")));
    rmSync(file("s3"), { recursive: true });
    expect(() => strictly(() => undefined)).to.throw(UserError, /s3 is missing, and was there .*--repair/);
    const { opening, said } = repairing();
    within(() => undefined, opening);
    expect(said).to.have.length(1);
    strictly(() => undefined);
  });

  it("is let go where it cannot be opened", () => {
    strictly(() => undefined);
    truncateSync(file("seed"), 0);
    for (let times = 0; times < 2; times++) expect(() => strictly(() => undefined)).to.throw(/seed is damaged/);
    expect(readdirSync(path).filter((name) => name.startsWith("lock"))).to.deep.equal([]);
  });

  it("that is kept by nobody has no owner, and is gone when it is closed", () => {
    const data = DataFolder.open(undefined);
    expect(readdirSync(data.path)).to.not.include("lock.1");
    expect(data.directory("logs")).to.equal(undefined);
    data.close();
    expect(existsSync(data.path)).to.equal(false);
  });
});
