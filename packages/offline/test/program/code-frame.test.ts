import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { codeFrame } from "../../src/program/code-frame";

describe("program: a code frame", () => {
  const folder = mkdtempSync(join(tmpdir(), "code-frame-"));
  const file = join(folder, "index.ts");
  after(() => rmSync(folder, { recursive: true }));
  before(() => writeFileSync(file, "one\ntwo\nthree\nfour\nfive\nsix\nseven\n\teight\nnine\nten\n"));

  it("shows the line with two before and two after it, and a mark below the column", () => {
    expect(codeFrame(file, 8, 3)?.split("\n")).to.deep.equal([
      "   6 | six",
      "   7 | seven",
      ">  8 | \teight",
      "     | \t ^",
      "   9 | nine",
      "  10 | ten",
    ]);
  });

  it("marks the line alone where the column is not known, and ends where the file does", () => {
    expect(codeFrame(file, 1)?.split("\n")).to.deep.equal(["> 1 | one", "  2 | two", "  3 | three"]);
  });

  it("is nothing for a file or a line that is not there", () => {
    expect(codeFrame(join(folder, "gone.ts"), 1)).to.equal(undefined);
    expect(codeFrame(file, 99)).to.equal(undefined);
  });
});
