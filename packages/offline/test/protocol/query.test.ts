import { expect } from "chai";
import { readParameters } from "../../src/protocol/query";
import { refusalOf } from "../support/signing";

const read = (form: string) =>
  readParameters({ method: "POST", path: "/", query: "", headers: {}, body: [Buffer.from(form)] });

describe("protocol/query", () => {
  it("nests parameters by their dots", async () => {
    expect(await read("Filter.1.Name=a&Filter.1.Value.1=b&Filter.1.Value.2=c")).to.deep.equal({
      Filter: { 1: { Name: "a", Value: { 1: "b", 2: "c" } } },
    });
  });

  it("refuses a name of half a million levels", async () => {
    expect((await refusalOf(read(`${"a.".repeat(500_000)}a=1`))).code).to.equal("MalformedQueryString");
  });

  it("reads three hundred thousand parameters", async () => {
    const form = Array.from({ length: 300_000 }, (_, index) => `p${index}=`).join("&");
    expect(Object.keys(await read(form))).to.have.length(300_000);
  });
});
