import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { expect } from "chai";
import { EmitAhead } from "../../src/program/emit-ahead";
import { filesInOrder } from "../../src/program/emit-order";
import { entryOf } from "../../src/program/load-program";
import { readProject } from "../../src/program/project";
import { emitterOf, requireOf } from "../../src/program/typescript";
import { programFolder } from "../support/programs";

describe("program/emit-ahead", () => {
  describe("files in the order of loading", () => {
    const folder = mkdtempSync(join(tmpdir(), "order-"));

    after(() => rmSync(folder, { recursive: true }));

    it("are those that a program loads, each once, before what comes after it", () => {
      const texts = {
        "index.ts": [
          'import "./first";',
          'import type { Only } from "./types";',
          'import {\n  a,\n  b,\n} from "./folder";',
          'import { existsSync } from "node:fs";',
          'export * from "./written.js";',
          'const late = require("./late");',
          'import "./missing";',
        ].join("\n"),
        "first.ts": 'import { b } from "./folder/index";',
        "folder/index.ts": 'import "../index"; export const a = 1, b = 2;',
        "written.ts": "",
        "late.ts": "",
        "types.ts": "export interface Only {}",
      };
      mkdirSync(join(folder, "folder"));
      for (const [file, text] of Object.entries(texts)) writeFileSync(join(folder, file), text);
      const order = filesInOrder(join(folder, "index.ts")).map((file) => relative(folder, file));
      expect(order).to.deep.equal(["index.ts", "first.ts", "folder/index.ts", "written.ts", "late.ts"]);
    });

    it("are none of a program in JavaScript, which nobody has to compile", () => {
      writeFileSync(join(folder, "plain.js"), 'require("./first");');
      expect(filesInOrder(join(folder, "plain.js"))).to.deep.equal([]);
    });
  });

  describe("another thread", () => {
    const project = readProject(programFolder("closures"), "dev", {});
    const emit = emitterOf(project, requireOf(project));
    const [file = ""] = filesInOrder(entryOf(project));
    const text = readFileSync(file, "utf8");
    let ahead: EmitAhead | undefined;

    beforeEach(() => (ahead = EmitAhead.of(project)));

    afterEach(() => ahead?.end());

    /** Asks until the thread has said which files it emits: until then a file is emitted where it is needed. */
    async function codeOf(path: string, content: string): Promise<string | undefined> {
      for (;;) {
        const code = ahead?.codeOf(path, content);
        if (code !== undefined || ahead?.isKnown !== false) return code;
        await new Promise(setImmediate);
      }
    }

    it("makes of a file what is made of it here", async function () {
      if (!ahead) this.skip();
      expect(await codeOf(file, text)).to.equal(emit(file));
    });

    it("has nothing of a file that has changed, or that it has not found", async function () {
      if (!ahead) this.skip();
      expect(await codeOf(file, `${text}// changed`)).to.equal(undefined);
      expect(await codeOf(join(project.folder, "unknown.ts"), "")).to.equal(undefined);
    });

    it("is not waited for once it has ended", async function () {
      if (!ahead) this.skip();
      await codeOf(file, text);
      ahead.end();
      expect(ahead.codeOf(file, text)).to.equal(undefined);
    });
  });
});
