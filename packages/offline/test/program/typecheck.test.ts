import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { readProject } from "../../src/program/project";
import { typecheck } from "../../src/program/typecheck";

describe("program/typecheck: a program without a compiler of its own", () => {
  const folder = mkdtempSync(join(tmpdir(), "offline-types-"));
  const check = (source: string): Promise<string | undefined> => {
    writeFileSync(join(folder, "index.ts"), source);
    return typecheck(readProject(folder, undefined, {}));
  };

  before(() => {
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(resolve("node_modules/@pulumi"), join(folder, "node_modules/@pulumi"), "junction");
    writeFileSync(join(folder, "Pulumi.yaml"), "name: plain\nruntime: nodejs\n");
    writeFileSync(join(folder, "tsconfig.json"), '{ "compilerOptions": { "strict": true, "types": [] } }');
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  it("is checked by the one that Pulumi brings", async () => {
    const program = 'import * as pulumi from "@pulumi/pulumi";\nexport const stack: string = pulumi.getStack();\n';
    expect(await check(program)).to.equal(undefined);
    expect(await check(`${program}export const count: number = "one";\n`)).to.match(
      /^index\.ts\(3,14\): error TS2322: /,
    );
  });
});
