/**
 * Runs a Pulumi program under Pulumi's mocks and hands over what it declared. A process of its own: the program may
 * do as it likes with its process, and the memory its compiler takes is given back.
 */
import { dirname } from "node:path";
import { deferArborist } from "./arborist";
import { Emit } from "./emit";
import type { RunRequest, RunResult } from "./messages";
import type { Project } from "./project";
import { record } from "./record";
import { compilerOf, entryPoint, isFile, registerTsNode, requireOf } from "./typescript";

process.once("message", (request: RunRequest) => void answer(request));
for (const event of ["uncaughtException", "unhandledRejection"] as const) {
  process.on(event, (error: unknown) => finish({ error: explain(error) }));
}

async function answer(request: RunRequest): Promise<void> {
  try {
    const { project, stacks } = request;
    if (!stacks) Error.stackTraceLimit = 0;
    process.chdir(isFile(project.main) ? dirname(project.main) : project.main);
    const fromProgram = requireOf(project);
    deferArborist(fromProgram);
    registerTypeScript(project, fromProgram, stacks);
    finish({ graph: await record(request, fromProgram, () => fromProgram(entryPoint(project))) });
  } catch (error) {
    finish({ error: explain(error) });
  }
}

/** @param stacks whether errors are to name lines of the program's files */
function registerTypeScript(project: Project, fromProgram: NodeJS.Require, stacks: boolean): void {
  if (stacks) return registerTsNode(project, fromProgram);
  const emit = new Emit(compilerOf(project, fromProgram), project);
  // Deprecated, and what ts-node uses: Pulumi's serializer needs a program that was loaded by `require`.
  for (const extension of [".ts", ".cts", ".tsx"]) {
    fromProgram.extensions[extension] = (module, fileName) => Object(module)._compile(emit.textOf(fileName), fileName);
  }
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
