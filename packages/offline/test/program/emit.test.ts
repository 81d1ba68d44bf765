import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { expect } from "chai";
import { create } from "ts-node";
import { readProject } from "../../src/program/project";
import { emitterOf, requireOf } from "../../src/program/typescript";

const root = resolve(__dirname, "../../../..");

/** What a compiler emits in memory: the code, and the map in the comment that ends it. */
function codeAndMappings(emitted: string): [code: string | undefined, mappings: string] {
  const [code, map = ""] = emitted.split(/\/\/# sourceMappingURL=.*;base64,/);
  return [code?.trim(), JSON.parse(Buffer.from(map, "base64").toString()).mappings];
}

describe("program/emit", () => {
  const folder = mkdtempSync(join(tmpdir(), "emit-"));
  const project = readProject(root, "localstack", {});
  const emit = emitterOf(project, requireOf(project));

  after(() => rmSync(folder, { recursive: true }));

  it("is what ts-node emits, which Pulumi uses, with the same source maps", () => {
    const { compile } = create({ project: project.tsconfig, transpileOnly: true });
    const files = ["infra", "functions"].flatMap((name) =>
      readdirSync(join(root, name), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts"))
        .map((file) => join(root, name, file)),
    );
    expect(files).to.have.length.above(30);
    for (const file of [join(root, "index.ts"), ...files]) {
      expect(codeAndMappings(emit(file)), file).to.deep.equal(
        codeAndMappings(compile(readFileSync(file, "utf8"), file)),
      );
    }
  });

  it("follows a file's changes", () => {
    const file = join(folder, "changing.ts");
    const emitted = [1, 2, 1].map((value) => {
      writeFileSync(file, `export const value: number = ${value};`);
      return emit(file);
    });
    expect(emitted[0]).to.contain("value = 1").and.equal(emitted[2]);
    expect(emitted[1]).to.contain("value = 2");
  });

  it("refuses what is no TypeScript, though the compiler makes something of it", () => {
    const file = join(folder, "torn.ts");
    writeFileSync(file, "export const torn = () => {");
    expect(() => emit(file)).to.throw(SyntaxError, basename(file));
  });
});
