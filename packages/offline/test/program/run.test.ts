import { expect } from "chai";
import { readProject } from "../../src/program/project";
import { runProgram } from "../../src/program/run";
import { programFolder } from "../support/programs";

describe("program/run", () => {
  it("collects what Pulumi's stock CallbackFunction ships, though its collector loads only then", async () => {
    const project = readProject(programFolder("callback"), "dev", {});
    const { resources } = await runProgram({ project, endpoint: "http://localhost:4566", secretKey: "secret" }, {});
    const { code = {} } = resources.find(({ type }) => type === "aws:lambda/function:Function")?.files ?? {};
    expect(Object.keys(code)).to.include("__index.js");
    // Pulumi, run here from the repository's root, takes the packages that the root's package.json depends on.
    expect(Object.keys(code).some((path) => path.endsWith("node_modules/@cfworker/json-schema/package.json"))).to.equal(
      true,
    );
  });
});
