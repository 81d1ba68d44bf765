import { existsSync, readFileSync, statSync } from "node:fs";
import Module from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { hasCode, UserError } from "../errors";
import { isRecord } from "../is-record";
import { parseJson } from "../parse-json";
import { isEsModule } from "./es-module";
import { isOwn } from "./own-modules";
import type { Project } from "./project";
import { type Emit, requireOf } from "./typescript";

/** A package that is an ES module, which `require` does not load in this version of Node.js. */
class NeedsImport extends Error {
  constructor(readonly file: string) {
    super(`${file} has to be imported`);
  }
}

/** A module of the program's own that waits outside of functions: what imports it is to run after that. */
class NeedsWait extends Error {
  constructor(
    file: string,
    readonly running: Promise<unknown>,
  ) {
    super(
      `${relative(process.cwd(), file)} has an await outside of functions: only ES modules may import it, by statements`,
    );
  }
}

/** What runs the text of a module; it returns what the text returns. */
interface Compiled {
  /** @param format what the text is, whatever the file's name says */
  _compile(code: string, file: string, format: "commonjs"): unknown;
}
const isCompiled = (module: object): module is Compiled => "_compile" in module;

type Resolve = (request: string, parent: { filename?: string | null } | undefined, ...rest: unknown[]) => string;
const hasResolve = (loader: object): loader is { _resolveFilename: Resolve } => "_resolveFilename" in loader;

/**
 * Loads a program as Pulumi does, in TypeScript and JavaScript, of CommonJS and ES modules: all by `require`, so that it can
 * be loaded again (see {@link transpileEsModule}).
 */
export class ProgramLoader {
  /** Packages that are ES modules, by their files. */
  private readonly imported = new Map<string, unknown>();
  /** Files that are being loaded, each of which the one before it imports. */
  private readonly stack: string[] = [];
  /** ES modules of the program's own that have begun to run, and what those that wait or have waited return. */
  private readonly begun = new Map<string, { exports: unknown; running?: Promise<unknown> }>();
  /** What the entry's text returns while it waits for something. */
  private running: unknown;
  private entry = "";

  /** @param fromProgram resolves packages as the program does */
  constructor(fromProgram: NodeJS.Require) {
    const { extensions } = fromProgram;
    const plain = extensions[".js"];
    for (const extension of [".js", ".mjs"]) {
      extensions[extension] = (module, file) =>
        this.within(file, () => {
          if (isOwn(file) && isEsModule(file)) this.run(module, file);
          else this.loadPackage(module, file, extension === ".mjs" ? undefined : plain);
        });
    }
    // Deprecated, and what ts-node uses: Pulumi's serializer needs a program that was loaded by `require`.
    for (const extension of [".ts", ".cts", ".mts", ".tsx"])
      extensions[extension] = (module, file) => this.within(file, () => this.run(module, file));
    resolveSources();
    shareOnePulumi(fromProgram.resolve(`${pulumi}/package.json`));
  }

  private emit: Emit = (file) => readFileSync(file, "utf8");

  /**
   * Loads the program, and returns what Pulumi takes for its outputs: what it exports, or what the function returns that it
   * exports.
   *
   * @param emit makes JavaScript of the program's files
   * @param stacks whether the stacks of errors are to name the lines of the files; that takes time
   */
  async load(project: Project, emit: Emit, stacks: boolean): Promise<unknown> {
    this.emit = emit;
    this.entry = entryOf(project);
    this.running = undefined;
    this.begun.clear();
    process.setSourceMapsEnabled(stacks);
    // Of its own each time, as it holds on to the modules that it loads.
    const exported = await this.required(requireOf(project));
    return outputsOf(exported, this.entry);
  }

  /**
   * Loads the entry, and begins anew when something that it or its modules import has to be waited for. Imports come before
   * all else in an ES module, so that nothing of those that import it has run by then.
   */
  private async required(load: NodeJS.Require): Promise<unknown> {
    for (;;) {
      try {
        this.running = undefined;
        const exported: unknown = load(this.entry);
        await this.running;
        return exported;
      } catch (error) {
        await this.wait(error);
        delete load.cache[this.entry];
      }
    }
  }

  /** @throws what is no reason to wait */
  private async wait(error: unknown): Promise<void> {
    if (error instanceof NeedsImport)
      return void this.imported.set(error.file, await import(pathToFileURL(error.file).href));
    if (!(error instanceof NeedsWait)) throw error;
    await error.running.catch((reason: unknown) => this.wait(reason));
  }

  private within(file: string, load: () => void): void {
    this.stack.push(file);
    try {
      load();
    } finally {
      this.stack.pop();
    }
  }

  /** Runs a file of the program's own. */
  private run(module: NodeModule, file: string): void {
    if (!isCompiled(module)) throw new Error("this version of Node.js loads modules in a way that is not known here");
    const known = this.begun.get(file);
    // One that runs anew is the same to those that import it.
    if (known) module.exports = known.exports;
    if (known?.running) return;
    const { exports } = module;
    if (isEsModule(file)) this.begun.set(file, { exports });
    const returned = module._compile(this.emit(file), file, "commonjs");
    if (!(returned instanceof Promise)) return;
    if (file === this.entry) this.running = returned;
    else throw this.mustWait(file, exports, returned);
  }

  private mustWait(file: string, exports: unknown, running: Promise<unknown>): Error {
    this.begun.set(file, { exports, running });
    // What it has to wait for itself makes it run anew.
    running.catch((error: unknown) => {
      if (error instanceof NeedsWait || error instanceof NeedsImport) this.begun.set(file, { exports });
    });
    const needs = new NeedsWait(file, running);
    const importers = this.stack.slice(0, -1);
    return importers.length > 0 && importers.every(isEsModule) ? needs : new UserError(needs.message);
  }

  private loadPackage(module: NodeModule, file: string, plain: NodeJS.RequireExtensions[string] | undefined): void {
    const known = this.imported.get(file);
    if (known !== undefined) return void (module.exports = known);
    if (!plain) throw this.mustImport(file);
    try {
      plain(module, file);
    } catch (error) {
      throw hasCode(error, "ERR_REQUIRE_ESM") || hasCode(error, "ERR_REQUIRE_ASYNC_MODULE")
        ? this.mustImport(file)
        : error;
    }
  }

  /** Where nothing is being loaded, what imports it has begun to run. */
  private mustImport(file: string): Error {
    return this.stack.length > 1
      ? new NeedsImport(file)
      : new UserError(`${file} is an ES module alone: here only statements import it`);
  }
}

/** Of a name that ES modules import, the file that it is compiled from. */
const sourceExtensions: readonly (readonly [emitted: RegExp, sources: readonly string[]])[] = [
  [/\.js$/, [".ts", ".tsx"]],
  [/\.mjs$/, [".mts"]],
  [/\.cjs$/, [".cts"]],
  [/\.jsx$/, [".tsx"]],
];

/** Has files import each other by the names of what they are compiled to, as TypeScript wants it of ES modules. */
function resolveSources(): void {
  if (!hasResolve(Module)) return;
  const resolveFilename = Module._resolveFilename;
  Module._resolveFilename = function (request, parent, ...rest) {
    try {
      return resolveFilename.call(this, request, parent, ...rest);
    } catch (error) {
      const source = hasCode(error, "MODULE_NOT_FOUND") ? sourceOf(request, parent?.filename ?? undefined) : undefined;
      if (source === undefined) throw error;
      return source;
    }
  };
}

const pulumi = "@pulumi/pulumi";

/**
 * Has all packages load the program's own `@pulumi/pulumi`. Package managers may give one a copy of its own: on Pulumi's engine
 * each copy finds the same one, while here only the program's hears of what is declared.
 */
function shareOnePulumi(manifest: string): void {
  if (!hasResolve(Module)) return;
  const resolveFilename = Module._resolveFilename;
  Module._resolveFilename = function (request, parent, ...rest) {
    if (request !== pulumi && !request.startsWith(`${pulumi}/`))
      return resolveFilename.call(this, request, parent, ...rest);
    try {
      return resolveFilename.call(this, join(dirname(manifest), request.slice(pulumi.length)), parent, ...rest);
    } catch (error) {
      if (!hasCode(error, "MODULE_NOT_FOUND")) throw error;
      return resolveFilename.call(this, request, parent, ...rest);
    }
  };
}

function sourceOf(request: string, parent: string | undefined): string | undefined {
  if (!/^\.{1,2}\//.test(request) || parent === undefined || !isOwn(parent)) return undefined;
  const file = resolve(dirname(parent), request);
  return sourceExtensions
    .filter(([emitted]) => emitted.test(file))
    .flatMap(([emitted, sources]) => sources.map((source) => file.replace(emitted, source)))
    .find(isFile);
}

export const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

/** A program that is a folder names its entry in package.json, or it is an index file. */
export function entryOf({ main }: Pick<Project, "main">): string {
  if (isFile(main)) return main;
  const named = namedIn(join(main, "package.json"));
  const entry = named === undefined ? undefined : join(main, named);
  // A manifest that names a file which is not there has another one in mind, made by a build.
  if (entry !== undefined && existsSync(entry)) return isFile(entry) ? entry : (indexIn(entry) ?? entry);
  return indexIn(main) ?? main;
}

const indexIn = (folder: string): string | undefined =>
  ["js", "mjs", "cjs", "ts", "mts", "cts", "tsx"].map((extension) => join(folder, `index.${extension}`)).find(isFile);

/** The entry that a manifest names: by `exports`, or by `main`. */
function namedIn(manifest: string): string | undefined {
  const value = isFile(manifest) ? parseJson(readFileSync(manifest, "utf8")) : undefined;
  if (!isRecord(value)) return undefined;
  const { exports, main } = value;
  const exported = isRecord(exports) ? exports["."] : exports;
  const conditions = isRecord(exported) ? exported : { default: exported };
  const named = [conditions.default, conditions.require, conditions.import, main].find(
    (one) => typeof one === "string",
  );
  return typeof named === "string" ? named : undefined;
}

/** As Pulumi's own `cmd/run` has it. */
async function outputsOf(exported: unknown, entry: string): Promise<unknown> {
  const hasDefault = isEsModule(entry) && isRecord(exported) && "default" in exported;
  if (hasDefault && Object.keys(exported).length !== 1)
    throw new Error("expected entrypoint module to have either a default export or named exports but not both");
  const value: unknown = hasDefault ? exported.default : exported;
  return typeof value === "function" ? value() : value;
}
