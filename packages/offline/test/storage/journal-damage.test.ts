import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { expect } from "chai";
import { UserError } from "../../src/errors";
import type { Opening } from "../../src/storage/opening";
import { recordOf } from "../../src/storage/records";
import { flipBit, repairing, TestFolder } from "../support/damage";
import { type Change, foundIn, journalOf } from "../support/numbers";
import { refusalOf } from "../support/sdk";

describe("storage/journal: a file", () => {
  let folder: TestFolder;
  let path: string;

  beforeEach(() => {
    folder = new TestFolder();
    path = folder.file("below", "numbers.jsonl");
  });

  afterEach(() => folder.remove());

  const found = (opening?: Opening) => foundIn(path, opening);
  const written = (...changes: Change[]) => journalOf(path, ...changes);
  const letters: Change[] = [
    ["a", 1],
    ["b", 2],
    ["c", 3],
  ];

  describe("of a version before, a line of JSON for each set of changes,", () => {
    const old = '[["a",1]]\n[["a",2],["b",1]]\n';
    const write = (text: string) => {
      mkdirSync(dirname(path));
      writeFileSync(path, text);
    };

    it("is read and written anew, without its torn end", async () => {
      write(`${old}[["a",`);
      expect(await found()).to.deep.equal({ a: 2, b: 1 });
      expect(readFileSync(path, "utf8")).to.contain('{"journal":1');
      expect(await found()).to.deep.equal({ a: 2, b: 1 });
    });

    it("may be empty", async () => {
      write("");
      expect(await found()).to.deep.equal({});
    });

    it("is refused where it is damaged, and stays as it is until it is repaired", async () => {
      const damaged = old.replace('"a",2', '"a,2');
      write(damaged);
      expect(await found().catch(String)).to.match(/damaged at line 2 \(byte 10\): 1 record before it and 0 after/);
      expect(readFileSync(path, "utf8")).to.equal(damaged);
      expect(readdirSync(dirname(path))).to.deep.equal([basename(path)]);
      expect(await found(repairing().opening)).to.deep.equal({ a: 1 });
    });
  });

  describe("refuses a file, leaves it as it is, and keeps what is whole when it is repaired:", () => {
    const cases: [what: string, harm: () => void, message: RegExp, left: object][] = [
      [
        "a record with a bit that has flipped",
        () => flipBit(path, '"b"'),
        /numbers\.jsonl is damaged at line 3 \(byte \d+\): 2 records before it and 1 after it are whole; .*--repair/,
        { a: 1, c: 3 },
      ],
      [
        "a last record that is complete and not whole",
        () => flipBit(path, '"c"'),
        /damaged at line 4 \(byte \d+\): 3 records before it and 0 after it are whole/,
        { a: 1, b: 2 },
      ],
      [
        "several damaged records",
        () => ['"a"', '"c"'].forEach((text) => flipBit(path, text)),
        /damaged at line 2 \(byte \d+\) and in 1 more: 1 record before it and 1 after it are whole/,
        { b: 2 },
      ],
      [
        "a first line that is not the format's",
        () => flipBit(path, '"journal"'),
        /damaged at line 1/,
        { a: 1, b: 2, c: 3 },
      ],
      [
        "an end that is cut off between records",
        () => truncateSync(path, readFileSync(path, "utf8").indexOf('[["c"') - 9),
        /ends at byte \d+ and had \d+ bytes: 3 records before that are whole/,
        { a: 1, b: 2 },
      ],
      [
        "an end that is cut off within a record",
        () => truncateSync(path, statSync(path).size - 5),
        /ends at byte \d+ and had \d+ bytes/,
        { a: 1, b: 2 },
      ],
      ["a file that was emptied", () => truncateSync(path, 0), /is empty, and had \d+ bytes/, {}],
      ["a file that was deleted", () => rmSync(path), /is missing, and had \d+ bytes/, {}],
    ];
    for (const [what, harm, message, left] of cases)
      it(what, async () => {
        await (await written(...letters)).close();
        harm();
        const files = () => readdirSync(dirname(path)).map((name) => [name, readFileSync(folder.file("below", name))]);
        const before = files();
        const refusal = await refusalOf(found());
        expect(refusal).to.be.an.instanceOf(UserError);
        expect(refusal.message).to.match(message).and.not.contain("\n");
        expect(files()).to.deep.equal(before);
        const { opening, said } = repairing();
        expect(await found(opening)).to.deep.equal(left);
        expect(said).to.have.length(1);
        expect(await found()).to.deep.equal(left);
        const copy = readdirSync(dirname(path)).find((name) => name.includes(".damaged-"));
        const harmed = before.find(([name]) => name === basename(path))?.[1];
        if (harmed?.length) expect(readFileSync(folder.file("below", copy ?? ""))).to.deep.equal(harmed);
      });
  });

  it("refuses a file that a newer version wrote", async () => {
    await (await written()).close();
    writeFileSync(path, recordOf({ journal: 2, id: "x" }));
    expect((await refusalOf(found())).message).to.match(/was written by a newer version/);
  });
});
