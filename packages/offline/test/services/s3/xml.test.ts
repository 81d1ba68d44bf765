import { expect } from "chai";
import { parseXml } from "../../../src/services/s3/xml-parse";

const nested = (levels: number): string => "<a>".repeat(levels) + "</a>".repeat(levels);

/** The code of the error that a document is refused with. */
function refusalOf(text: string): unknown {
  try {
    parseXml(text, "Delete");
    return undefined;
  } catch (error) {
    return error instanceof Error && "code" in error ? error.code : error;
  }
}

describe("S3 XML", () => {
  const refused: Record<string, string> = {
    "nested beyond all documents of S3's": `<Delete>${nested(20)}</Delete>`,
    "nested a million times": `<Delete>${nested(1_000_000)}</Delete>`,
    "nested and never closed": `<Delete>${"<a>".repeat(1_000_000)}`,
    "of two million elements": `<Delete>${"<a/>".repeat(2_000_000)}</Delete>`,
    "of brackets that never close": "<".repeat(8_000_000),
    "with entities of its own": '<!DOCTYPE a [<!ENTITY b "bbbb">]><Delete>&b;</Delete>',
  };
  for (const [what, text] of Object.entries(refused)) {
    it(`is refused where it is ${what}`, () => {
      expect(refusalOf(text)).to.equal("MalformedXML");
    });
  }

  it("is read where it names ten thousand parts", () => {
    const part = "<Part><PartNumber>1</PartNumber><ETag>tag</ETag><ChecksumCRC32>AAAAAA==</ChecksumCRC32></Part>";
    const document = parseXml(`<Delete>${part.repeat(10_000)}</Delete>`, "Delete");
    expect(document.all("Part")).to.have.length(10_000);
    expect(document.all("Part")[9_999]?.text("ETag")).to.equal("tag");
  });
});
