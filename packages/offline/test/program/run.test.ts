import { expect } from "chai";
import { readProject } from "../../src/program/project";
import { runProgram } from "../../src/program/run";
import { programFolder } from "../support/programs";

describe("program/run", () => {
  it("collects what Pulumi's stock CallbackFunction ships, though its collector loads only then", async () => {
    const project = readProject(programFolder("callback"), "dev", {});
    const { graph } = await runProgram(project);
    const { code = {} } = graph.resources.find(({ type }) => type === "aws:lambda/function:Function")?.files ?? {};
    expect(Object.keys(code)).to.include("__index.js");
    // Of the packages that the nearest package.json depends on, wherever npm has put them.
    expect(Object.keys(code).some((path) => path.endsWith("node_modules/croner/package.json"))).to.equal(true);
  });
});
