import { appendFileSync, readdirSync, readFileSync, statSync, truncateSync } from "node:fs";
import { dirname } from "node:path";
import { expect } from "chai";
import { Journal } from "../../src/storage/journal";
import { TestFolder } from "../support/damage";
import { type Change, foundIn, journalOf, Numbers } from "../support/numbers";
import { refusalOf } from "../support/sdk";

describe("storage/journal", () => {
  let folder: TestFolder;
  let path: string;

  beforeEach(() => {
    folder = new TestFolder();
    path = folder.file("below", "numbers.jsonl");
  });

  afterEach(() => folder.remove());

  const found = () => foundIn(path);
  it("finds again what was committed, the changes of a torn last record excepted", async () => {
    const journal = new Journal(path, new Numbers());
    const more: Change[] = [
      ["a", 2],
      ["b", 1],
    ];
    await Promise.all([journal.commit([["a", 1]]), journal.commit(more)]);
    await journal.close();
    appendFileSync(path, 'c1d2e3f4 [["a",3]');
    expect(await found()).to.deep.equal({ a: 2, b: 1 });
  });

  it("keeps a last record that lacks its line feed alone: its checksum says that it is whole", async () => {
    const journal = await journalOf(path, ["a", 1], ["b", 2]);
    truncateSync(path, statSync(path).size - 1);
    expect(await found()).to.deep.equal({ a: 1, b: 2 });
    await journal.close();
  });

  it("makes a change true when it is on disk, and not before", async () => {
    const numbers = new Numbers();
    const journal = new Journal(path, numbers);
    const committed = journal.commit([["a", 1]]);
    expect([...numbers]).to.deep.equal([]);
    await committed;
    expect([...numbers]).to.deep.equal([["a", 1]]);
    await journal.close();
  });

  it("makes nothing true that could not be written, and goes on behind what is whole", async () => {
    const numbers = new Numbers();
    let fails = false;
    const beforeSync = async () => {
      if (fails) throw new Error("it fails");
    };
    const journal = new Journal(path, numbers, { beforeSync });
    await journal.commit([["a", 1]]);
    fails = true;
    expect((await refusalOf(journal.commit([["b", 2]]))).message).to.equal("it fails");
    fails = false;
    await journal.commit([["c", 3]]);
    expect(Object.fromEntries(numbers)).to.deep.equal({ a: 1, c: 3 });
    await journal.close();
    expect(await found()).to.deep.equal({ a: 1, c: 3 });
  });

  it("keeps its file to the owner, and compacts it when it opens", async () => {
    const journal = new Journal(path, new Numbers());
    for (let value = 0; value < 20; value++) await journal.commit([["a", value]]);
    await journal.close();
    await found();
    expect(readFileSync(path, "utf8")).to.match(
      /^[0-9a-f]{8} \{"journal":1,"id":"[^"]+"\}\n[0-9a-f]{8} \[\["a",19\]\]\n$/,
    );
    for (const name of readdirSync(dirname(path)))
      expect(statSync(folder.file("below", name)).mode & 0o777, name).to.equal(0o600);
  });

  it("compacts it while it grows, and loses nothing by that", async () => {
    const journal = new Journal(path, new Numbers(), { leastBytes: 1000 });
    const write = async (name: string) => {
      for (let value = 0; value < 100; value++) await journal.commit([[name, value]]);
    };
    await Promise.all(["a", "b", "c", "d"].map(write));
    await journal.close();
    expect(statSync(path).size).to.be.below(1200);
    expect(await found()).to.deep.equal({ a: 99, b: 99, c: 99, d: 99 });
  });

  it("writes nothing after it was closed", async () => {
    const journal = new Journal(path, new Numbers());
    await journal.close();
    expect((await refusalOf(journal.commit([["a", 1]]))).message).to.equal("The journal is closed");
  });
});
