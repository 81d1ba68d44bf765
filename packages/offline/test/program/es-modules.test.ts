import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { expect } from "chai";
import { readProject } from "../../src/program/project";
import { ProgramRunner } from "../../src/program/run";
import { refusalOf } from "../support/sdk";

describe("program/load-program: how a program is written", () => {
  let folder: string;
  let runner: ProgramRunner;

  beforeEach(() => {
    runner = new ProgramRunner();
    folder = mkdtempSync(join(tmpdir(), "program-test-"));
    symlinkSync(resolve("node_modules"), join(folder, "node_modules"), "junction");
    write("Pulumi.yaml", "name: written\nruntime: nodejs\n");
    write("package.json", '{ "type": "module" }');
  });

  afterEach(() => {
    runner.end();
    rmSync(folder, { recursive: true });
  });

  function write(file: string, ...lines: string[]): void {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), lines.join("\n"));
  }

  const run = () => runner.run(readProject(folder, undefined, {}));
  const outputs = async () => (await run()).graph.outputs;
  const refusal = async () => (await refusalOf(run())).message;

  it("may be ES modules in TypeScript, with what only these have", async () => {
    write("greet.ts", "export const greet = (name: string): string => `hello ${name}`;");
    write("size.mts", "export default 3;");
    write(
      "index.ts",
      'import pulumi from "@pulumi/pulumi";',
      'import * as aws from "@pulumi/aws";',
      'import path from "node:path";',
      'import { fileURLToPath } from "node:url";',
      'import { greet } from "./greet.js";',
      'import size from "./size.mjs";',
      "const __dirname = path.dirname(fileURLToPath(import.meta.url));",
      'const name = await Promise.resolve("Elise");',
      'new aws.lambda.CallbackFunction("hello", { callback: async () => greet(name) });',
      "export const isHere = __dirname === import.meta.dirname;",
      "export const greeting = pulumi.output(greet(name));",
      "export { size };",
    );
    const { graph } = await run();
    expect(graph.outputs).to.deep.equal({ isHere: true, greeting: "hello Elise", size: 3 });
    const { code = {} } = graph.resources.find(({ type }) => type === "aws:lambda/function:Function")?.files ?? {};
    expect(String(code["__index.js"])).to.contain("hello ${name}");
    expect(JSON.parse(String(code["__index.js.map"])).sources).to.include.members(["index.ts", "greet.ts"]);
  });

  it("may be ES modules in JavaScript", async () => {
    write("value.mjs", "export const value = 42;");
    write(
      "index.js",
      'import { createRequire } from "node:module";',
      'import { value } from "./value.mjs";',
      "const require = createRequire(import.meta.url);",
      'export const both = `${value} ${require("./package.json").type}`;',
    );
    expect(await outputs()).to.deep.equal({ both: "42 module" });
  });

  it("may import packages that are ES modules alone", async () => {
    const place = "shared/node_modules/only-module";
    write(`${place}/package.json`, '{ "name": "only-module", "type": "module", "exports": "./main.js" }');
    write(`${place}/main.js`, "export const loaded = await Promise.resolve(true);", 'export default "by default";');
    write("shared/it.ts", 'import text, { loaded } from "only-module";', "export { loaded, text };");
    write("index.ts", 'export { loaded, text } from "./shared/it.js";');
    expect(await outputs()).to.deep.equal({ loaded: true, text: "by default" });
  });

  it("has all packages declare by the program's own copy of @pulumi/pulumi, wherever they have another", async () => {
    const place = "shared/node_modules/@pulumi/pulumi";
    write(`${place}/package.json`, '{ "name": "@pulumi/pulumi", "version": "3.999.0", "main": "index.js" }');
    write(`${place}/index.js`, 'throw new Error("another copy");');
    write(`${place}/newer.js`, "exports.isNewer = true;");
    write("shared/node_modules/maker/package.json", '{ "name": "maker" }');
    write(
      "shared/node_modules/maker/index.js",
      'const { ComponentResource } = require("@pulumi/pulumi");',
      'const { isInstance } = require("@pulumi/pulumi/output").Output;',
      'exports.Made = class extends ComponentResource { constructor() { super("own:index:Made", "made"); } };',
      'exports.isHere = typeof isInstance === "function" && require("@pulumi/pulumi/newer").isNewer;',
    );
    write("shared/it.ts", 'import maker from "maker";', "new maker.Made();", "export const { isHere } = maker;");
    write("index.ts", 'export { isHere } from "./shared/it.js";');
    const { graph } = await run();
    expect(graph.outputs).to.deep.equal({ isHere: true });
    expect(graph.resources.map(({ type }) => type)).to.deep.equal(["own:index:Made"]);
  });

  it("follows its files, whatever modules they are", async () => {
    write("part.ts", "export const part = 1;");
    write("index.ts", 'import { part } from "./part.js";', "export const seen = part;");
    expect(await outputs()).to.deep.equal({ seen: 1 });
    write("part.ts", "export const part = 2;");
    expect(await outputs()).to.deep.equal({ seen: 2 });
  });

  for (const [what, type, text] of [
    ["an async function", "commonjs", "export = async () => ({ made: await Promise.resolve(1) });"],
    ["an object, by default", "module", "export default { made: 1 };"],
    ["a function, by default", "module", "export default () => ({ made: 1 });"],
    ["a promise", "commonjs", "export = Promise.resolve({ made: 1 });"],
  ] as const)
    it(`may export ${what}`, async () => {
      write("package.json", JSON.stringify({ type }));
      write("index.ts", text);
      expect(await outputs()).to.deep.equal({ made: 1 });
    });

  it("begins with the file that package.json names, if that is there", async () => {
    write("package.json", '{ "main": "lib/start.ts" }');
    write("index.ts", 'export const from = "index";');
    expect(await outputs()).to.deep.equal({ from: "index" });
    write("lib/start.ts", 'export const from = "start";');
    expect(await outputs()).to.deep.equal({ from: "start" });
  });

  it("may not have both a default export and others, as Pulumi refuses it", async () => {
    write("index.ts", "export default { made: 1 };", "export const other = 2;");
    expect(await refusal()).to.contain("either a default export or named exports but not both");
  });

  it("may wait outside of functions in any ES module, which those that import it wait for", async () => {
    write("order.ts", "export const order: string[] = [];");
    write(
      "late.ts",
      'import { order } from "./order.js";',
      "order.push(`late ${await Promise.resolve(1)}`);",
      "export const late = 1;",
    );
    write(
      "shared/later.mts",
      'import { late } from "../late.js";',
      'import { order } from "../order.js";',
      'import { loaded } from "only-module";',
      "order.push(`later ${await Promise.resolve(late + 1)} ${loaded}`);",
      "export default late + 1;",
    );
    write(
      "shared/node_modules/only-module/package.json",
      '{ "name": "only-module", "type": "module", "exports": "./main.js" }',
    );
    write("shared/node_modules/only-module/main.js", "export const loaded = await Promise.resolve(true);");
    write(
      "between.ts",
      'import later from "./shared/later.mjs";',
      'export { order } from "./order.js";',
      "export const sum = later + 1;",
    );
    write(
      "index.ts",
      'import * as aws from "@pulumi/aws";',
      'import { order, sum } from "./between.js";',
      'import { late } from "./late.js";',
      'order.push("index");',
      'new aws.lambda.CallbackFunction("hello", { callback: async () => sum + late });',
      "export const all = await Promise.resolve(`${order.join()} ${sum}`);",
    );
    expect(await outputs()).to.deep.equal({ all: "late 1,later 2 true,index 3" });
    write(
      "late.ts",
      'import { order } from "./order.js";',
      "await Promise.resolve();",
      'order.push("changed");',
      "export const late = 5;",
    );
    expect(await outputs()).to.deep.equal({ all: "changed,later 6 true,index 7" });
  });

  it("waits for modules that import each other", async () => {
    write(
      "one.ts",
      'import { two } from "./two.js";',
      "export const one = () => two;",
      "await Promise.resolve();",
      "export const ready = true;",
    );
    write(
      "two.ts",
      'import { one, ready } from "./one.js";',
      "export const two = 2;",
      "export const both = () => `${one()} ${ready}`;",
    );
    write(
      "index.ts",
      'import { ready } from "./one.js";',
      'import { both } from "./two.js";',
      "export const said = `${ready} ${both()}`;",
    );
    expect(await outputs()).to.deep.equal({ said: "true 2 true" });
  });

  it("fails with what a module that waits fails with", async () => {
    write("late.ts", "await Promise.resolve();", 'throw new Error("no luck");', "export {};");
    write("index.ts", 'import "./late.js";', "export const made = 1;");
    expect(await refusal()).to.contain("no luck");
  });

  for (const [what, type, index] of [
    ["by `import()`", "module", 'export const { late } = await import("./late.mjs");'],
    ["by CommonJS", "commonjs", 'export const { late } = require("./late.mjs");'],
  ] as const)
    it(`may not import ${what} a module that waits, and is told so`, async () => {
      write("package.json", JSON.stringify({ type }));
      write("late.mts", "export const late = await Promise.resolve(1);");
      write("index.ts", index);
      expect(await refusal()).to.contain("late.mts has an await outside of functions");
    });
});
