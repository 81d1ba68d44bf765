import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { DataFolder } from "../../src/storage/data-folder";
import { recallProgram } from "../../src/program/recording";
import { readProject } from "../../src/program/project";

/** Declares what a file and the environment say, and leaves a mark each time it runs. */
const source = `
import { appendFileSync, readFileSync } from "node:fs";
appendFileSync(String(process.env.MARKS), "ran ");
export const text = readFileSync("text.txt", "utf8");
export const mood = process.env.MOOD;
`;

/** Ships a folder, in a secret besides. */
const shippingSource = (folder: string): string => `
import * as pulumi from "@pulumi/pulumi";
class Shipment extends pulumi.CustomResource {
  constructor(code: pulumi.Input<pulumi.asset.Archive>) {
    super("test:index:Shipment", "one", { code });
  }
}
new Shipment(pulumi.secret(new pulumi.asset.FileArchive(${JSON.stringify(folder)})));
`;

const secretSource = `
name: cached
runtime: nodejs
main: index.ts
config:
  password: { value: hush, secret: true }
`;

describe("program/recording", () => {
  let folder: string;
  let program: string;
  let data: DataFolder;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "offline-cache-"));
    program = join(folder, "program");
    mkdirSync(program);
    symlinkSync(resolve("node_modules"), join(program, "node_modules"), "junction");
    writeFileSync(join(program, "Pulumi.yaml"), "name: cached\nruntime: nodejs\nmain: index.ts\n");
    writeFileSync(join(program, "Pulumi.dev.yaml"), "config: {}\n");
    writeFileSync(join(program, "index.ts"), source);
    writeFileSync(join(program, "text.txt"), "one");
    data = DataFolder.open(join(folder, "data"));
  });

  afterEach(() => {
    data.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(mood = "good", config: Record<string, string> = {}) {
    const marks = join(folder, "marks");
    const project = readProject(program, "dev", config);
    const { outputs } = await recallProgram(project, data, { MARKS: marks, MOOD: mood });
    return { outputs, runs: readFileSync(marks, "utf8").split(" ").length - 1 };
  }

  it("recalls what a program declared while nothing has changed", async () => {
    const first = await start();
    expect(first).to.deep.equal({ outputs: { text: "one", mood: "good" }, runs: 1 });
    expect(await start()).to.deep.equal(first);
  });

  it("runs it again when a file of its folder, its environment or its configuration has changed", async () => {
    await start();
    writeFileSync(join(program, "text.txt"), "two!");
    expect(await start()).to.deep.equal({ outputs: { text: "two!", mood: "good" }, runs: 2 });
    expect(await start("bad")).to.deep.equal({ outputs: { text: "two!", mood: "bad" }, runs: 3 });
    expect((await start("bad", { key: "value" })).runs).to.equal(4);
  });

  it("runs it again when a package of its workspace has changed, which is linked from elsewhere", async () => {
    const library = join(folder, "library.ts");
    writeFileSync(library, 'export const word = "one";\n');
    writeFileSync(join(program, "index.ts"), `${source}export { word } from "../library";\n`);
    expect((await start()).outputs).to.include({ word: "one" });
    expect((await start()).runs).to.equal(1);
    writeFileSync(library, 'export const word = "another";\n');
    expect(await start())
      .to.deep.include({ runs: 2 })
      .and.to.have.nested.property("outputs.word", "another");
  });

  it("runs it again when a file that it ships has changed, wherever it lies, or is gone", async () => {
    const shipped = join(folder, "shipped");
    mkdirSync(join(shipped, "inner"), { recursive: true });
    writeFileSync(join(shipped, "inner", "one.txt"), "one");
    writeFileSync(join(program, "index.ts"), `${source}${shippingSource(shipped)}`);
    expect((await start()).runs).to.equal(1);
    expect((await start()).runs).to.equal(1);
    writeFileSync(join(shipped, "inner", "one.txt"), "changed");
    expect((await start()).runs).to.equal(2);
    writeFileSync(join(shipped, "inner", "two.txt"), "two");
    expect((await start()).runs).to.equal(3);
    rmSync(join(shipped, "inner"), { recursive: true });
    expect((await start()).runs).to.equal(4);
    expect((await start()).runs).to.equal(4);
  });

  it("keeps what holds secrets in the data folder", async () => {
    writeFileSync(join(program, "Pulumi.yaml"), secretSource);
    await start();
    expect(readdirSync(join(data.path, "program"))).to.have.length(1);
    expect((await start()).runs).to.equal(1);
  });
});
