import { existsSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type * as TypeScript from "typescript";
import type { Project } from "./project";

/** The TypeScript that a program is compiled with, and the options that decide what it emits. */
export interface Compiler {
  typescript: typeof TypeScript;
  options: TypeScript.CompilerOptions;
}

/** Resolves packages as the program does. */
export const requireOf = ({ folder }: Project): NodeJS.Require => createRequire(join(folder, "package.json"));

/** A program that is a folder names its entry in package.json, or it is an index file. */
export function entryPoint({ main }: Project): string {
  const manifest = join(main, "package.json");
  if (!existsSync(manifest)) return main;
  const { main: entry } = createRequire(manifest)(manifest);
  return typeof entry === "string" && existsSync(join(main, entry)) ? join(main, entry) : main;
}

export const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();

/** The compiler and the options that Pulumi's own language host would use (`@pulumi/pulumi/cmd/run`), without checking types. */
function tsNodeOf({ tsconfig }: Project, fromProgram: NodeJS.Require) {
  const { loadTypeScriptCompilerOptions, typeScriptRequireStrings } = fromProgram("@pulumi/pulumi/tsutils");
  const { tsnodeRequire, typescriptRequire } = typeScriptRequireStrings();
  const own = existsSync(tsconfig) ? loadTypeScriptCompilerOptions(tsconfig) : {};
  const options = {
    compiler: fromProgram.resolve(typescriptRequire),
    transpileOnly: true,
    skipProject: !existsSync(tsconfig),
    project: tsconfig,
    compilerOptions: { target: "ES2020", module: "nodenext", moduleResolution: "nodenext", sourceMap: "true", ...own },
  };
  return { tsNode: fromProgram(tsnodeRequire), options };
}

/** Has ts-node load TypeScript files, as Pulumi does: slower than {@link compilerOf}, but stacks name their lines. */
export function registerTsNode(project: Project, fromProgram: NodeJS.Require): void {
  const { tsNode, options } = tsNodeOf(project, fromProgram);
  tsNode.register(options);
}

/** The compiler by which ts-node would emit a program, without its source maps. */
export function compilerOf(project: Project, fromProgram: NodeJS.Require): Compiler {
  const { tsNode, options } = tsNodeOf(project, fromProgram);
  const { config } = tsNode.create(options);
  // ts-node has each stack mapped to sources from now on; Pulumi captures thousands of them.
  Reflect.deleteProperty(Error, "prepareStackTrace");
  return {
    typescript: fromProgram(options.compiler),
    options: { ...config.options, sourceMap: false, inlineSources: false },
  };
}
