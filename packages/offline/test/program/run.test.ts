import { expect } from "chai";
import { readProject } from "../../src/program/project";
import { runProgram } from "../../src/program/run";
import { programFolder } from "../support/programs";
import { refusalOf } from "../support/sdk";

describe("program/run", () => {
  it("collects what Pulumi's stock CallbackFunction ships, though its collector loads only then, and maps its closure", async () => {
    const project = readProject(programFolder("callback"), "dev", {});
    const { graph } = await runProgram(project);
    const { code = {} } = graph.resources.find(({ type }) => type === "aws:lambda/function:Function")?.files ?? {};
    expect(Object.keys(code)).to.include.members(["__index.js", "__index.js.map"]);
    expect(JSON.parse(String(code["__index.js.map"])).sources).to.deep.equal(["index.ts"]);
    // Of the packages that the nearest package.json depends on, wherever npm has put them.
    expect(Object.keys(code).some((path) => path.endsWith("node_modules/croner/package.json"))).to.equal(true);
  });

  for (const [what, message] of [
    ["duplicate", /Duplicate resource URN '.*::same'; try giving it a unique name$/m],
    ["lookup", /the data source aws:ec2\/getVpc:getVpc is not served offline$/m],
  ] as const) {
    it(`fails by what goes wrong last in a program (${what})`, async () => {
      const project = readProject(programFolder("refused"), "dev", { what });
      const error = await refusalOf(runProgram(project));
      expect(error.name).to.equal("UserError");
      expect(error.message).to.match(message);
    });
  }
});
