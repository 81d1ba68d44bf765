import { expect } from "chai";
import fc from "fast-check";
import { fieldsOf, isUnusable, readLines } from "../../../functions/cityflow/csv";

/** The lines of a file that comes in these pieces. */
async function linesOf(...pieces: (string | Uint8Array)[]): Promise<string[]> {
  const lines: string[] = [];
  async function* come(): AsyncGenerator<Uint8Array> {
    for (const piece of pieces) yield typeof piece === "string" ? Buffer.from(piece) : piece;
  }
  await readLines(come(), (line) => lines.push(line));
  return lines;
}

async function refusalOf(...pieces: (string | Uint8Array)[]): Promise<string> {
  try {
    await linesOf(...pieces);
  } catch (error) {
    if (isUnusable(error)) return error.message;
    throw error;
  }
  throw new Error("the file was not refused");
}

describe("functions/csv: the fields of a line", () => {
  it("are what stands between commas, as it stands", () => {
    expect(fieldsOf("a,b,c")).to.deep.equal(["a", "b", "c"]);
    expect(fieldsOf(" a ,,")).to.deep.equal([" a ", "", ""]);
    expect(fieldsOf("a")).to.deep.equal(["a"]);
  });

  it("may be quoted, with commas and doubled quotes inside (RFC 4180)", () => {
    expect(fieldsOf('"a",b,"c"')).to.deep.equal(["a", "b", "c"]);
    expect(fieldsOf('a,"Champs, Élysées",""')).to.deep.equal(["a", "Champs, Élysées", ""]);
    expect(fieldsOf('"a ""b"" c",","')).to.deep.equal(['a "b" c', ","]);
  });

  for (const line of ['a,"b', 'a"b,c', '"a"b,c', '"a""', 'a,"b""c', '"']) {
    it(`are none where quotes make no sense: ${line}`, () => expect(fieldsOf(line)).to.equal(undefined));
  }

  it("come back whatever they are, quoted as a writer would", () => {
    const text = fc.string({ unit: fc.constantFrom(",", '"', "a", " ", "é", "🚲") });
    fc.assert(
      fc.property(fc.array(text, { minLength: 1 }), (fields) => {
        const line = fields.map((field) => `"${field.replaceAll('"', '""')}"`).join();
        expect(fieldsOf(line)).to.deep.equal(fields);
      }),
    );
  });
});

describe("functions/csv: the lines of a file", () => {
  it("end with LF, CRLF or the file; empty ones do not count, nor does a byte order mark", async () => {
    expect(await linesOf("a\nb\n")).to.deep.equal(["a", "b"]);
    expect(await linesOf("a\r\n\r\nb\r\n\n")).to.deep.equal(["a", "b"]);
    expect(await linesOf("\uFEFFa\nb")).to.deep.equal(["a", "b"]);
    expect(await linesOf("")).to.deep.equal([]);
    expect(await linesOf()).to.deep.equal([]);
    expect(await linesOf("a\r", "\nb")).to.deep.equal(["a", "b"]);
  });

  it("are the same wherever the file is cut, in the middle of a character too", async () => {
    const line = fc.string({ unit: fc.constantFrom("a", ",", "é", "€", "🚲"), minLength: 1 });
    const cuts = fc.array(fc.nat(100));
    await fc.assert(
      fc.asyncProperty(fc.array(line), cuts, async (lines, where) => {
        const bytes = Buffer.from(lines.join("\r\n"));
        const borders = [0, ...where.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
        const pieces = borders.slice(1).map((border, index) => bytes.subarray(borders[index], border));
        expect(await linesOf(...pieces)).to.deep.equal(lines);
      }),
    );
  });

  it("are none of a file that is not UTF-8, at its very end too", async () => {
    expect(await refusalOf(Buffer.from("Châtelet\n", "latin1"))).to.equal("it is not UTF-8");
    expect(await refusalOf("a\n", Buffer.from("é").subarray(0, 1))).to.equal("it is not UTF-8");
  });

  it("are none of a file with a line of more than 64 KB", async () => {
    const piece = "x".repeat(64 * 1024);
    expect(await linesOf(piece)).to.deep.equal([piece]);
    expect(await refusalOf(piece, "x")).to.equal("it has a line of more than 64 KB");
    expect(await refusalOf(`${piece}x\na`)).to.equal("it has a line of more than 64 KB");
  });
});
