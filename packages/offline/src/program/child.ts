/**
 * Runs a Pulumi program under Pulumi's mocks and hands over what it declared. A process of its own: the program may
 * do as it likes with its process, and the memory its compiler takes is given back.
 */
import { dirname } from "node:path";
import { deferArborist } from "./arborist";
import type { RunRequest, RunResult } from "./messages";
import { record } from "./record";
import { entryPoint, isFile, registerTypeScript, requireOf } from "./typescript";

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
    finish(await record(request, fromProgram, () => fromProgram(entryPoint(project))));
  } catch (error) {
    finish({ error: explain(error) });
  }
}

/** What the person who wrote the program needs: their own frames of the stack, or the message alone where Pulumi says so. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isPlain =
    error instanceof SyntaxError || "__pulumiRunError" in error || /Cannot find module/.test(error.message);
  if (isPlain) return error.message.split("\nRequire stack")[0] ?? error.message;
  const frames = (error.stack ?? "")
    .split("\n")
    .filter((line) => /^\s+at /.test(line) && !/node_modules|node:/.test(line) && !line.includes(__filename));
  return [error.message, ...frames.slice(0, 3)].join("\n");
}

let finished = false;

function finish(result: RunResult): void {
  if (finished) return;
  finished = true;
  process.send?.(result, () => process.exit("error" in result ? 1 : 0));
}
