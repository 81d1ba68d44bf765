import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createRequire, SourceMap as Lookup } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { compileFunction } from "node:vm";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import ts from "typescript";
import { ClosureMaps, type SourceMap } from "../closure-map";

describe("closure-map", () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "closure-map-")));
  let maps: ClosureMaps;

  before(async () => {
    maps = await ClosureMaps.of(folder, require("@pulumi/pulumi/runtime/closure/v8Hooks"));
  });

  after(() => rmSync(folder, { recursive: true }));

  /** Loads a file of TypeScript as Pulumi does, with its map in the script alone; returns what it exports. */
  function load(file: string, source: string): Record<string, () => unknown> {
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, source);
    const maps = { inlineSourceMap: true, inlineSources: true };
    const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, ...maps };
    const { outputText } = ts.transpileModule(source, { fileName: path, compilerOptions });
    const exported = {};
    compileFunction(outputText, ["exports", "require"], { filename: path })(exported, createRequire(path));
    return exported;
  }

  async function serialized(closure: (() => unknown) | undefined): Promise<{ text: string; map: SourceMap }> {
    if (!closure) throw new Error("the file exports no such function");
    const { text } = await pulumi.runtime.serializeFunction(closure);
    return { text, map: maps.mapOf(text) };
  }

  /** Where what a text says at a word comes from, as `file:line`; undefined if from no file. */
  function originOf(word: string, { text, map }: { text: string; map: SourceMap }): string | undefined {
    const before = text.slice(0, text.indexOf(word)).split("\n");
    const lookup = new Lookup({ file: "", sourceRoot: "", sourcesContent: [], ...map, version: 3 });
    const found = lookup.findEntry(before.length - 1, before.at(-1)?.length ?? 0);
    return "originalSource" in found && found.originalSource
      ? `${found.originalSource}:${found.originalLine + 1}`
      : undefined;
  }

  it("says in which file and line each function stands, of whatever kind it is", async () => {
    const { main } = load(
      "kinds.ts",
      `interface Gone { a: string }
function declared(gone?: Gone): string { return "declared"; }
const arrow = (gone?: Gone) =>
  "arrow";
async function* generator() {

  yield "generator";
}
const holder = { method(): string { return "method"; } };
export const main = () => [declared(), arrow(), generator(), holder.method()];
`,
    );
    const closure = await serialized(main);
    const origins = ['"declared"', '"arrow"', '"generator"', '"method"', "[(0, declared"].map((word) =>
      originOf(word.replace("(0, declared", "declared"), closure),
    );
    expect(origins).to.deep.equal(["kinds.ts:2", "kinds.ts:4", "kinds.ts:7", "kinds.ts:9", "kinds.ts:10"]);
  });

  it("names files by their paths in the folder, with forward slashes, and holds no contents", async () => {
    const { main } = load("a/b.ts", `export const main = () => "deep";`);
    const { map } = await serialized(main);
    expect(map).to.have.all.keys("version", "sources", "names", "mappings");
    expect(map.sources).to.deep.equal(["a/b.ts"]);
  });

  it("says nothing of what the serializer writes before and after a function", async () => {
    const { main } = load("around.ts", `const captured = { a: 1 };\nexport const main = () => captured.a;`);
    const closure = await serialized(main);
    expect(originOf("captured.a", closure)).to.equal("around.ts:2");
    expect(originOf("__captured", closure)).to.equal(undefined);
    expect(originOf("}).apply(", closure)).to.equal(undefined);
  });

  it("says nothing of a function whose text stands in two places", async () => {
    load("twin.ts", `export const main = () => "twins";`);
    const { main } = load("other-twin.ts", `export const main = () => "twins";`);
    expect((await serialized(main)).map.sources).to.deep.equal([]);
  });

  it("says nothing of a function out of a package", async () => {
    const { main } = load("node_modules/packed/index.ts", `export const main = () => "packed";`);
    expect((await serialized(main)).map.sources).to.deep.equal([]);
  });

  it("knows a file as it is now, whatever it was before", async () => {
    for (const line of [1, 3, 1, 2, 3]) {
      const { main } = load("changing.ts", `${"\n".repeat(line - 1)}export const main = () => "changing";`);
      expect(originOf('"changing"', await serialized(main))).to.equal(`changing.ts:${line}`);
    }
  });
});
