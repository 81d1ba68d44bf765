import { readFileSync } from "node:fs";
import { expect } from "chai";
import { graphOf } from "../../packages/offline/test/support/graph";
import { waivers } from "./waivers";

describe("infra: rules that are not kept", () => {
  for (const { rules, what, why, isKept } of waivers)
    it(`are waived while that is so: ${what} (${rules})`, async () => {
      expect(isKept(await graphOf("prod"))).to.equal(false);
      expect(why).to.not.equal("");
    });

  it("are listed for people, with the same words", () => {
    const page = readFileSync("docs/deploy.md", "utf8").replace(/\s+/g, " ");
    for (const { rules, what, why } of waivers) for (const text of [rules, what, why]) expect(page).to.contain(text);
  });
});
