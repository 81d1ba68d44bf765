import { expect } from "chai";
import { readProject } from "../../src/program/project";
import { ProgramRunner, runProgram } from "../../src/program/run";
import { ChangingProgram } from "../support/changing-program";
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

  describe("in a process that has run the program before", () => {
    let program: ChangingProgram;
    const runner = new ProgramRunner();

    before(async () => {
      program = new ChangingProgram("closures");
      await runner.rehearse(read());
    });

    after(() => {
      runner.end();
      program.remove();
    });

    const read = () => readProject(program.folder, "dev", {});

    for (const [what, edit] of [
      ["what a closure captures", () => program.edit("index.ts", "Hello", "Good morning")],
      ["where a closure stands", () => program.edit("greeter.ts", /^/, "// One line more.\n")],
      ["what a closure does", () => program.edit("greeter.ts", '"world"', '"everybody"')],
    ] as const)
      it(`declares what it would in a new one, when ${what} has changed`, async () => {
        const before = await runner.run(read());
        edit();
        const after = await runner.run(read());
        expect(after.graph).to.not.deep.equal(before.graph);
        expect(after).to.deep.equal(await runProgram(read()));
      });

    it("says where a closure stands that cannot be serialized, as often as it is asked", async () => {
      program.restore();
      program.edit("greeter.ts", "interface", "const twice = parseInt.bind(null).bind(null);\ninterface");
      program.edit("greeter.ts", "const name", "twice();\n    const name");
      const refused = async () => (await refusalOf(runner.run(read()))).message;
      const first = await refused();
      expect(first).to.match(/greeter\.ts\(13,2\): captured\n.*'twice', a function/);
      expect(await refused()).to.equal(first);
      program.edit("greeter.ts", /^/, "// One line more.\n");
      expect(await refused()).to.equal(first.replaceAll("(13,2)", "(14,2)"));
    });

    for (const [what, failing] of [
      ["is no TypeScript", "no TypeScript(\n"],
      ["throws", 'throw new Error("no");\n'],
      ["leaves what fails in the same way", 'void Promise.reject(new Error("no"));\n'],
    ] as const)
      it(`runs in it again when one that ${what} is mended`, async () => {
        program.restore();
        program.edit("index.ts", /$/, "export const pid = process.pid;\n");
        const before = await runner.run(read());
        program.edit("index.ts", /$/, failing);
        await refusalOf(runner.run(read()));
        program.edit("index.ts", failing, "");
        expect(await runner.run(read())).to.deep.equal(before);
      });

    it("runs in another one when something else has failed, which may have left anything behind", async () => {
      program.restore();
      program.edit("index.ts", /$/, "export const pid = process.pid;\n");
      const before = await runner.run(read());
      const failing = 'void Promise.reject(new Error("one"));\nvoid Promise.reject(new Error("another"));\n';
      program.edit("index.ts", /$/, failing);
      await refusalOf(runner.run(read()));
      program.edit("index.ts", failing, "");
      const after = await runner.run(read());
      expect(after.graph.outputs.pid).to.not.equal(before.graph.outputs.pid);
      expect(after.graph.resources).to.deep.equal(before.graph.resources);
    });
  });

  for (const [what, message] of [
    ["duplicate", /Duplicate resource URN '.*::same'; try giving it a unique name$/m],
    ["lookup", /the data source aws:organizations\/getOrganization:getOrganization is not served offline: /m],
  ] as const) {
    it(`fails by what goes wrong last in a program (${what})`, async () => {
      const project = readProject(programFolder("refused"), "dev", { what });
      const error = await refusalOf(runProgram(project));
      expect(error.name).to.equal("UserError");
      expect(error.message).to.match(message);
    });
  }
});
