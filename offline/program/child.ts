/**
 * Runs a Pulumi program under Pulumi's mocks and hands over what it declared. A process of its own: the program may
 * do as it likes with its process, and the memory its compiler takes is given back.
 */
import { existsSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { deferArborist } from "./arborist";
import type { RunRequest, RunResult } from "./messages";
import type { Project } from "./project";
import { record } from "./record";

process.once("message", (request: RunRequest) => void answer(request));
for (const event of ["uncaughtException", "unhandledRejection"] as const) {
  process.on(event, (error: unknown) => finish({ error: explain(error) }));
}

async function answer(request: RunRequest): Promise<void> {
  try {
    const { project, stacks } = request;
    if (!stacks) Error.stackTraceLimit = 0;
    const isFile = existsSync(project.main) && statSync(project.main).isFile();
    process.chdir(isFile ? dirname(project.main) : project.main);
    const fromProgram = createRequire(join(project.folder, "package.json"));
    deferArborist(fromProgram);
    registerTypeScript(project, fromProgram);
    finish({ graph: await record(request, fromProgram, () => fromProgram(entryPoint(project))) });
  } catch (error) {
    finish({ error: explain(error) });
  }
}

/** The compiler and the options that Pulumi's own language host would use (`@pulumi/pulumi/cmd/run`), without checking types. */
function registerTypeScript({ tsconfig }: Project, fromProgram: NodeJS.Require): void {
  const { loadTypeScriptCompilerOptions, typeScriptRequireStrings } = fromProgram("@pulumi/pulumi/tsutils");
  const { tsnodeRequire, typescriptRequire } = typeScriptRequireStrings();
  const own = existsSync(tsconfig) ? loadTypeScriptCompilerOptions(tsconfig) : {};
  fromProgram(tsnodeRequire).register({
    compiler: fromProgram.resolve(typescriptRequire),
    transpileOnly: true,
    skipProject: !existsSync(tsconfig),
    project: tsconfig,
    compilerOptions: { target: "ES2020", module: "nodenext", moduleResolution: "nodenext", sourceMap: "true", ...own },
  });
}

/** A program that is a folder names its entry in package.json, or it is an index file. */
function entryPoint({ main }: Project): string {
  const manifest = join(main, "package.json");
  if (!existsSync(manifest)) return main;
  const { main: entry } = createRequire(manifest)(manifest);
  return typeof entry === "string" && existsSync(join(main, entry)) ? join(main, entry) : main;
}

/** What the person who wrote the program needs: their own frames of the stack, or the message alone where Pulumi says so. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isPlain = error.name === "TSError" || "__pulumiRunError" in error || /Cannot find module/.test(error.message);
  if (isPlain) return error.message.split("\nRequire stack")[0] ?? error.message;
  const frames = (error.stack ?? "")
    .split("\n")
    .filter((line) => /^\s+at /.test(line) && !/node_modules|node:|offline-child-/.test(line));
  return [error.message, ...frames.slice(0, 3)].join("\n");
}

let finished = false;

function finish(result: RunResult): void {
  if (finished) return;
  finished = true;
  process.send?.(result, () => process.exit("error" in result ? 1 : 0));
}
