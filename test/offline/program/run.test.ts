import { resolve } from "node:path";
import { expect } from "chai";
import { readProject } from "../../../offline/program/project";
import { runProgram } from "../../../offline/program/run";

describe("offline/program/run", () => {
  it("collects what Pulumi's stock CallbackFunction ships, though its collector loads only then", async () => {
    const project = readProject(resolve("test/offline/programs/callback"), "dev", {});
    const { resources } = await runProgram({ project, endpoint: "http://localhost:4566", secretKey: "secret" }, {});
    const { code = {} } = resources.find(({ type }) => type === "aws:lambda/function:Function")?.files ?? {};
    expect(Object.keys(code)).to.include("__index.js");
    // Pulumi, run here from the repository's root, takes the packages that the root's package.json depends on.
    expect(Object.keys(code).some((path) => path.endsWith("node_modules/@cfworker/json-schema/package.json"))).to.equal(
      true,
    );
  });
});
