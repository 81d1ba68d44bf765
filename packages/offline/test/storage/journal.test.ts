import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Journal, type Journaled } from "../../src/storage/journal";
import { refusalOf } from "../support/sdk";

/** A change sets a name to a number. */
type Change = [name: string, value: number];

class Numbers extends Map<string, number> implements Journaled<Change> {
  apply(changes: Change[]): void {
    for (const [name, value] of changes) this.set(name, value);
  }

  *lines(): Generator<Change[]> {
    for (const change of this) yield [change];
  }
}

describe("storage/journal", () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "journal-test-"));
    path = join(folder, "below", "numbers.jsonl");
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** The numbers that a journal opened now would find. */
  const found = async () => {
    const numbers = new Numbers();
    await new Journal(path, numbers).close();
    return Object.fromEntries(numbers);
  };

  it("finds again what was appended, the changes of a torn last line excepted", async () => {
    const journal = new Journal(path, new Numbers());
    const more: Change[] = [
      ["a", 2],
      ["b", 1],
    ];
    await Promise.all([journal.append([["a", 1]]), journal.append(more)]);
    await journal.close();
    appendFileSync(path, '[["a",3]]');
    expect(await found()).to.deep.equal({ a: 2, b: 1 });
  });

  it("refuses a file that is damaged elsewhere, and names the line", async () => {
    await new Journal(path, new Numbers()).close();
    writeFileSync(path, '[["a",1]]\n[["a",\n[["a",3]]\n');
    expect(() => new Journal(path, new Numbers())).to.throw(/numbers\.jsonl is damaged at line 2/);
  });

  it("keeps its file to the owner, and compacts it when it opens", async () => {
    const journal = new Journal(path, new Numbers());
    for (let value = 0; value < 20; value++) await journal.append([["a", value]]);
    await journal.close();
    await found();
    expect(readFileSync(path, "utf8")).to.equal('[["a",19]]\n');
    expect(statSync(path).mode & 0o777).to.equal(0o600);
  });

  it("compacts it while it grows, and loses nothing by that", async () => {
    const numbers = new Numbers();
    const journal = new Journal(path, numbers, { leastBytes: 1000 });
    const write = async (name: string) => {
      for (let value = 0; value < 100; value++) {
        await journal.append([[name, value]]);
        numbers.set(name, value);
      }
    };
    await Promise.all(["a", "b", "c", "d"].map(write));
    await journal.close();
    expect(statSync(path).size).to.be.below(1100);
    expect(await found()).to.deep.equal({ a: 99, b: 99, c: 99, d: 99 });
  });

  it("appends nothing after it was closed", async () => {
    const journal = new Journal(path, new Numbers());
    await journal.close();
    expect((await refusalOf(journal.append([["a", 1]]))).message).to.equal("The journal is closed");
  });
});
