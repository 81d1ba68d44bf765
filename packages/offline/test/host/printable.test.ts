import { expect } from "chai";
import { entry, printable } from "../../src/host/printable";

describe("host/printable: what a terminal shows", () => {
  it("is text of any language, with tabs and lines", () => {
    const text = "Élise 👩‍💻 日本語\tعربي\nnext";
    expect(printable(text)).to.equal(text);
  });

  it("is the escape of whatever it would obey", () => {
    expect(printable("\u001b]0;t\u0007\r\b\u007f\u0000")).to.equal("\\x1b]0;t\\x07\\x0d\\x08\\x7f\\x00");
    expect(printable("\u009b2J\u0085")).to.equal("\\x9b2J\\x85");
    expect(printable("a\u202egpj.exe\u2069\u2028b")).to.equal("a\\u202egpj.exe\\u2069\\u2028b");
  });

  it("begins at the margin with each entry of the host's, and nowhere else", () => {
    expect(entry("denied\nrole  worker\r\n[other 1] forged\n")).to.equal("denied\n  role  worker\n  [other 1] forged");
  });
});
