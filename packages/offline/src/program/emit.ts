import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { hasCode } from "../errors";
import type { Project } from "./project";
import type { Compiler } from "./typescript";

/**
 * The JavaScript of a program's files, remembered by their content next to the packages: after a change only the files
 * that have changed are compiled.
 */
export class Emit {
  private readonly folder: string;
  private readonly recipe: string;

  constructor(
    private readonly compiler: Compiler,
    { packages }: Project,
  ) {
    this.folder = join(packages, ".cache", "offline", "emit");
    this.recipe = JSON.stringify([compiler.typescript.version, compiler.options]);
    mkdirSync(this.folder, { recursive: true });
  }

  /** @throws SyntaxError if the file is no TypeScript */
  textOf(fileName: string): string {
    const source = readFileSync(fileName, "utf8");
    const key = createHash("sha256")
      .update(`${this.recipe}\0${extname(fileName)}\0${source}`)
      .digest("hex");
    const file = join(this.folder, `${key}.js`);
    return read(file) ?? this.remember(file, this.compile(fileName, source));
  }

  private compile(fileName: string, source: string): string {
    const { typescript, options: compilerOptions } = this.compiler;
    const asked = { fileName, compilerOptions, reportDiagnostics: true };
    const { outputText, diagnostics = [] } = typescript.transpileModule(source, asked);
    if (diagnostics.length > 0) throw new SyntaxError(`${fileName} is no TypeScript`);
    return outputText;
  }

  private remember(file: string, text: string): string {
    // Renamed into place, so that nobody ever reads half a file.
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, text);
    renameSync(draft, file);
    return text;
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}
