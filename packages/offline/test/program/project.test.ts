import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { UserError } from "../../src/errors";
import { readProject } from "../../src/program/project";
import { runProgram } from "../../src/program/run";
import { refusalOf } from "../support/sdk";

describe("program/project: what a program is started with", () => {
  let folder: string;
  const { AWS_REGION: region } = process.env;

  beforeEach(() => {
    delete process.env.AWS_REGION;
    folder = mkdtempSync(join(tmpdir(), "project-test-"));
    symlinkSync(resolve("node_modules"), join(folder, "node_modules"), "junction");
    write("Pulumi.yaml", "name: shop\nruntime: nodejs\n");
  });

  afterEach(() => {
    if (region !== undefined) process.env.AWS_REGION = region;
    rmSync(folder, { recursive: true });
  });

  const write = (file: string, text: string): void => writeFileSync(join(folder, file), text);
  const read = (stack?: string, overrides = {}) => readProject(folder, stack, overrides);

  it("is the stack dev without configuration, where no stack has a file", () => {
    expect(read()).to.deep.include({ name: "shop", stack: "dev", config: { "aws:region": "us-east-1" } });
    expect(read("prod")).to.include({ stack: "prod" });
  });

  it("has its packages in node_modules: by Yarn's Plug'n'Play Pulumi finds none, which is said", () => {
    write(".pnp.cjs", "");
    expect(read()).to.include({ name: "shop" });
    rmSync(join(folder, "node_modules"));
    expect(() => read()).to.throw(UserError, /Plug'n'Play: put `nodeLinker: node-modules` into \.yarnrc\.yml/);
  });

  it("is the only stack that has a file", () => {
    write("Pulumi.prod.yaml", "config:\n  aws:region: eu-west-3\n  shop:size: large\n");
    expect(read()).to.deep.include({ stack: "prod", config: { "aws:region": "eu-west-3", "shop:size": "large" } });
  });

  it("has its stacks' files in another folder, where the project says so", () => {
    mkdirSync(join(folder, "stacks"));
    write("stacks/Pulumi.prod.yaml", "config:\n  aws:region: eu-west-3\n");
    for (const key of ["stackConfigDir", "config"]) {
      write("Pulumi.yaml", `name: shop\nruntime: nodejs\n${key}: stacks\n`);
      expect(read()).to.deep.include({ stack: "prod", config: { "aws:region": "eu-west-3" } });
    }
  });

  it("is no stack that has no file, where others have: its name is rather mistyped", () => {
    write("Pulumi.prod.yaml", "config: {}\n");
    expect(() => read("prd")).to.throw(UserError, /^no stack prd: .* there is prod$/);
  });

  it("has the region that the program's template proposes, where nothing else names one", () => {
    const template = "template:\n  config:\n    aws:region:\n      default: us-west-2\n";
    write("Pulumi.yaml", `name: shop\nruntime: nodejs\n${template}`);
    expect(read().config).to.deep.equal({ "aws:region": "us-west-2" });
    expect(read(undefined, { "aws:region": "eu-west-3" }).config).to.deep.equal({ "aws:region": "eu-west-3" });
    process.env.AWS_REGION = "eu-west-1";
    expect(read().config).to.deep.equal({});
  });

  it("has what the program's template proposes, as `pulumi new` writes it, until a stack has a file", () => {
    const proposed =
      "    size:\n      default: 3\n    token:\n      default: abc\n      secret: true\n    name:\n      description: none\n";
    write("Pulumi.yaml", `name: shop\nruntime: nodejs\ntemplate:\n  config:\n${proposed}`);
    const { config, secretKeys } = read();
    expect(config).to.include({ "shop:size": "3", "shop:token": "abc" }).and.not.to.have.property("shop:name");
    expect(secretKeys).to.deep.equal(["shop:token"]);
    expect(read(undefined, { size: "4" }).config).to.include({ "shop:size": "4" });
    write("Pulumi.dev.yaml", "config:\n  shop:size: 5\n");
    expect(read().config).to.include({ "shop:size": "5" }).and.not.to.have.property("shop:token");
  });

  it("says which setting is missing, and how to give it", async () => {
    write("index.ts", 'import { Config } from "@pulumi/pulumi";\nnew Config().requireSecret("password");\n');
    const { message } = await refusalOf(runProgram(read()));
    expect(message.split("\n")).to.deep.equal([
      "the program failed: Missing required configuration variable 'shop:password'",
      "  give a value: --config shop:password=…",
      "  or for good: `pulumi config set --secret shop:password <value>`",
    ]);
  });
});
